"""The source: the briefing that the answer comes from."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop import assets
from desktop.labels import FactLabel
from desktop.text_view import TextView
from desktop.theme import Theme
from index import Briefing, Span

_SIDE = 22
_ARROW = 14
_SCROLL_BAR = 10
_WEB_ADDRESS = re.compile(r"https?://([^/?#]+)")  # of which the site is enough to see


class SourceView(QWidget):
    """A briefing's title, facts and text, and a walk through the matches in it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("source")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._briefing: Briefing | None = None
        self._match = 0
        self._heading = FactLabel("breadcrumb", "Source")
        self._title = FactLabel("sourceTitle")
        self._facts = FactLabel("facts")
        self._marking = FactLabel("marking")
        self.text = TextView("Source text")
        self.text.setMinimumHeight(60)
        self.text.setViewportMargins(0, 0, _SIDE - _SCROLL_BAR, 0)
        self._counter = FactLabel("facts")
        self._counter.setWordWrap(False)
        self._counter.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._previous = self._arrow("Previous match", -1)
        self._next = self._arrow("Next match", 1)
        self._away = FactLabel("marking")
        self._nothing = FactLabel("facts", "These questions come without a source text.")
        self._lay_out()
        theme.changed.connect(self._restyle)
        self._restyle()
        self.show_nothing()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self._heading)
        top.addStretch()
        top.addWidget(self._previous)
        top.addWidget(self._counter)
        top.addWidget(self._next)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, 12, 0, 0)
        column.setSpacing(6)
        top.setContentsMargins(0, 0, _SIDE - 6, 0)
        column.addLayout(top)
        facts = QVBoxLayout()
        facts.setContentsMargins(0, 0, _SIDE, 0)
        for label in (self._title, self._facts, self._away, self._marking, self._nothing):
            facts.addWidget(label)
        column.addLayout(facts)
        column.addSpacing(4)
        column.addWidget(self.text, 1)
        column.addStretch()

    @property
    def title(self) -> str:
        """The title that is shown."""
        return self._title.text()

    @property
    def facts(self) -> str:
        """Where the briefing comes from, as shown."""
        return self._facts.text()

    @property
    def away(self) -> str:
        """What is said of a briefing whose collection is not there."""
        return self._away.text()

    @property
    def counter(self) -> str:
        """Which match of how many the walk is at."""
        return self._counter.text()

    def show_nothing(self) -> None:
        """Show an empty pane."""
        self._briefing = None
        for widget in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            widget.hide()

    def show_briefing(self, briefing: Briefing, spans: Sequence[Span], away: bool = False) -> None:
        """Show a briefing with these stretches marked, from the first of them on.

        It says so if the collection of the briefing is `away`.
        """
        if self._briefing != briefing:
            self._briefing = briefing
            self._heading.show()
            self._title.say(briefing.title)
            self._facts.say(" \u00b7 ".join(_facts(briefing)))
            self._facts.setToolTip(html.escape(briefing.source))
            self._marking.say(briefing.marking)
            self.text.show_text(briefing.text)
            self.text.setVisible(bool(briefing.text))
            self._nothing.setVisible(not briefing.text)
        name = briefing.collection
        self._away.say(f"{name} is not there now. Shown as last read." if away else "")
        self.text.show_marks(spans)
        self._match = 0
        self._show_match()

    def step(self, by: int) -> None:
        """Go so many matches further, around the end if need be."""
        if self.text.marks:
            self._match = (self._match + by) % len(self.text.marks)
            self._show_match()

    def _show_match(self) -> None:
        marks = self.text.marks
        for widget in (self._previous, self._counter, self._next):
            widget.setVisible(bool(marks))
        if marks:
            self._counter.setText(f"{self._match + 1} of {len(marks)}")
            self.text.reveal(marks[self._match][0])

    def _arrow(self, name: str, by: int) -> QToolButton:
        button = QToolButton(autoRaise=True)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(lambda: self.step(by))
        return button

    def _restyle(self) -> None:
        theme = self._theme
        self.text.set_type(theme.serif(15.5), theme.pixels(27), theme.colors.match)
        size = theme.pixels(_ARROW)
        for button, name in ((self._previous, "previous-match"), (self._next, "next-match")):
            button.setIcon(QIcon(assets.glyph(name, theme.colors.ink2, size)))
            button.setIconSize(QSize(size, size))


def _facts(briefing: Briefing) -> list[str]:
    address = _WEB_ADDRESS.match(briefing.source)
    source = address[1] if address else briefing.source
    facts = (source, briefing.date, _language_name(briefing.language), briefing.path)
    return [fact for fact in facts if fact]


def _language_name(tag: str) -> str:
    """The name of the language of a tag such as "de" or "de-AT"; what is no tag stays as it is."""
    language = QLocale.codeToLanguage(tag.partition("-")[0])
    unknown = language == QLocale.Language.AnyLanguage
    return tag if unknown else QLocale.languageToString(language)
