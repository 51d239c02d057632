"""How a hit looks in the list: question, passage, facts, the matches marked."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.passages import Key, key_of
from desktop.result_model import HitRole
from desktop.text_layout import TextBlock
from desktop.theme import Theme

_SIDE = 16
_TOP = 12
_GAP = 4
_BAR = 3
_LINES = 2
_HEADING = 5

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class _Row:
    """The laid out texts of a row, and the heading above it if it begins a group; `height` is
    that of the whole row."""

    heading: TextBlock | None
    headline: TextBlock
    passage: TextBlock
    facts: TextBlock
    height: int


class HitDelegate(QStyledItemDelegate):
    """Draws hits. Laid out rows are kept until the results, the width or the look change."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._rows: dict[tuple[Key, str], _Row] = {}
        self._width = 0

    def forget(self) -> None:
        """Lay all rows out anew when they are next needed."""
        self._rows = {}

    # ------------------------------------------------------------------------ Qt overrides

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._view.viewport().width()
        return QSize(width, self._row(index, width).height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colors = self._theme.colors
        area: QRect = option.rect
        state = option.state
        row = self._row(index, self._view.viewport().width())
        painter.save()
        if row.heading is not None:
            bar = QRect(area.left(), area.top(), area.width(), self._heading_height(row.heading))
            painter.fillRect(bar, QColor(colors.sunk))
            at = QPointF(bar.left() + _SIDE, bar.top() + _HEADING)
            row.heading.draw(painter, at, colors.ink2, colors.match)
            area = area.adjusted(0, bar.height(), 0, 0)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(colors.selected))
            painter.fillRect(
                QRect(area.left(), area.top(), _BAR, area.height()), QColor(colors.accent)
            )
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(colors.sunk))
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), QColor(colors.line))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(colors.accent))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        at = QPointF(area.left() + _SIDE, area.top() + _TOP)
        for block, color in (
            (row.headline, colors.ink),
            (row.passage, colors.ink2),
            (row.facts, colors.ink2),
        ):
            block.draw(painter, at, color, colors.match)
            at += QPointF(0, block.height + (_GAP if block is not row.passage else _GAP + 2))
        painter.restore()

    def _row(self, index: Index, width: int) -> _Row:
        if width != self._width:
            self._rows = {}
            self._width = width
        key = (
            key_of(index.data(HitRole.HIT)),
            index.data(HitRole.FACTS) + index.data(HitRole.HEADING),
        )
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = self._lay_out(index, width)
        return row

    @staticmethod
    def _heading_height(heading: TextBlock) -> int:
        return round(heading.height) + 2 * _HEADING

    def _lay_out(self, index: Index, width: int) -> _Row:
        theme = self._theme
        room = max(40, width - 2 * _SIDE)
        hit, passage = index.data(HitRole.HIT), index.data(HitRole.PASSAGE)
        bold, line = theme.sans(14, 600), theme.pixels(20)
        spans = index.data(HitRole.SPANS)
        headline = TextBlock.make(hit.headline, spans, bold, room, _LINES, line)
        body = TextBlock.make(
            passage.text, passage.spans, theme.sans(13), room, _LINES, theme.pixels(18)
        )
        facts = TextBlock.make(
            index.data(HitRole.FACTS), (), theme.sans(12.5), room, 1, theme.pixels(18)
        )
        height = 2 * _TOP + headline.height + body.height + facts.height + 2 * _GAP + 3
        heading = None
        if text := index.data(HitRole.HEADING):
            heading = TextBlock.make(text, (), theme.sans(12, 600), room, 1, theme.pixels(16))
            height += self._heading_height(heading)
        return _Row(heading, headline, body, facts, round(height))
