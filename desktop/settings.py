"""The settings that outlive a session, each declared once with its type and default."""

from __future__ import annotations

from math import isfinite
from typing import cast, get_args

from PySide6.QtCore import QByteArray, QSettings

from desktop.theme import Appearance

_LIMITS = "limits/"


class Settings:
    """Typed access to the stored settings; the only place that names their keys."""

    def __init__(self, store: QSettings) -> None:
        self._store = store

    @property
    def geometry(self) -> QByteArray:
        """Place and size of the window, as Qt packs them; empty at first."""
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("window/geometry", value)

    @property
    def panes(self) -> QByteArray:
        """Widths of topics, results and reading, as Qt packs them; empty at first."""
        return self._bytes("window/panes")

    @panes.setter
    def panes(self, value: QByteArray) -> None:
        self._store.setValue("window/panes", value)

    @property
    def reading(self) -> QByteArray:
        """Shares of answer and source, as Qt packs them; empty at first."""
        return self._bytes("window/reading")

    @reading.setter
    def reading(self, value: QByteArray) -> None:
        self._store.setValue("window/reading", value)

    @property
    def topic(self) -> str:
        """Path of the topic that was chosen last, "" for all."""
        value = self._store.value("topic", "")
        return value if isinstance(value, str) else ""

    @topic.setter
    def topic(self, value: str) -> None:
        self._store.setValue("topic", value)

    @property
    def appearance(self) -> Appearance:
        """Light, dark, or as the system has it."""
        value = self._store.value("appearance", "system")
        return cast(Appearance, value) if value in get_args(Appearance) else "system"

    @appearance.setter
    def appearance(self, value: Appearance) -> None:
        self._store.setValue("appearance", value)

    @property
    def zoom(self) -> float:
        """The scale of all type, 1.0 being the usual."""
        try:
            zoom = float(str(self._store.value("zoom", 1.0)))
        except ValueError:
            return 1.0
        return zoom if isfinite(zoom) else 1.0

    @zoom.setter
    def zoom(self, value: float) -> None:
        self._store.setValue("zoom", value)

    @property
    def by_meaning(self) -> bool:
        """Whether to search by meaning as well."""
        return str(self._store.value("meaning", "true")).lower() != "false"

    @by_meaning.setter
    def by_meaning(self, value: bool) -> None:
        self._store.setValue("meaning", value)

    @property
    def limits(self) -> dict[str, str]:
        """What a file may ask for when it is read, as it is set; see `index.readers.limits`."""
        names = (key for key in self._store.allKeys() if key.startswith(_LIMITS))
        return {key.removeprefix(_LIMITS): str(self._store.value(key)) for key in names}

    def _bytes(self, key: str) -> QByteArray:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()
