"""The search field: the one hero of the window."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QWidget

from desktop import assets
from desktop.theme import Theme

_ICON = 18
_SIDE = 12
_GAP = 9


class SearchBar(QLineEdit):
    """What is typed is only ever changed by the user; keys that walk the results go out.

    `stepped` carries +1 or -1 for a row, `accepted` means Enter.
    """

    stepped = Signal(int)
    accepted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("search")
        self.setAccessibleName("Search")
        self.setAccessibleDescription("Type a question or a few words. Down walks the answers.")
        self.setPlaceholderText("Type a question or two words of it")
        self._lens = QLabel(self)
        self._clear = QToolButton(self)
        self._clear.setAccessibleName("Clear the search")
        self._clear.setToolTip("Clear the search (Esc)")
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.clicked.connect(self.clear)
        self._status = QLabel(self)
        self._status.setObjectName("searchStatus")
        self._status.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.textChanged.connect(self._place_parts)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_status(self, text: str) -> None:
        """Say count and time at the right end of the field."""
        self._status.setText(text)
        self._place_parts()

    @property
    def status(self) -> str:
        """What is said at the right end of the field."""
        return self._status.text()

    def _restyle(self) -> None:
        colors = self._theme.colors
        size = self._theme.pixels(_ICON)
        self._lens.setPixmap(assets.glyph("search", colors.ink2, size))
        self._clear.setIcon(QIcon(assets.glyph("clear", colors.ink2, size)))
        self._clear.setIconSize(QSize(size, size))
        self.setFixedHeight(self._theme.pixels(40))
        self._place_parts()

    def _place_parts(self) -> None:
        for part in (self._lens, self._clear, self._status):
            part.adjustSize()
        self._clear.setVisible(bool(self.text()))
        end = self.width() - _SIDE
        if self.text():
            end -= self._clear.width()
            self._place(self._clear, end + _SIDE // 2)
        # The status gives way to what is typed where the window is narrow.
        room = self._status.width() + _GAP if self._status.width() < self.width() // 3 else 0
        self._status.setVisible(room > 0)
        self._place(self._status, end - self._status.width())
        self._place(self._lens, _SIDE)
        left = _SIDE + self._lens.width() + _GAP
        self.setTextMargins(left - 4, 0, self.width() - end + room, 0)

    def _place(self, part: QWidget, x: int) -> None:
        part.move(x, (self.height() - part.height()) // 2)

    # ------------------------------------------------------------------------ Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_parts()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self.stepped.emit(1)
            case Qt.Key.Key_Up:
                self.stepped.emit(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.accepted.emit()
            case Qt.Key.Key_Escape if self.text():
                self.clear()
            case _:
                super().keyPressEvent(event)
