"""The ranking finds what Whoosh would find, and puts the best of it first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from whoosh import query as whoosh_query
from whoosh.index import open_dir
from whoosh.searching import Searcher

from index import Hit, Library
from index.query import Parser
from index.segment import SegmentReader, read_contents
from index.vocabulary import Vocabulary
from tests.index.collection import Collection
from tests.index.generated import QUERIES, Changes, apply, changes, write_kept

ALL = 100_000


def questions(hits: Sequence[Hit]) -> list[str]:
    return [hit.question for hit in hits]


# ------------------------------------------------------------------ what is found


class Whoosh:
    """The index in force as Whoosh alone sees it: its files, its readers, its matchers."""

    def __init__(self, generation: Path) -> None:
        self._segments = [SegmentReader(generation, own) for own in read_contents(generation)]
        self._parser = Parser(Vocabulary([segment.columns for segment in self._segments]))
        self._searcher: Searcher = open_dir(str(generation)).searcher()
        self._names: dict[int, tuple[str, str]] = {}
        for number in self._searcher.reader().all_doc_ids():
            data = self._searcher.stored_fields(number)["data"]
            kind = "qa" if "briefing_id" in data else "briefing"
            if kind == "qa" or data.get("text"):  # else it is there for its pairs only
                self._names[number] = kind, data["id"]

    def close(self) -> None:
        self._searcher.close()
        for segment in self._segments:
            segment.close()

    def search(self, text: str) -> set[tuple[str, str]]:
        """Kind and id of all that a text finds."""
        query = self._parser.parse(text)
        found = self._matching(query.tree)
        if not found and query.quotes:
            found = self._matching(self._parser.parse(text, operators=False).tree)
        return {self._names[number] for number in found}

    def _matching(self, tree: whoosh_query.Query | None) -> set[int]:
        # Whoosh matches the leaves. Joined are they here: its AndNotMatcher lets the first
        # document pass, its InverseMatcher the last ones though they are deleted.
        match tree:
            case None:
                return set()
            case whoosh_query.Not():
                return set(self._names) - self._matching(tree.query)
            case whoosh_query.AndNot():
                return self._matching(tree.a) - self._matching(tree.b)
            case whoosh_query.AndMaybe():
                return self._matching(tree.a)
            case whoosh_query.And():
                return set.intersection(*map(self._matching, tree))
            case whoosh_query.Or():
                return set.union(*map(self._matching, tree))
            case whoosh_query.Every():
                return set(self._names)
            case _:
                return set(self._searcher.docs_for_query(tree)) & set(self._names)


@settings(max_examples=15, phases=[Phase.generate])
@given(
    rounds=st.lists(changes(), min_size=1, max_size=3),
    texts=st.lists(QUERIES, min_size=8, max_size=8),
)
def test_what_is_found_is_what_whoosh_finds(rounds: Sequence[Changes], texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        collection = Collection(Path(folder))
        write_kept(collection)
        for changed in rounds:  # each build adds a segment, or deletes from the others
            apply(collection, changed)
            collection.build()
        library = collection.open()
        whoosh = Whoosh(collection.index_file("manifest.json").parent)
        for text in texts:
            found = {(hit.kind, hit.id) for hit in library.search(text, limit=ALL).hits}
            assert found == whoosh.search(text), text
        whoosh.close()
        collection.close()


# ------------------------------------------------------------------ in which order


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of two segments, one of them with deletions, in which much is alike."""
    collection = Collection(tmp_path_factory.mktemp("ranking"))
    for name in "adg":
        collection.write_jsonl(f"{name}.jsonl", *(_alike(f"{name}{n}", n) for n in range(40)))
    collection.write_jsonl("e.jsonl", _alike("deleted", 0))
    collection.build()
    (collection.content / "e.jsonl").unlink()
    collection.write_jsonl("b.jsonl", *(_alike(f"b{n}", n) for n in range(40)))
    yield collection.library()
    collection.close()


def _alike(id_: str, number: int) -> dict[str, object]:
    pair = {
        "id": id_,
        "question": "Who repairs the cable?",
        "answer": f"The owners, number {number % 4}." + " They do it at night." * (number % 3),
    }
    facts = {"title": "Sea", "language": "en", "topics": [f"Sea/{number % 4}"]}
    return {**facts, "date": f"202{number % 4}-05-06", "questions": [pair]}


TIES = (
    "repairs ",
    "cable",
    "who repairs the cable ",
    "rep",
    "cable -night",
    '"the cable"',
    "night",
)


@pytest.mark.parametrize("text", TIES)
def test_ties_come_in_the_order_of_the_content(library: Library, text: str) -> None:
    places = {hit.id: place for place, hit in enumerate(library.search("", limit=ALL).hits)}
    hits = library.search(text, limit=ALL).hits
    assert len(hits) > 50
    assert len({hit.score for hit in hits}) < len(hits) / 5
    order = [(-hit.score, places[hit.id]) for hit in hits]
    assert order == sorted(order)


@pytest.mark.parametrize("text", [*TIES, "owners number 2 ", "language:en", "number 3 OR night"])
def test_a_limit_cuts_and_changes_nothing_else(library: Library, text: str) -> None:
    everything = library.search(text, limit=ALL)
    for limit in (1, 5, 49, 50, 51, 100):
        results = library.search(text, limit=limit)
        assert results.hits == everything.hits[:limit]
        assert results.total == everything.total == len(everything.hits)


@pytest.mark.parametrize("text", TIES)
def test_scores_never_rise_down_the_list(library: Library, text: str) -> None:
    scores = [hit.score for hit in library.search(text, limit=ALL).hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def _pairs(*entries: str, **facts: str) -> list[dict[str, object]]:
    return [
        {"title": "x", **facts, "questions": [{"question": entry, "answer": "Yes."}]}
        for entry in entries
    ]


NEAR_ALIKE = (
    "Why was the cable in the sea not repaired?",
    "Why was the cable in the sea repaired?",
    "Who repaired the cable in the sea?",
    "When will the cable in the sea be repaired?",
    "Why was the sea cable not repaired in time?",
    "Is the cable repaired?",
    "Who repairs cables in the Baltic Sea?",
    "Which ships repair sea cables?",
)


def test_a_question_asked_word_for_word_comes_first(collection: Collection) -> None:
    collection.write_jsonl("a.jsonl", *_pairs(*NEAR_ALIKE))
    library = collection.library()
    for question in NEAR_ALIKE:
        for text in (question, question.lower().rstrip("?"), question.upper()):
            assert library.search(text).hits[0].question == question


@pytest.mark.parametrize(
    ("text", "language", "entries"),
    [
        ("strategy ", "en", ["A strategy?", "A strategies?", "A strategize?"]),
        ("repairs ", "en", ["The repairs?", "The repair?", "The repairman?"]),
        ("naive ", "en", ["So naive?", "So naïve?"]),
        ("naïve ", "en", ["So naïve?", "So naive?"]),
        ("Mitgliedstaat ", "de", ["Ein Mitgliedstaat?", "Ein Mitgliedstaaten?"]),
    ],
)
def test_nearer_forms_of_a_word_come_first(
    collection: Collection, text: str, language: str, entries: list[str]
) -> None:
    collection.write_jsonl("a.jsonl", *_pairs(*entries[::-1], language=language))
    hits = collection.library().search(text).hits
    assert questions(hits) == entries
    assert len({hit.score for hit in hits}) == len(hits)


def test_fewer_mistakes_come_before_more(collection: Collection) -> None:
    entries = ["Ukraine then?", "Ukrainian then?"]
    collection.write_jsonl("a.jsonl", *_pairs(*entries[::-1]))
    assert questions(collection.library().search("ukrane ").hits)[0] == entries[0]


def test_misspelt_word_is_nothing_where_the_word_itself_stands(collection: Collection) -> None:
    collection.write_jsonl("a.jsonl", *_pairs("The cable?", "The cible?"))
    assert questions(collection.library().search("cable ").hits) == ["The cable?"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cafe ", {"Cafe?", "Café?", "CAFÉ?", "Cafe\u0301?"}),
        ("café ", {"Cafe?", "Café?", "CAFÉ?", "Cafe\u0301?"}),
        ("CAFE\u0301 ", {"Cafe?", "Café?", "CAFÉ?", "Cafe\u0301?"}),
        ("Lodz ", {"Łódź?"}),
        ("łódź ", {"Łódź?"}),
        ("cafe -lodz ", {"Cafe?", "Café?", "CAFÉ?", "Cafe\u0301?"}),
        ("lodz OR café", {"Cafe?", "Café?", "CAFÉ?", "Cafe\u0301?", "Łódź?"}),
    ],
)
def test_accents_and_case_do_not_matter(collection: Collection, text: str, found: set[str]) -> None:
    collection.write_jsonl("a.jsonl", *_pairs("Cafe?", "Café?", "CAFÉ?", "Cafe\u0301?", "Łódź?"))
    assert set(questions(collection.library().search(text).hits)) == found


# ------------------------------------------------------------------ operators and filters


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    collection = Collection(tmp_path_factory.mktemp("filed"))
    collection.write_jsonl(
        "a.jsonl",
        *_pairs("One cable?", language="de", date="2024-05-06"),
        *_pairs("Two cables, aid?", language="en", date="12 June 2025"),
        *_pairs("Three aid?", language="EN", date="2025"),
        *_pairs("Four undersea cable?", language="fr"),
    )
    collection.write_jsonl(
        "Sea/Baltic/b.jsonl", *_pairs("Five cable?", language="fr", date="2026-01-02")
    )
    collection.write_jsonl("Sea/c.jsonl", *_pairs("Six aid cable?", language="de"))
    yield collection.library()
    collection.close()


NUMBERS = ("One", "Two", "Three", "Four", "Five", "Six")


def numbers(hits: Sequence[Hit]) -> str:
    """What was found, as the digits of its entries."""
    found = {question.split()[0] for question in questions(hits)}
    return "".join(str(n) for n, name in enumerate(NUMBERS, 1) if name in found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cable -aid", "145"),
        ("cable NOT aid", "145"),
        ("cable AND NOT aid", "145"),
        ("cable (-aid)", "145"),
        ("undersea (-aid)", "4"),
        ("cable AND (four OR five) NOT undersea", "5"),
        ("(four OR aid) NOT three", "246"),
        ("aid AND (cable NOT two)", "6"),
        ("undersea OR NOT cable", "34"),
        ("+cable +(cable -aid)", "145"),
        ("-aid cable", "145"),
        ("-cable", "3"),
        ("NOT cable", "3"),
        ("cable -undersea -aid", "15"),
        ('cable -"undersea cable"', "1256"),
        ("cable -(aid OR undersea)", "15"),
        ("+cable aid", "12456"),
        ("+cable +aid", "26"),
        ("cable AND aid", "26"),
        ("cable aid ", "123456"),
        ("cable OR aid", "123456"),
        ("one OR (aid AND cable)", "126"),
        ('"aid cable"', "6"),
        ("under*", "4"),
        ("*ersea", "4"),
        ("c?ble*", "12456"),
        ("cibel~2", "1456"),
        ("question:one", "1"),
        ("answer:one", ""),
        ("language:de", "16"),
        ("language:en", "23"),
        ("LANGUAGE:DE cable", "16"),
        ("cable -language:de", "245"),
        ("date:2024", "1"),
        ("date:2025", "23"),
        ("date:2025-06", "2"),
        ("date:[2024 TO 2025]", "123"),
        ("date:[2025-06 TO]", "25"),
        ("date:[TO 2024]", "1"),
        ("date:[2024-05-06 TO 2024-05-06]", "1"),
        ("date:[2026 TO 2024]", ""),
        ("aid date:[2024 TO 2025]", "23"),
        ("topic:Sea/Baltic", "5"),
        ('topic:"Sea/Baltic" cable', "5"),
        ("topic:baltic", "5"),
        ("topic:sea", "56"),
    ],
)
def test_operators_and_filters(filed: Library, text: str, found: str) -> None:
    assert numbers(filed.search(text).hits) == found


@pytest.mark.parametrize(
    ("topic", "text", "found"),
    [
        ("Sea", "cable ", "56"),
        ("Sea/Baltic", "cable ", "5"),
        ("Sea/Baltic/", "cable ", "5"),
        ("Sea", "cable -aid", "5"),
        ("Sea", "NOT cable", ""),
        ("Sea", "aid OR one", "6"),
        ("Sea", "language:de", "6"),
        ("Baltic", "cable ", ""),
        (None, "cable ", "12456"),
    ],
)
def test_topic_narrows_every_query(filed: Library, topic: str, text: str, found: str) -> None:
    results = filed.search(text, topic=topic)
    assert numbers(results.hits) == found
    assert results.total == len(found)


# ------------------------------------------------------------------ whatever is typed


@pytest.mark.parametrize(
    "text",
    [
        '"', '"cable', 'cable"', '""cable""', "“cable", "AND", "OR", "NOT", "AND OR NOT", "+", "-",
        "+ -", "NOT NOT cable", "cable AND", "AND cable", "cable OR OR aid", "cable -", "--cable",
        "+-cable", "*", "**", "?", "a*", "*a*", "*a", "?*?", "*cable*", "~", "cable~", "cable~9",
        "~cable", "cable^2", "cable^", ":", "a:b", "date:", "date:x", "date:[", "date:[TO]",
        "date:[2025 TO", "topic:", "topic:/", "language:", "question:", "question:-cable", "[", "{",
        "(", ")", "()", "(cable", "cable)", ")(", "((((", "(" * 150 + "cable" + ")" * 150,
        "(" * 399, "NOT " * 90 + "cable", "😀", "cable 😀", "👩\u200d👩\u200d👧 cable", "\x00",
        "ca\x00ble", "\x00" * 50, "cable\u200f", "\u202ecable\u202c", "\u200f(cable\u200f)",
        "\ud800", "cable \udfff", "\\", "\\\\cable", "%", "' OR 1=1 --", "</b>", "\r\n\t", "\u2028",
        "cable\n" * 3, "a" * 100_000, "word " * 10_000, "é" * 5_000, "cable " * 200_000,
        '"' * 10_001, "-" * 10_000, "*" * 399, "a*" * 199, "?a" * 199, "北" * 5_000, "a-" * 2_000,
        "*\u0640", "aid *\u0640*", "aid (+cable)", "aid (-cable)", "NOT (+aid)", "x (+aid x)",
        "cable REQUIRE +aid", "cable ANDNOT +aid", "cable ANDMAYBE +aid", "<cable>", "cable&&aid",
        '"cable"~5', '"cable aid"~', "cable..aid", "date:>2024", "answer:(cable aid)",
    ],
    ids=lambda text: f"{ascii(text)[:20]} {len(text)}" if len(text) > 20 else ascii(text),
)  # fmt: skip
def test_odd_query_is_answered(filed: Library, text: str) -> None:
    results = filed.search(text, limit=3)
    assert len(results.hits) == min(results.total, 3)
    assert list(results.spans("A cable of aid.")) == sorted(results.spans("A cable of aid."))
    assert results.seconds < 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"cable', "1456"),
        ("cable AND", "12456"),
        ("(cable", "12456"),
        ("cable)", "12456"),
        ("cable 😀 ", "12456"),
        ("cable\u200f ", "12456"),
        ("\u202ecable\u202c ", "12456"),
        ("cable?", "12456"),
        ("a*", "236"),
        ("*a*", "123456"),
        ("undersea " + "word " * 10_000, "4"),
        ("(" * 150 + "undersea" + ")" * 150, "4"),
    ],
    ids=lambda text: ascii(text)[:20],
)
def test_what_is_plain_in_an_odd_query_is_still_asked(
    filed: Library, text: str, found: str
) -> None:
    assert numbers(filed.search(text).hits) == found
