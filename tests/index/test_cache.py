"""What is kept of what was made before."""

from index.cache import Cache


def test_what_was_longest_not_asked_for_goes_first() -> None:
    cache: Cache[str, int] = Cache(most=3)
    for number, key in enumerate("abc"):
        cache.put(key, number, size=1)
    assert cache.get("a") == 0
    cache.put("d", 3, size=1)
    assert [cache.get(key) for key in "abcd"] == [0, None, 2, 3]


def test_the_last_is_kept_even_if_it_is_too_large() -> None:
    cache: Cache[str, str] = Cache(most=10)
    cache.put("small", "s", size=1)
    cache.put("large", "l", size=100)
    assert (cache.get("small"), cache.get("large")) == (None, "l")
    cache.put("next", "n", size=1)
    assert (cache.get("large"), cache.get("next")) == (None, "n")
