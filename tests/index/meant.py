"""A small library in two languages, to be searched by what is meant."""

from __future__ import annotations

from typing import Any

BRIDGE = "Why was the harbour bridge closed to trucks?"
BRIDGE_DE = "Weshalb dürfen Lastwagen nicht mehr über die Hafenbrücke fahren?"
FERRY = "When does the ferry to the island run in winter?"
SALARY = "How much do nurses earn at the public hospital?"
WOLVES = "What is the city doing about wolves near the school?"
WATER = "Is the tap water safe to drink?"
TAXES = "Will property taxes rise next year?"


def _pair(number: int, question: str, answer: str) -> dict[str, str]:
    return {"id": f"q{number}", "question": question, "answer": answer}


TRAFFIC: dict[str, Any] = {
    "id": "traffic",
    "title": "Traffic and the harbour",
    "topics": ["City/Traffic"],
    "language": "en",
    "briefing": "Engineers found cracks in two piers of the bridge. Repairs take until autumn.",
    "questions": [
        _pair(1, BRIDGE, "Engineers found cracks in its piers, and heavy loads would widen them."),
        _pair(2, FERRY, "Twice a day, at seven and at five, unless there is ice on the bay."),
    ],
}
SERVICES: dict[str, Any] = {
    "id": "services",
    "title": "Public services",
    "topics": ["City/Services"],
    "language": "en",
    "questions": [
        _pair(3, SALARY, "Their pay starts at 3,200 a month and grows with experience."),
        _pair(4, WOLVES, "Rangers watch the pack at night, and a fence protects the playground."),
        _pair(5, WATER, "Yes. It is tested every morning at forty places."),
        _pair(6, TAXES, "The council has decided to leave them as they are."),
    ],
}
VERKEHR: dict[str, Any] = {
    "id": "verkehr",
    "title": "Verkehr",
    "topics": ["Stadt/Verkehr"],
    "language": "de",
    "questions": [
        _pair(7, BRIDGE_DE, "Die Pfeiler haben Risse, die unter schweren Lasten wachsen.")
    ],
}
BRIEFINGS = (TRAFFIC, SERVICES, VERKEHR)
