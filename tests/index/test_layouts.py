"""Files as authors lay them out, each with the entries it must give.

`layouts/` holds them, with what they must give beside each as YAML. There, what is not named
must be empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from index import Briefing, QAPair, readers

FOLDER = Path(__file__).with_name("layouts")
EXPECTED = sorted(FOLDER.glob("*.yaml"))
_FACTS = ("title", "text", "source", "date", "valid_until", "embargo_until", "language", "marking")


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.stem)
def test_a_layout_gives_its_entries(expected: Path) -> None:
    (file,) = (path for path in FOLDER.glob(f"{expected.stem}.*") if path != expected)
    reading = readers.read(file)
    briefings = [briefing_facts(briefing) for briefing in reading.briefings]
    wanted: dict[str, Any] = yaml.safe_load(expected.read_text("utf-8"))
    remarks = wanted.pop("remarks", [])
    assert briefings == wanted.get("briefings", [wanted])
    assert [str(remark) for remark in reading.remarks] == remarks


def briefing_facts(briefing: Briefing) -> dict[str, Any]:
    facts = {name: getattr(briefing, name) for name in _FACTS}
    topics = list(briefing.topics)
    entries = [entry_facts(pair) for pair in briefing.qa_pairs]
    return {**filled(facts | {"topics": topics}), "entries": entries}


def entry_facts(pair: QAPair) -> dict[str, Any]:
    facts = asdict(pair)
    facts["if_pressed"] = [filled(follow_up) for follow_up in facts["if_pressed"]]
    for name in ("wordings", "topics"):
        facts[name] = list(facts[name])
    return filled(facts)


def filled(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}


def test_there_are_enough_of_them() -> None:
    assert len(EXPECTED) >= 40
