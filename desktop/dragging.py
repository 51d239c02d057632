"""What is carried from list to tree: a topic or a briefing, to be filed elsewhere."""

from __future__ import annotations

import json

from PySide6.QtCore import QMimeData, QStringListModel

_TYPE = "application/x-ifasked"

TOPIC, BRIEFING = "topic", "briefing"


def carried(kind: str, what: str) -> QMimeData:
    """Data to carry: a topic by its path, a briefing by its id."""
    data = made_by_qt()
    data.setData(_TYPE, json.dumps([kind, what]).encode())
    return data


def what_is_carried(data: QMimeData) -> tuple[str, str] | None:
    """Kind and path or id, None if it is something else."""
    try:
        kind, what = json.loads(bytes(data.data(_TYPE).data()))
    except (TypeError, ValueError):
        return None
    return (kind, what) if kind in (TOPIC, BRIEFING) and isinstance(what, str) else None


def carried_types() -> list[str]:
    """The types of data that can be dropped on a topic."""
    return [_TYPE]


def made_by_qt() -> QMimeData:
    """Empty data that Qt has made: it may keep it for longer than Python runs."""
    model = QStringListModel([""])
    data = model.mimeData([model.index(0)])
    data.clear()
    return data
