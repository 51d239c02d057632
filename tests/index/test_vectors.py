"""Vectors come after the words, once for each text, and are whole or missing."""

from __future__ import annotations

import copy
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from index import BuildError, Encoder, Library, MeaningProgress
from index.arrays import Floats
from index.build import add_meaning
from tests.index import meant
from tests.index.collection import Collection

ROOT = Path(__file__).parents[2]
CARER = "what is a carer's wage"


class Counting(Encoder):
    """An encoder that remembers what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []

    def encode_with_whole(self, texts: Sequence[str], first: int) -> Floats:
        self.given += texts
        return super().encode_with_whole(texts, first)


@pytest.fixture(scope="module")
def loaded() -> Counting:
    encoder = Counting()
    encoder.load()
    return encoder


@pytest.fixture
def encoder(loaded: Counting) -> Counting:
    loaded.given = []
    return loaded


@pytest.fixture
def city(collection: Collection) -> Collection:
    """A collection with a file for each briefing, its words indexed."""
    for briefing in meant.BRIEFINGS:
        collection.write_jsonl(f"{briefing['id']}.jsonl", briefing)
    collection.build()
    return collection


def vector_files(collection: Collection) -> list[Path]:
    return sorted(collection.into.glob("generation-*/*.vectors"))


def open_with(collection: Collection, encoder: Encoder) -> Library:
    library = Library.open(collection.into, encoder=encoder)
    collection.keep(library)
    return library


def hits_of(library: Library) -> list[Any]:
    texts = (CARER, "自来水可以喝吗？", "why was the bridge closed for lorries")
    return [
        (hit.id, hit.how, pytest.approx(hit.score, rel=1e-4))
        for text in texts
        for hit in library.search(text, meaning=True).hits
    ]


def test_words_come_first(city: Collection, encoder: Counting) -> None:
    library = open_with(city, encoder)
    assert not library.read_meaning()
    assert {hit.how for hit in library.search("nurses wage", meaning=True).hits} == {"words"}
    assert library.wait_for_meaning(60)
    assert library.search(CARER, meaning=True).hits[0].how == "meaning"


def test_what_was_edited_is_all_that_is_encoded_again(city: Collection, encoder: Counting) -> None:
    assert open_with(city, encoder).wait_for_meaning(60)
    before = set(encoder.given)
    encoder.given = []
    services = copy.deepcopy(meant.SERVICES)
    services["questions"][0]["answer"] = "A new agreement is being talked about."
    city.write_jsonl("services.jsonl", services)
    city.build()
    library = open_with(city, encoder)
    assert not library.read_meaning()
    assert library.wait_for_meaning(60)
    assert set(encoder.given) == {meant.SALARY, "A new agreement is being talked about."}
    assert set(encoder.given) - before == {"A new agreement is being talked about."}


def test_the_outcome_is_that_of_a_full_build(
    city: Collection, tmp_path: Path, encoder: Counting
) -> None:
    assert open_with(city, encoder).wait_for_meaning(60)
    traffic = copy.deepcopy(meant.TRAFFIC)
    traffic["questions"].append(
        {"id": "new", "question": "Who may use the bus lane?", "answer": "Bikes."}
    )
    city.write_jsonl("traffic.jsonl", traffic)
    city.build()
    incremental = open_with(city, encoder)
    assert incremental.wait_for_meaning(60)
    Library.build([city.content], tmp_path / "full")
    full = Library.open(tmp_path / "full", encoder=encoder)
    city.keep(full)
    assert full.wait_for_meaning(60)
    assert hits_of(incremental) == hits_of(full)


def test_a_file_that_is_renamed_is_not_encoded_again(city: Collection, encoder: Counting) -> None:
    assert open_with(city, encoder).wait_for_meaning(60)
    encoder.given = []
    (city.content / "services.jsonl").rename(city.content / "city.jsonl")
    city.build()
    assert open_with(city, encoder).read_meaning()
    assert encoder.given == []


def test_what_is_done_stays_when_it_ends_early(city: Collection, encoder: Counting) -> None:
    class StopError(Exception):
        pass

    def stop(progress: MeaningProgress) -> None:
        if progress.done == 5:
            raise StopError

    with pytest.raises(StopError):
        add_meaning(city.into, encoder, stop)
    assert len(vector_files(city)) == 1
    encoder.given = []
    assert open_with(city, encoder).wait_for_meaning(60)
    assert meant.BRIDGE in encoder.given
    assert meant.SALARY not in encoder.given  # of the file that comes first


def test_time_runs_out(city: Collection, encoder: Counting) -> None:
    library = open_with(city, encoder)
    assert not library.wait_for_meaning(0)
    assert library.wait_for_meaning(60)
    assert library.wait_for_meaning(0)


def test_progress_tells_how_long_it_takes(city: Collection, encoder: Counting) -> None:
    told: list[MeaningProgress] = []
    add_meaning(city.into, encoder, told.append)
    assert [progress.done for progress in told] == sorted(progress.done for progress in told)
    assert told[0].seconds_left is None
    assert told[-1].done == told[-1].of
    assert told[-1].seconds_left == 0
    again: list[MeaningProgress] = []
    add_meaning(city.into, encoder, again.append)
    assert [(progress.done, progress.of) for progress in again] == [(0, 0)]


@pytest.mark.parametrize("how", ["empty", "half", "other", "gone"])
def test_a_block_that_is_damaged_is_made_anew(
    city: Collection, encoder: Counting, how: str
) -> None:
    assert open_with(city, encoder).wait_for_meaning(60)
    (path,) = vector_files(city)
    content = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        spoilt = {"empty": b"", "half": content[: len(content) // 2], "other": b"x" * len(content)}
        path.write_bytes(spoilt[how])
    library = open_with(city, encoder)
    assert library.search("nurses", meaning=True).hits
    assert not library.read_meaning()
    assert library.wait_for_meaning(60)
    assert library.search(CARER, meaning=True).hits[0].question == meant.SALARY


def test_an_index_built_meanwhile_ends_it(city: Collection, encoder: Counting) -> None:
    library = open_with(city, encoder)

    def rebuild(progress: MeaningProgress) -> None:
        if progress.done == 2:
            city.write_jsonl(
                "more.jsonl", {"id": "more", "questions": [{"question": "Why?", "answer": "So."}]}
            )
            city.build()

    add_meaning(city.into, encoder, rebuild)
    assert not library.wait_for_meaning(1)
    assert open_with(city, encoder).wait_for_meaning(60)


def test_only_one_process_encodes(city: Collection, encoder: Counting) -> None:
    def again(_progress: MeaningProgress) -> None:
        with pytest.raises(BuildError, match="under way"):
            add_meaning(city.into, encoder)

    add_meaning(city.into, encoder, lambda p: again(p) if p.done == 1 else None)


def test_a_long_briefing_is_found_by_what_stands_late_in_it(
    collection: Collection, encoder: Counting
) -> None:
    filler = "The committee met on a Tuesday and took note of the minutes. " * 100
    late = "Farmers may draw water from the canal until the drought is over."
    collection.write_jsonl(
        "long.jsonl",
        {"id": "long", "language": "en", "briefing": f"{filler}{late} {filler}"},
        *meant.BRIEFINGS,
    )
    collection.build()
    library = open_with(collection, encoder)
    assert library.wait_for_meaning(60)
    hits = library.search(
        "is irrigation of the fields allowed during dry weather", meaning=True
    ).hits
    assert hits[0].id == "long"


def test_other_ways_to_ask_and_follow_ups_are_found(
    collection: Collection, encoder: Counting
) -> None:
    pair = {
        "id": "q",
        "question": "Who is in charge of the archive?",
        "answer": "The chancellery.",
        "wordings": ["May historians look at the old papers?"],
        "if_pressed": [{"if": "on the fire", "answer": "The flames destroyed two rooms of files."}],
    }
    collection.write_jsonl(
        "a.jsonl", {"id": "a", "language": "en", "questions": [pair]}, *meant.BRIEFINGS
    )
    collection.build()
    library = open_with(collection, encoder)
    assert library.wait_for_meaning(60)
    for text in ("can scholars read ancient documents", "what burned down in the blaze"):
        assert library.search(text, meaning=True).hits[0].id == "q"


def test_a_killed_encoder_does_no_harm(city: Collection, encoder: Counting) -> None:
    for wait in (0.3, 0.6, 0.9, 1.2):
        process = subprocess.Popen(
            [sys.executable, "-m", "index", "encode", "--in", str(city.into)], cwd=ROOT
        )
        time.sleep(wait)
        process.kill()
        process.wait()
        assert open_with(city, encoder).search("nurses").hits
    assert open_with(city, encoder).wait_for_meaning(60)


def test_a_large_library_keeps_no_passages_in_memory(
    city: Collection, encoder: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert open_with(city, encoder).wait_for_meaning(60)
    expected = hits_of(open_with(city, encoder))
    monkeypatch.setattr("index.nearest._HELD", 0)
    large = open_with(city, encoder)
    assert hits_of(large) == expected
    assert hits_of(large) == expected
