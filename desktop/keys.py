"""Which key presses are typing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def is_typing(event: QKeyEvent) -> bool:
    """Whether a key gives a character that is meant for the search, unlike Ctrl+1 or Alt+B."""
    keys = event.modifiers()
    # Both together are AltGr on Windows.
    is_command = bool(keys & _CTRL) != bool(keys & _ALT)
    return not is_command and event.text().isprintable() and bool(event.text().strip())
