"""The small library that the tests of the window read: three subjects, every kind of entry."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ACCESSION_TEXT = (
    "The alliance decided at its summit that Ukraine will become a member.\n"
    "Several governments remain hesitant: they fear an escalation of the conflict. "
    "Membership needs the consent of every government.\n"
    "Aid is coordinated from a command in Wiesbaden, and trains run every night."
)

HESITANT = "Why are some governments hesitant about membership?"
HESITANT_ANSWER = (
    "Some governments are hesitant because they fear an escalation of the conflict.\n"
    "Every one of them has to consent."
)
AID = "How is military aid coordinated?"
AID_ANSWER = "Military aid is coordinated by a command in Wiesbaden."
CABLES = "Who protects the undersea cables?"
PRICES = "Why do food prices rise?"

BRIEFINGS: Sequence[Mapping[str, Any]] = (
    {
        "id": "accession",
        "title": "Accession of Ukraine",
        "topics": ["Security/NATO/Ukraine"],
        "source": "https://example.org/summit/accession",
        "date": "2026-03-14",
        "marking": "For official use only",
        "briefing": ACCESSION_TEXT,
        "questions": [
            {"id": "hesitant", "question": HESITANT, "answer": HESITANT_ANSWER},
            {
                "id": "aid",
                "question": AID,
                "answer": AID_ANSWER,
                "state": "draft",
                "refer_to": "The defence staff",
                "background": "The command moved last spring.",
                "if_pressed": [{"if": "on numbers", "answer": "We give no numbers."}],
            },
        ],
    },
    {
        "id": "baltic",
        "title": "Cables in the Baltic Sea",
        "topics": ["Security/Baltic Sea"],
        "date": "2025-11-02",
        "briefing": "Ships patrol above the undersea cables day and night.",
        "questions": [
            {"id": "cables", "question": CABLES, "answer": "Patrol ships protect the cables."},
            {"id": "pipes", "question": "Who mends a pipeline?", "answer": "Its owner mends it."},
        ],
    },
    {
        "id": "food",
        "title": "Food",
        "topics": ["Economy/Prices"],
        "questions": [
            {"id": "prices", "question": PRICES, "answer": "Energy and transport cost more."},
        ],
    },
    {
        "id": "outlook",
        "title": "Economic outlook",
        "topics": ["Economy"],
        "briefing": "Growth is expected to return next year, led by exports.",
    },
)
ENTRIES = 6

MANY = 45
"""How many answers `many_answers` holds."""


def many_answers() -> Mapping[str, Any]:
    """A briefing of more answers than a list shows at once."""
    return {
        "id": "drill",
        "title": "Drill",
        "topics": ["Drill"],
        "briefing": "A drill was held in every harbour.",
        "questions": [
            {
                "id": f"drill-{number}",
                "question": f"Was there a drill in harbour {number}?",
                "answer": f"Yes, drill {number} was held there.",
            }
            for number in range(MANY)
        ],
    }


def write(folder: Path, briefings: Sequence[Mapping[str, Any]], name: str = "briefings") -> Path:
    """Write the briefings into a file of the folder, in the interchange form."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.jsonl"
    lines = (json.dumps(briefing, ensure_ascii=False) for briefing in briefings)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path
