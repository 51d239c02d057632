"""An open library: searching it, browsing it by topic, reading a briefing of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Briefing, FollowUp, Hit, Library, NoIndexError, QAPair
from tests.index.collection import Collection

SUPPORT = "How does NATO support Ukraine?"
HESITANT = "Why are members hesitant about membership?"
CABLES = "Who repairs undersea cables?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    collection = Collection(tmp_path_factory.mktemp("library")).write_briefings()
    yield collection.library()
    collection.close()


def headlines(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.headline for hit in hits]


# ------------------------------------------------------------------ searching


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (SUPPORT, SUPPORT),
        ("HOW DOES NATO SUPPORT UKRAINE", SUPPORT),
        ("ukraine supporting ", SUPPORT),
        ("ukr", SUPPORT),
        ("member hesitates ", HESITANT),
        ("cable repair ", CABLES),
        ("repair ships", CABLES),  # words of the answer alone
        ('"undersea cables"', CABLES),
        ("cables xyzzyx ", CABLES),
    ],
)
def test_right_pair_comes_first(library: Library, text: str, first: str) -> None:
    assert library.search(text).hits[0].question == first


def test_hit_carries_what_a_list_and_an_answer_show(library: Library) -> None:
    hit = library.search(HESITANT).hits[0]
    assert hit == Hit(
        kind="qa",
        id=hit.id,
        briefing_id=hit.briefing_id,
        question=HESITANT,
        answer="They fear an escalation of the conflict with Russia.",
        topic="Security/NATO",
        score=hit.score,
        language="en",
        title="The alliance supports Ukraine with aid and training",
        text="They fear an escalation of the conflict with Russia.",
        how="words",
    )
    assert hit.score > 0
    assert library.briefing(hit.briefing_id).qa_pairs[1].id == hit.id


def test_words_of_the_briefing_alone_find_the_briefing(library: Library) -> None:
    (hit,) = library.search("romania night ").hits
    assert (hit.kind, hit.question, hit.answer) == ("briefing", "", "")
    assert hit.id == hit.briefing_id
    assert hit.text == library.briefing(hit.id).text
    assert hit.headline == "The alliance supports Ukraine with aid and training"


def test_question_weighs_more_than_the_answer_and_that_more_than_the_briefing(
    collection: Collection,
) -> None:
    collection.write_jsonl(
        "a.jsonl",
        {"title": "x", "briefing": "Embargo and other words stand here."},
        {"title": "x", "questions": [{"question": "Other words?", "answer": "Embargo stands."}]},
        {"title": "x", "questions": [{"question": "Embargo words?", "answer": "Others stand."}]},
    )
    hits = collection.library().search("embargo ").hits
    assert [hit.question for hit in hits] == ["Embargo words?", "Other words?", ""]
    assert hits[0].score > hits[1].score > hits[2].score > 0


@pytest.mark.parametrize(
    "text",
    ["whose matter", "if pressed hard", "classified remark", "Baltic heading", "harbour"],
)
def test_every_part_of_an_entry_is_searched(collection: Collection, text: str) -> None:
    pair = {
        "question": "Who decides?",
        "answer": "The council.",
        "wordings": ["Whose matter is it?"],
        "if_pressed": [{"if": "Pressed hard", "answer": "No comment."}],
        "background": "A classified remark.",
    }
    collection.write_jsonl(
        "Harbour/a.jsonl",
        {"title": "Baltic heading", "questions": [pair]},
        {"title": "Other", "topics": ["Other"], "questions": [{"question": "?", "answer": "x"}]},
    )
    assert headlines(collection.library().search(text + " ").hits) == ["Who decides?"]


def test_phrase_in_quotation_marks_must_stand_there(library: Library) -> None:
    assert library.search('"military aid"').total == 1
    assert library.search('"aid military"').total == 0
    assert library.search('"military aid" hesitant').total == 1


def test_searched_words_are_found_in_any_text(library: Library) -> None:
    spans = library.search("supporting ukr").spans
    text = "It supports Ukraine's army."
    assert [text[start:end] for start, end in spans(text)] == ["supports", "Ukraine"]


def test_total_counts_what_the_limit_leaves_out(library: Library) -> None:
    everything = library.search("nato cables")
    assert everything.total == len(everything.hits) > 1
    limited = library.search("nato cables", limit=1)
    assert limited.hits == everything.hits[:1]
    assert limited.total == everything.total
    assert library.search("nato cables", limit=0).hits == ()


def test_topic_narrows_the_search_to_itself_and_all_below(library: Library) -> None:
    query = "nato cables ukraine"
    assert set(headlines(library.search(query, topic="Security/NATO").hits)) == {
        SUPPORT,
        HESITANT,
        "The alliance supports Ukraine with aid and training",
    }
    assert library.search(query, topic="Security").total == library.search(query).total
    assert library.search(query, topic="/ Security / NATO/").total == 3
    assert library.search(query, topic="NATO").total == 0
    assert library.search(query, topic="security/nato").total == 0


@pytest.mark.parametrize("text", ["xyzzyx", "???", "*", '""', "北约"])
def test_nothing_found_is_an_empty_result(library: Library, text: str) -> None:
    results = library.search(text)
    assert (results.hits, results.total) == ((), 0)


def test_alike_entries_stay_separate_hits(collection: Collection) -> None:
    for name in ("a.txt", "b.txt"):
        collection.write(name, "Text.\nWho decides?\nThe council.")
    assert headlines(collection.library().search("who decides").hits) == ["Who decides?"] * 2


@given(
    text=st.text()
    | st.lists(st.sampled_from(['"', "nato", "ukr", "*", "OR", " ", "("])).map("".join)
)
def test_any_text_gives_results(library: Library, text: str) -> None:
    results = library.search(text, limit=5)
    assert len(results.hits) == min(results.total, 5)
    scores = [hit.score for hit in results.hits]
    assert scores == sorted(scores, reverse=True)


# ------------------------------------------------------------------ browsing


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_typed_gives_everything_in_the_order_of_the_content(
    library: Library, text: str
) -> None:
    results = library.search(text)
    assert headlines(results.hits) == [CABLES, SUPPORT, HESITANT]
    assert results.total == 3
    assert library.search(text, limit=2).hits == results.hits[:2]
    assert library.search(text, limit=2).total == 3


def test_topic_is_browsed_with_all_below_it(library: Library) -> None:
    assert headlines(library.search("", topic="Security/NATO").hits) == [SUPPORT, HESITANT]
    assert library.search("", topic="Security").total == 3
    assert library.search("", topic="Nowhere").total == 0


def test_briefing_without_questions_is_browsed_itself(collection: Collection) -> None:
    collection.write("Talks/a.txt", "The talks go on.")
    library = collection.library()
    (hit,) = library.search("", topic="Talks").hits
    assert (hit.kind, hit.headline) == ("briefing", "The talks go on")
    assert library.topics().count == 1


def test_every_topic_holds_as_many_entries_as_it_says(library: Library) -> None:
    for topic in library.topics().walk():
        assert library.search("", topic=topic.path, limit=1).total == topic.count


def test_counts_of_the_library(library: Library) -> None:
    assert library.topics().count == 3


# ------------------------------------------------------------------ reading


def test_briefing_is_read_as_it_was_given(collection: Collection) -> None:
    pair = {
        "id": "q",
        "question": "Who?",
        "answer": "We.\n\nAll of us.",
        "wordings": ["Which?"],
        "if_pressed": [{"if": "when", "answer": "Now."}],
        "state": "cleared",
    }
    collection.write_jsonl(
        "a.jsonl",
        {
            "id": "b",
            "title": "Title",
            "topics": ["A/B"],
            "date": "2026-03-14",
            "marking": "Internal",
            "briefing": "One.\n\nTwo.",
            "questions": [pair, {"id": "s", "answer": "We stand by it."}],
        },
    )
    library = collection.library()
    assert library.briefing("b") == Briefing(
        id="b",
        title="Title",
        text="One.\n\nTwo.",
        topics=("A/B",),
        date="2026-03-14",
        marking="Internal",
        collection="content",
        path="a.jsonl",
        qa_pairs=(
            QAPair(
                id="q",
                question="Who?",
                answer="We.\n\nAll of us.",
                topics=("A/B",),
                wordings=("Which?",),
                if_pressed=(FollowUp("when", "Now."),),
                state="cleared",
            ),
            QAPair(id="s", question="", answer="We stand by it.", topics=("A/B",)),
        ),
    )
    (hit, _) = library.search("").hits
    assert (hit.date, hit.marking, hit.state) == ("2026-03-14", "Internal", "cleared")


def test_statement_is_found_and_named_by_its_briefing(collection: Collection) -> None:
    statement = {"answer": "We condemn the attack."}
    collection.write_jsonl("a.jsonl", {"title": "Attack", "questions": [statement]})
    (hit,) = collection.library().search("condemn ").hits
    assert (hit.kind, hit.question, hit.headline) == ("qa", "", "Attack")


def test_unknown_briefing_is_a_key_error(library: Library) -> None:
    with pytest.raises(KeyError):
        library.briefing("nowhere")


# ------------------------------------------------------------------ opening


@pytest.mark.parametrize("place", ["", "Cables.txt", "not/there"])
def test_place_without_an_index_is_told_with_what_to_do(briefed: Collection, place: str) -> None:
    with pytest.raises(NoIndexError, match=r"There is no index .* index build"):
        Library.open(briefed.content / "Security" / place)
