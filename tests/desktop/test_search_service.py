"""The worker that owns the library."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.library_location import LibraryLocation
from desktop.passages import Passages, key_of
from desktop.search_service import Query, SearchService
from index import Briefing, LibraryError, Results, Span, Topic, best_passage
from index.segment import SegmentReader
from tests.desktop import briefings
from tests.desktop.desk import PATIENCE


@dataclass
class Heard:
    """All that a service said."""

    opened: list[Topic] = field(default_factory=list)
    found: list[tuple[Query, Results]] = field(default_factory=list)
    read: list[tuple[Briefing, tuple[Span, ...], tuple[Span, ...]]] = field(default_factory=list)
    passages: list[tuple[Results, Passages]] = field(default_factory=list)
    failed: list[LibraryError] = field(default_factory=list)


@pytest.fixture
def service(qtbot: QtBot) -> Iterator[SearchService]:
    service = SearchService()
    yield service
    service.close()


@pytest.fixture
def heard(service: SearchService) -> Heard:
    heard = Heard()
    service.opened.connect(heard.opened.append)
    service.found.connect(lambda query, results: heard.found.append((query, results)))
    service.read.connect(lambda *read: heard.read.append(read))
    service.passages_found.connect(lambda *found: heard.passages.append(found))
    service.failed.connect(heard.failed.append)
    return heard


def everything(text: str, topic: str = "") -> Query:
    return Query(text, topic, 50)


def no_spans(_text: str) -> tuple[Span, ...]:
    return ()


def settle(service: SearchService, qtbot: QtBot, location: LibraryLocation) -> None:
    """Let the worker do all it was asked so far, and its signals arrive: it opens last."""
    with qtbot.waitSignal(service.opened, timeout=PATIENCE):
        service.open(location.index)


def test_opening_tells_topics_and_counts(
    service: SearchService, heard: Heard, qtbot: QtBot, shared_library: LibraryLocation
) -> None:
    settle(service, qtbot, shared_library)
    (opened,) = heard.opened
    assert opened.count == briefings.ENTRIES
    assert [topic.name for topic in opened.children] == ["Economy", "Security"]


def test_the_newest_of_many_queries_is_the_only_one_answered(
    service: SearchService, heard: Heard, qtbot: QtBot, shared_library: LibraryLocation
) -> None:
    settle(service, qtbot, shared_library)
    queries = [everything(text) for text in ("cables", "aid", "prices") * 20]
    for query in queries:
        service.search(query)
    settle(service, qtbot, shared_library)
    ((query, results),) = heard.found
    assert query is queries[-1]
    assert results.hits[0].id == "prices"


def test_the_same_query_asked_twice_is_answered_each_time(
    service: SearchService, heard: Heard, qtbot: QtBot, shared_library: LibraryLocation
) -> None:
    settle(service, qtbot, shared_library)
    for _ in range(2):
        with qtbot.waitSignal(service.found, timeout=PATIENCE):
            service.search(everything("cables"))
    assert [results.hits[0].id for _, results in heard.found] == ["cables", "cables"]


def test_a_topic_and_a_limit_bound_what_is_found(
    service: SearchService, heard: Heard, qtbot: QtBot, shared_library: LibraryLocation
) -> None:
    settle(service, qtbot, shared_library)
    with qtbot.waitSignal(service.found, timeout=PATIENCE):
        service.search(Query("", "Security", 3))
    ((_, results),) = heard.found
    assert len(results.hits) == 3
    assert results.total == 4


def test_the_newest_of_many_briefings_is_the_only_one_read(
    service: SearchService, heard: Heard, qtbot: QtBot, shared_library: LibraryLocation
) -> None:
    settle(service, qtbot, shared_library)
    for id_ in ("accession", "baltic", "food"):
        service.fetch(id_, "", no_spans)
    settle(service, qtbot, shared_library)
    assert [briefing.id for briefing, *_ in heard.read] == ["food"]


def test_a_briefing_comes_with_the_places_of_the_words(
    service: SearchService, heard: Heard, qtbot: QtBot, shared_library: LibraryLocation
) -> None:
    settle(service, qtbot, shared_library)
    with qtbot.waitSignal(service.read, timeout=PATIENCE):
        service.fetch("accession", "hesitant", lambda text: ((0, len(text)),))
    ((briefing, in_answer, in_source),) = heard.read
    assert briefing.text == briefings.ACCESSION_TEXT
    assert in_answer == ((0, len(briefings.HESITANT_ANSWER)),)
    assert in_source == ((0, len(briefing.text)),)


def test_passages_are_found_of_the_newest_results_only(
    service: SearchService, heard: Heard, qtbot: QtBot, shared_library: LibraryLocation
) -> None:
    settle(service, qtbot, shared_library)
    for text in ("ukraine", "membership"):
        with qtbot.waitSignal(service.found, timeout=PATIENCE):
            service.search(everything(text))
    (_, before), (_, now) = heard.found
    service.find_passages(before, before.hits)
    service.find_passages(now, now.hits)
    settle(service, qtbot, shared_library)
    ((results, passages),) = heard.passages
    assert results is now
    for hit in now.hits:
        passage = passages[key_of(hit)]
        assert passage == best_passage(hit.text, now.spans)


def test_a_briefing_no_longer_wanted_is_not_read(
    service: SearchService, heard: Heard, qtbot: QtBot, shared_library: LibraryLocation
) -> None:
    settle(service, qtbot, shared_library)
    service.fetch("accession", "", no_spans)
    service.forget()
    settle(service, qtbot, shared_library)
    assert heard.read == []


def test_a_briefing_that_is_read_but_no_longer_wanted_is_dropped(
    service: SearchService, heard: Heard, qtbot: QtBot, shared_library: LibraryLocation
) -> None:
    was_read = threading.Event()

    def find(_text: str) -> tuple[Span, ...]:
        was_read.set()
        return ()

    settle(service, qtbot, shared_library)
    service.fetch("accession", "", find)
    assert was_read.wait(PATIENCE / 1000)
    service.forget()
    settle(service, qtbot, shared_library)
    assert heard.read == []


def test_queries_overtaken_while_the_worker_is_busy_are_not_run(
    service: SearchService,
    heard: Heard,
    qtbot: QtBot,
    own_library: LibraryLocation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading = threading.Event()
    may_go_on = threading.Event()

    def find(_text: str) -> tuple[Span, ...]:
        reading.set()
        may_go_on.wait(PATIENCE / 1000)
        return ()

    def garbage(_reader: SegmentReader, _number: int) -> None:
        raise zlib.error("incorrect header check")

    settle(service, qtbot, own_library)
    service.fetch("accession", "", find)
    assert reading.wait(PATIENCE / 1000)
    # From now on each search that is run fails.
    monkeypatch.setattr("index.segment.SegmentReader.data", garbage)
    for text in ("cables", "aid", "prices", "exports"):
        service.search(everything(text))
    may_go_on.set()
    qtbot.waitUntil(lambda: bool(heard.failed), timeout=PATIENCE)
    service.close()  # which waits for what was to be run
    qtbot.wait(1)
    assert len(heard.failed) == 1


def test_a_briefing_that_went_with_a_new_build_is_passed_over(
    service: SearchService, heard: Heard, qtbot: QtBot, shared_library: LibraryLocation
) -> None:
    settle(service, qtbot, shared_library)
    service.fetch("went", "", no_spans)
    settle(service, qtbot, shared_library)
    assert heard.read == []
    assert heard.failed == []


def test_a_library_that_is_not_there_is_told_of_once(
    service: SearchService,
    heard: Heard,
    qtbot: QtBot,
    shared_library: LibraryLocation,
    tmp_path: Path,
) -> None:
    service.open(tmp_path / "nothing")
    for text in ("cables", "aid"):
        service.search(everything(text))
    service.fetch("accession", "", no_spans)
    settle(service, qtbot, shared_library)
    assert len(heard.failed) == 1
    assert str(tmp_path / "nothing") in heard.failed[0].message
    assert heard.found == []


def test_what_goes_wrong_in_a_callback_is_told_and_the_worker_goes_on(
    service: SearchService,
    heard: Heard,
    qtbot: QtBot,
    shared_library: LibraryLocation,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def stumble(_text: str) -> tuple[Span, ...]:
        raise ZeroDivisionError("a stumble")

    settle(service, qtbot, shared_library)
    with qtbot.waitSignal(service.failed, timeout=PATIENCE):
        service.fetch("accession", "", stumble)
    assert "a stumble" in heard.failed[0].message
    assert "ZeroDivisionError" in caplog.text
    with qtbot.waitSignal(service.found, timeout=PATIENCE):
        service.search(everything("cables"))


def test_searching_before_anything_is_open_finds_nothing_and_fails_nowhere(
    service: SearchService, heard: Heard, qtbot: QtBot, shared_library: LibraryLocation
) -> None:
    service.search(everything("cables"))
    settle(service, qtbot, shared_library)
    assert heard.found == []
    assert heard.failed == []


def test_closing_in_the_middle_of_work_drops_it(
    service: SearchService, heard: Heard, qtbot: QtBot, shared_library: LibraryLocation
) -> None:
    settle(service, qtbot, shared_library)
    for text in ("cables", "aid", "prices"):
        service.search(everything(text))
        service.fetch("accession", "", no_spans)
    service.close()
    qtbot.wait(1)  # what was on its way comes now
    assert heard.found == []
    assert heard.read == []
    assert heard.failed == []


def test_what_is_asked_after_closing_is_ignored(
    service: SearchService, heard: Heard, qtbot: QtBot, shared_library: LibraryLocation
) -> None:
    service.close()
    service.open(shared_library.index)
    service.search(everything("cables"))
    service.fetch("accession", "", no_spans)
    qtbot.wait(1)
    assert heard == Heard()
