"""The topics at the left: choose one, and the results are those of it."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from desktop import assets
from desktop.keys import is_typing
from desktop.theme import Theme
from desktop.topic_model import TopicModel, TopicRole
from index import Topic

_ROW = 30
_MOST_OPEN = 20  # a tree of no more topics than this is shown whole
_INDENT = 14
_CHEVRON = 12
_OUTER = 8  # left and right of a selected row
_INNER = 8  # between the row's edge and its count
_BEFORE = 18  # between the indentation and the name, where the chevron stands

Index = QModelIndex | QPersistentModelIndex


class TopicTree(QWidget):
    """The tree with its heading. `chosen` carries the path of the topic, "" for all.

    `rename_wanted` and `move_wanted` carry that of a topic to be filed elsewhere; `dropped`
    the kind of what was dropped on a topic, its path or id, and the topic.
    """

    chosen = Signal(str)
    rename_wanted = Signal(str)
    move_wanted = Signal(str)
    dropped = Signal(str, str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topics")
        heading = QLabel("TOPICS")
        heading.setObjectName("sectionLabel")
        heading.setIndent(0)
        self._model = TopicModel(self)
        self.view = _TopicView(theme)
        self.view.setModel(self._model)
        heading.setBuddy(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 16, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addWidget(self.view)
        self.view.selectionModel().currentChanged.connect(self._choose)
        self._model.dropped.connect(self.dropped)

    @property
    def current(self) -> str:
        """The path of the topic that is chosen, "" for all."""
        return str(self.view.currentIndex().data(TopicRole.PATH) or "")

    def allow_filing(self) -> None:
        """Let topics be filed elsewhere, by mouse and by menu."""
        self.view.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)

    def _show_menu(self, place: QPoint) -> None:
        index = self.view.indexAt(place)
        path = str(index.data(TopicRole.PATH) or "") if index.isValid() else ""
        if path:
            menu = QMenu(self.view)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addAction("Rename topic\u2026", lambda: self.rename_wanted.emit(path))
            menu.addAction("Move topic\u2026", lambda: self.move_wanted.emit(path))
            menu.popup(self.view.viewport().mapToGlobal(place))

    def show_topics(self, root: Topic, chosen: str) -> str:
        """Show a tree and choose a topic in it without saying so; gives the one chosen.

        A topic that is not in the tree gives way to the nearest above it that is.
        """
        with QSignalBlocker(self):
            self._model.set_topics(root)
        if sum(1 for _ in root.walk()) <= _MOST_OPEN:
            self.view.expandAll()
        while chosen and not self._model.index_of(chosen).isValid():
            chosen = chosen.rpartition("/")[0]
        self.choose(chosen)
        return chosen

    def choose(self, path: str) -> None:
        """Mark a topic as chosen without saying so."""
        index = self._model.index_of(path)
        with QSignalBlocker(self):
            self.view.setCurrentIndex(index)
        self.view.scrollTo(index)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(TopicRole.PATH))


class _TopicView(QTreeView):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName("Topics")
        self.setItemDelegate(_TopicDelegate(theme, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(True)
        self.setUniformRowHeights(True)
        self.setIndentation(_INDENT)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        theme.changed.connect(self.doItemsLayout)

    # ------------------------------------------------------------------------ Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Typing belongs to the search field, not to a hop through the tree by first letters.
        if is_typing(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colors = self._theme.colors
        row = QRectF(option.rect).adjusted(_OUTER, 1, -_OUTER, -1)
        selected = self.selectionModel().isSelected(index)
        hovered = self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos())) == index
        if selected or (hovered and self.underMouse()):
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(QColor(colors.selected if selected else colors.line))
            focused = selected and self.hasFocus()
            painter.setPen(QColor(colors.accent) if focused else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(row, 6, 6)
            painter.restore()
        super().drawRow(painter, option, index)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        if self.model().hasChildren(index):
            name = "chevron-down" if self.isExpanded(index) else "chevron-right"
            size = self._theme.pixels(_CHEVRON)
            chevron = assets.glyph(name, self._theme.colors.ink2, size)
            x = rect.right() + _BEFORE - size - 4
            painter.drawPixmap(QPointF(x, rect.center().y() - size / 2 + 1), chevron)


class _TopicDelegate(QStyledItemDelegate):
    """A topic's name at the left, how much it holds at the right."""

    def __init__(self, theme: Theme, view: QTreeView) -> None:
        super().__init__(view)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, self._theme.pixels(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colors = self._theme.colors
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        area: QRect = option.rect.adjusted(_BEFORE, 0, -_OUTER - _INNER, 0)
        count = f"{index.data(TopicRole.COUNT):,}"
        facts = self._theme.sans(12.5)
        painter.save()
        painter.setFont(facts)
        painter.setPen(QColor(colors.ink2 if selected else colors.ink3))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count)
        font = self._theme.sans(14, 500 if selected else 400)
        painter.setFont(font)
        painter.setPen(QColor(colors.ink))
        area.setRight(area.right() - painter.fontMetrics().horizontalAdvance(count) - 8)
        name = painter.fontMetrics().elidedText(
            index.data(), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.restore()
