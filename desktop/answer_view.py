"""The answer: the question, what to say, and what only the speaker should know."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.labels import FactLabel
from desktop.question_button import QuestionButton
from desktop.state_page import StatePage
from desktop.text_view import GrowingTextView
from desktop.theme import Theme
from index import Briefing, QAPair, Span

_SIDE = 22
_MOST_RELATED = 12


class AnswerView(QStackedWidget):
    """Shows one QA pair, or what questions a briefing holds.

    `copied` carries what to put on the clipboard, `wanted` the id of another pair of the
    briefing that the user asked for.
    """

    copied = Signal(str)
    wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answer")
        self._theme = theme
        self._briefing: Briefing | None = None
        self._pair: QAPair | None = None
        self.page = StatePage(theme)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.addWidget(self.page)
        self.addWidget(self._scroll)

        self._topic = FactLabel("breadcrumb")
        self._warnings = FactLabel("marking")
        self._question = FactLabel("question")
        self._question.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text = GrowingTextView("Answer")
        self._asides = QVBoxLayout()
        self.copy_with_source = QPushButton("Copy with source")
        self.copy_with_source.setObjectName("primary")
        self.copy_with_source.clicked.connect(self.copy_answer_with_source)
        self.copy_only = QPushButton("Copy answer")
        self.copy_only.clicked.connect(self.copy_answer)
        self._buttons = QHBoxLayout()
        self._related_label = FactLabel("sectionLabel", "FROM THE SAME BRIEFING")
        self._related = QVBoxLayout()
        self._lay_out()
        theme.changed.connect(self._restyle)
        self._restyle()

    def _lay_out(self) -> None:
        content = QWidget()
        content.setObjectName("pane")
        column = QVBoxLayout(content)
        column.setContentsMargins(_SIDE, 16, _SIDE, _SIDE)
        column.setSpacing(8)
        column.addWidget(self._topic)
        column.addWidget(self._warnings)
        column.addWidget(self._question)
        column.addSpacing(4)
        column.addWidget(self.text)
        self._asides.setSpacing(8)
        column.addLayout(self._asides)
        self._buttons.setSpacing(8)
        self._buttons.addWidget(self.copy_with_source)
        self._buttons.addWidget(self.copy_only)
        self._buttons.addStretch()
        column.addSpacing(4)
        column.addLayout(self._buttons)
        column.addSpacing(12)
        column.addWidget(self._related_label)
        self._related.setSpacing(0)
        column.addLayout(self._related)
        column.addStretch()
        self._scroll.setWidget(content)

    @property
    def question(self) -> str:
        """The question that is shown."""
        return self._question.text()

    @property
    def warnings(self) -> str:
        """The banner above the question; empty where nothing calls for care."""
        return self._warnings.text()

    @property
    def related(self) -> list[QuestionButton]:
        """The buttons that lead to the other questions of the briefing."""
        return [button for button in self.findChildren(QuestionButton) if not button.isHidden()]

    def show_page(self, drawing: str, headline: str, sentence: str) -> None:
        """Show a page in place of an answer."""
        self._briefing = self._pair = None
        self.page.show_state(drawing, headline, sentence)
        self.setCurrentWidget(self.page)

    def show_entry(self, briefing: Briefing, entry_id: str, marks: Sequence[Span]) -> None:
        """Show the pair with this id, with marks in its answer, or the briefing itself if the
        id is its own."""
        pair = briefing.pair(entry_id)
        changed = self._briefing != briefing or self._pair != pair
        self._briefing, self._pair = briefing, pair
        answer = pair.answer if pair else ""
        if changed:
            topics = (pair.topics if pair else briefing.topics)[:1]
            self._topic.say(" \u203a ".join(topics[0].split("/")) if topics else "")
            self._warnings.say("\n".join(_warnings(briefing, pair)))
            self._question.say((pair.question if pair else "") or briefing.title)
            self.text.show_text(answer)
            self._show_asides(pair)
            self._show_related(briefing, pair)
            self._scroll.verticalScrollBar().setValue(0)
        self.text.setVisible(bool(answer))
        self.copy_only.setVisible(bool(answer))
        self.copy_with_source.setVisible(bool(answer))
        self.text.show_marks(marks)
        self.setCurrentWidget(self._scroll)

    def copy_answer(self) -> None:
        """Copy the answer alone."""
        if self._pair is not None:
            self.copied.emit(self._pair.answer)

    def copy_answer_with_source(self) -> None:
        """Copy question, answer and where it comes from."""
        if self._pair is not None and self._briefing is not None:
            briefing = self._briefing
            facts = (briefing.title, briefing.source, briefing.date, briefing.path)
            source = ", ".join(fact for fact in facts if fact)
            parts = (self._pair.question, self._pair.answer, f"Source: {source}", briefing.marking)
            self.copied.emit("\n\n".join(part for part in parts if part))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the buttons have no room beside each other, they stand below each other."""
        super().resizeEvent(event)
        beside = self.copy_with_source.sizeHint().width() + self.copy_only.sizeHint().width()
        room = self._scroll.viewport().width() - 2 * _SIDE - self._buttons.spacing()
        fits = beside <= room
        self._buttons.setDirection(
            QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        )

    def _show_asides(self, pair: QAPair | None) -> None:
        _clear(self._asides)
        if pair is None:
            return
        for follow_up in pair.if_pressed:
            self._add_aside(f"If pressed: {follow_up.condition}".rstrip(": "), follow_up.answer)
        if pair.refer_to:
            self._add_aside("Refer to", pair.refer_to)
        if pair.background:
            self._add_aside("Background \u2013 do not read out", pair.background, quiet=True)

    def _add_aside(self, heading: str, text: str, quiet: bool = False) -> None:
        box = QFrame()
        box.setObjectName("quietBox" if quiet else "aside")
        column = QVBoxLayout(box)
        column.setContentsMargins(12 if quiet else 0, 8, 12 if quiet else 0, 8)
        label = FactLabel("asideHeading", heading)
        view = GrowingTextView(heading)
        self._set_type(view)
        view.show_text(text)
        column.addWidget(label)
        column.addWidget(view)
        self._asides.addWidget(box)

    def _show_related(self, briefing: Briefing, pair: QAPair | None) -> None:
        _clear(self._related)
        others = [other for other in briefing.qa_pairs if other is not pair][:_MOST_RELATED]
        self._related_label.setVisible(bool(others))
        self._related_label.setText("FROM THE SAME BRIEFING" if pair else "QUESTIONS")
        for other in others:
            button = QuestionButton(self._theme, other.question or other.answer)
            button.clicked.connect(lambda _checked, id_=other.id: self.wanted.emit(id_))
            self._related.addWidget(button)

    def _restyle(self) -> None:
        for view in self.findChildren(GrowingTextView):
            self._set_type(view)

    def _set_type(self, view: GrowingTextView) -> None:
        theme = self._theme
        view.set_type(theme.sans(16), theme.pixels(26), theme.colors.match)


def _warnings(briefing: Briefing, pair: QAPair | None) -> list[str]:
    """What must be seen before the answer is read out."""
    lines = [briefing.marking] if briefing.marking else []
    if briefing.embargo_until:
        lines.append(f"Embargo until {briefing.embargo_until}")
    if briefing.valid_until:
        lines.append(f"Valid until {briefing.valid_until}")
    if pair and pair.state and pair.state.casefold() not in ("cleared", "approved"):
        lines.append(f"Not cleared \u2013 {pair.state}")
    if pair and pair.posture:
        lines.append(f"Posture: {pair.posture}")
    return lines


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
