"""Questions in other words and other languages find what they mean."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index import Encoder, Library
from tests.index import meant
from tests.index.collection import Collection


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    collection = Collection(tmp_path_factory.mktemp("meant"))
    collection.write_jsonl("city.jsonl", *meant.BRIEFINGS)
    collection.build()
    yield collection
    collection.close()


@pytest.fixture(scope="module")
def library(collection: Collection, encoder: Encoder) -> Iterator[Library]:
    library = Library.open(collection.into, encoder=encoder)
    assert library.wait_for_meaning(60)
    yield library
    library.close()


def found(library: Library, text: str, **options: str | int) -> list[str]:
    return [hit.question for hit in library.search(text, meaning=True, **options).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("why are lorries banned from the bridge", meant.BRIDGE),
        ("how often do boats sail in January", meant.FERRY),
        ("what is a carer's wage", meant.SALARY),
        ("what is done about coyotes by the kindergarten", meant.WOLVES),
        ("can I get sick from what comes out of the faucet", meant.WATER),
        ("Kann man das Leitungswasser trinken?", meant.WATER),
        ("Combien gagne une infirmière ?", meant.SALARY),
        ("自来水可以喝吗？", meant.WATER),
        ("هل سترتفع الضرائب على العقارات؟", meant.TAXES),
        ("Когда ходит паром зимой?", meant.FERRY),
    ],
)
def test_a_question_in_other_words_finds_its_line(library: Library, asked: str, first: str) -> None:
    assert found(library, asked)[0] == first


def test_how_it_was_found_is_told(library: Library) -> None:
    (first, *_) = library.search("what is a carer's wage", meaning=True).hits
    assert (first.question, first.how) == (meant.SALARY, "meaning")
    (first, *_) = library.search("why was the bridge closed for lorries", meaning=True).hits
    assert (first.question, first.how) == (meant.BRIDGE, "both")
    hits = library.search("why was the bridge closed for lorries").hits
    assert {hit.how for hit in hits} == {"words"}


def test_words_alone_are_as_they_were(library: Library, collection: Collection) -> None:
    fresh = collection.open()
    for text in ("bridge", "bridge trucks closed", "Is the tap water safe to drink?", ""):
        assert library.search(text).hits == fresh.search(text).hits


def test_key_words_that_one_entry_holds_stay_first(library: Library) -> None:
    for text in ("ferry winter", "nurses hospital", "wolves school"):
        by_words, by_both = library.search(text), library.search(text, meaning=True)
        assert by_both.hits[0].id == by_words.hits[0].id


@pytest.mark.parametrize(
    "text", ['"carer wage"', "question:carer", "carer AND wage", "carer -wage", "care*", "wage~2"]
)
def test_what_is_insisted_on_is_never_asked_by_meaning(library: Library, text: str) -> None:
    by_both = library.search(text, meaning=True)
    assert by_both.hits == library.search(text).hits
    assert by_both.language == ""


def test_a_question_that_quotes_is_one(library: Library) -> None:
    assert found(library, 'what is a carer\'s wage at the "clinic"?')[0] == meant.SALARY


@pytest.mark.parametrize(
    "text",
    [
        "When was the treaty of Tordesillas signed?",
        "Which planet has the most moons?",
        "Who painted the ceiling of that chapel?",
    ],
)
def test_nothing_far_fetched_is_shown(library: Library, text: str) -> None:
    assert not [hit for hit in library.search(text, meaning=True).hits if hit.how != "words"]


@pytest.mark.parametrize(
    "text",
    [
        "如何做面包？",
        "パンはどうやって焼きますか？",
        "Kan man flyga till månen?",
    ],
)
def test_nothing_far_fetched_is_shown_in_a_language_the_library_lacks(
    library: Library, text: str
) -> None:
    assert not [hit for hit in library.search(text, meaning=True).hits if hit.how != "words"]


def test_the_language_of_the_question_comes_first(library: Library) -> None:
    english = library.search("why can't heavy vehicles use the bridge?", meaning=True)
    german = library.search("Wieso ist die Brücke am Hafen für schwere Fahrzeuge zu?", meaning=True)
    assert (english.language, german.language) == ("en", "de")
    assert [hit.language for hit in english.hits[:2]] == ["en", "de"]
    assert german.hits[0].question == meant.BRIDGE_DE
    assert meant.BRIDGE in [hit.question for hit in german.hits]


def test_a_topic_narrows_what_is_meant(library: Library) -> None:
    assert meant.SALARY not in found(library, "what is a carer's wage", topic="City/Traffic")
    assert found(library, "what is a carer's wage", topic="City/Services")[0] == meant.SALARY


def test_a_topic_of_few_among_many_narrows_what_is_meant(
    collection: Collection, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.nearest._COMPARED", 4)
    library = Library.open(collection.into, encoder=encoder)
    assert library.wait_for_meaning(0)
    for topic in ("City/Traffic", "Stadt"):
        results = library.search("what is a carer's wage", meaning=True, topic=topic)
        assert all(hit.topic.startswith(topic) for hit in results.hits)
    assert found(library, "what is a carer's wage")[0] == meant.SALARY
    library.close()


def test_limits_and_totals_hold(library: Library) -> None:
    results = library.search("what is a carer's wage", meaning=True, limit=1)
    assert len(results.hits) == 1
    assert results.total >= 1
    assert library.search("what is a carer's wage", meaning=True, limit=0).hits == ()


def test_the_same_is_found_each_time(library: Library) -> None:
    first = library.search("what is done about coyotes by the kindergarten", meaning=True)
    again = library.search("what is done about coyotes by the kindergarten", meaning=True)
    assert first.hits == again.hits


@pytest.mark.parametrize("text", ["", "   ", "?!", "\ud800", "a" * 10_000, "的" * 3_000])
def test_odd_texts_are_no_error(library: Library, text: str) -> None:
    library.search(text, meaning=True)


def test_related_entries_come_without_the_entry_itself(library: Library) -> None:
    related = [hit.id for hit in library.related("q1")]
    assert "q1" not in related
    assert {"traffic", "q7"} & set(related)
    assert library.related("q1", limit=1) == library.related("q1")[:1]


def test_the_same_question_is_found_in_another_language(library: Library) -> None:
    assert [hit.id for hit in library.same_question("q1")] == ["q7"]
    assert [hit.id for hit in library.same_question("q7")] == ["q1"]
    assert library.same_question("q5") == []
    assert library.same_question("traffic") == []  # asks nothing


@pytest.mark.parametrize("id", ["", "nothing of that name"])
def test_neighbours_of_nothing_are_a_key_error(library: Library, id: str) -> None:
    with pytest.raises(KeyError):
        library.related(id)
    with pytest.raises(KeyError):
        library.same_question(id)
