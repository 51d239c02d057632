"""The window: places the panels and connects them; what a panel says goes through here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.answer_view import AnswerView
from desktop.collection_service import CollectionService
from desktop.history import Place
from desktop.indexing_bar import IndexingBar
from desktop.keys import is_typing
from desktop.library_actions import LibraryActions
from desktop.library_opener import LibraryOpener
from desktop.menus import Menus
from desktop.navigation import Navigation
from desktop.notices import NoticeBar
from desktop.panes import Panes
from desktop.report_dialog import summary_of as summary_of_report
from desktop.result_list import ResultList
from desktop.result_model import summary_of
from desktop.search_bar import SearchBar
from desktop.search_service import Query, SearchService
from desktop.settings import Settings
from desktop.source_view import SourceView
from desktop.state_page import StatePage
from desktop.theme import Theme
from desktop.topic_tree import TopicTree
from index import REPAIRED, Briefing, Hit, LibraryError, Progress, Results, Span, Topic

_PROGRAM = "If Asked"
_MOST_HITS = 200
_MORE = 4  # times as many as before, for who scrolls to the end of them
_NARROW = 980  # a window below this width has the source under the answer


class MainWindow(QMainWindow):
    """Topics, search, results, answer and source in one window."""

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        search: SearchService,
        opener: LibraryOpener,
        collections: CollectionService | None = None,
    ) -> None:
        """Without collections the library is one that others keep."""
        super().__init__()
        self._theme = theme
        self._settings = settings
        self._search = search
        self._opener = opener
        self._topic = settings.topic
        self._entry_id = ""
        self._going_to: Place | None = None  # a place asked for by Back, until it is reached
        self._results = Results()
        self._failure = ""  # what was last said to be wrong with the library

        self.search_bar = SearchBar(theme)
        self.topic_tree = TopicTree(theme)
        self.result_list = ResultList(theme)
        self.answer_view = AnswerView(theme)
        self.source_view = SourceView(theme)
        self.page = StatePage(theme)
        self.notice = NoticeBar()
        self.indexing = IndexingBar()
        self._place_panels()
        self.menus = Menus(self.menuBar())
        self._navigation = Navigation(self.menus.back, self.menus.forward, self)
        self._library = LibraryActions(collections, self) if collections else None
        self._connect()
        if collections is not None and self._library is not None:
            self._connect_collections(collections, self._library)
        self._restore()
        self._show_preparing(None)

    def _place_panels(self) -> None:
        top = QWidget()
        top.setObjectName("top")
        row = QHBoxLayout(top)
        row.setContentsMargins(16, 4, 16, 12)
        row.addWidget(self.search_bar)
        self._panes = Panes(self.topic_tree, self.result_list, self.answer_view, self.source_view)
        self._content = QStackedWidget()
        self._content.addWidget(self.page)
        self._content.addWidget(self._panes)
        line = QFrame()
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        center = QWidget()
        column = QVBoxLayout(center)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(line)
        column.addWidget(self._content, 1)
        column.addWidget(self.indexing)
        column.addWidget(self.notice)
        self.setCentralWidget(center)
        self.setMinimumSize(640, 480)
        self.resize(1280, 800)

    def _connect(self) -> None:
        self.search_bar.textChanged.connect(self._ask)
        self.search_bar.stepped.connect(self.result_list.step)
        self.search_bar.accepted.connect(self._read_answer)
        self.topic_tree.chosen.connect(self._choose_topic)
        self.result_list.picked.connect(self._show_hit)
        self.result_list.opened.connect(self._read_answer)
        self.result_list.more_wanted.connect(self._ask_for_more)
        self.result_list.meant.connect(self.search_bar.setText)
        self.result_list.widened.connect(lambda: self._choose_topic("", mark=True))
        self.answer_view.copied.connect(self._copy)
        self.answer_view.wanted.connect(self._show_related)

        self._search.opened.connect(self._show_library)
        self._search.repaired.connect(self._show_repair)
        self._search.found.connect(self._show_results)
        self._search.read.connect(self._show_briefing)
        self._opener.preparing.connect(self._show_preparing)
        self._opener.failed.connect(self._show_failure)
        self._opener.renewed.connect(self._show_report)
        self._opener.working.connect(self._show_work)
        self.indexing.cancelled.connect(self._opener.cancel)
        self._navigation.went.connect(self._go_to)

        menus = self.menus
        menus.quit.triggered.connect(self.close)
        menus.copy_answer.triggered.connect(self.answer_view.copy_answer)
        menus.copy_with_source.triggered.connect(self.answer_view.copy_answer_with_source)
        menus.find.triggered.connect(self._focus_search)
        menus.zoomed.connect(self._zoom)
        menus.appearance_chosen.connect(self._use_appearance)
        menus.next_answer.triggered.connect(lambda: self.result_list.step(1))
        menus.previous_answer.triggered.connect(lambda: self.result_list.step(-1))
        menus.next_match.triggered.connect(lambda: self.source_view.step(1))
        menus.previous_match.triggered.connect(lambda: self.source_view.step(-1))
        menus.rebuild.triggered.connect(self._opener.build)

    def _connect_collections(self, service: CollectionService, library: LibraryActions) -> None:
        service.failed.connect(lambda error: self.notice.warn(str(error)))
        service.restored.connect(self.notice.warn)
        service.noted.connect(self.notice.confirm)
        menus = self.menus
        menus.add_folder.triggered.connect(library.add_folder)
        menus.add_files.triggered.connect(library.add_files)
        menus.copy_files.triggered.connect(library.copy_files)
        menus.collections.triggered.connect(library.show_collections)
        menus.show_folder.triggered.connect(library.show_folder)
        menus.undo.triggered.connect(service.undo_filing)
        service.filed.connect(lambda moves: menus.undo.setEnabled(bool(moves)))
        menus.rename_topic.triggered.connect(lambda: library.rename_topic(self._topic))
        menus.move_topic.triggered.connect(lambda: library.move_topic(self._topic))
        menus.move_briefing.triggered.connect(
            lambda: library.move_briefing(self._navigation.current.briefing_id)
        )
        self.topic_tree.rename_wanted.connect(library.rename_topic)
        self.topic_tree.move_wanted.connect(library.move_topic)
        self.topic_tree.dropped.connect(library.take_move)
        self.topic_tree.allow_filing()
        self.result_list.allow_filing()
        self._search.opened.connect(library.keep_topics)
        self._opener.renewed.connect(library.keep_report)
        menus.report.triggered.connect(library.show_report)
        self.setAcceptDrops(True)

    def _restore(self) -> None:
        settings = self._settings
        if not settings.geometry.isEmpty():
            self.restoreGeometry(settings.geometry)
        self._panes.restore(settings)
        self.menus.show_appearance(settings.appearance)
        for action in self.menus.of_collections:
            action.setEnabled(self._library is not None)

    # ------------------------------------------------------------------------- the library

    def _show_preparing(self, progress: Progress | None) -> None:
        sentence = "This takes a moment the first time."
        if progress is not None and progress.of:
            files = f"{progress.done:,} of {progress.of:,} files"
            sentence = f"{files} \u00b7 {progress.pairs:,} answers"
        self.page.show_state("library", "Preparing the library", sentence)
        self._content.setCurrentWidget(self.page)

    def _show_failure(self, error: LibraryError) -> None:
        self.menus.rebuild.setEnabled(self._opener.can_build)
        again = self._opener.build if self._opener.can_build else self._opener.start
        if self._content.currentWidget() is self._panes:
            self._failure = error.message
            self.notice.warn(error.message, "Try again", again)
            return
        self.page.show_state(
            "broken", "The library cannot be opened", error.message, "Try again", again
        )
        self._content.setCurrentWidget(self.page)

    def show_empty_library(self) -> None:
        """Say how to add the first folder."""
        self.search_bar.show_status("")
        self.page.show_state(
            "library",
            "No briefings yet",
            "Drop a folder or files here, or add them. Word, PDF, OpenDocument, web pages, "
            "spreadsheets and texts are read; your files stay as they are.",
            "Add a folder\u2026",
            self._library.add_folder if self._library is not None else None,
        )
        self._content.setCurrentWidget(self.page)

    def _show_work(self, progress: Progress | None) -> None:
        if progress is None:
            self.indexing.finish()
        else:
            self.indexing.show_progress(progress)

    def _show_library(self, topics: Topic) -> None:
        self.menus.rebuild.setEnabled(self._opener.can_build)
        self.notice.withdraw(self._failure)
        self._topic = self.topic_tree.show_topics(topics, self._topic)
        self._content.setCurrentWidget(self._panes)
        self._ask()

    def _show_repair(self) -> None:
        self.notice.warn(REPAIRED)  # a confirmation would be gone before the user looks

    def _show_report(self, report: dict[str, Any]) -> None:
        self.menus.report.setEnabled(self._library is not None)
        unread = [file for file in report["files"] if file["error"]]
        details = ("Show details", self._library.show_report) if self._library else ()
        if report["unavailable"]:
            away = ", ".join(report["unavailable"])
            self.notice.warn(f"Not there: {away}. Its entries are shown as last read.", *details)
        elif unread:
            first = f"{unread[0]['path']}: {unread[0]['error']}"
            more = f", and {len(unread) - 1} more" if len(unread) > 1 else ""
            self.notice.warn(f"Not read: {first}{more}", *details)
        elif self._content.currentWidget() is self._panes:
            self.notice.confirm(f"The content was read: {summary_of_report(report)}")

    # ------------------------------------------------------------------------- searching

    def open_with(self, text: str) -> None:
        """Search for a text as if it had been typed."""
        self.search_bar.setText(text)

    def _ask(self) -> None:
        self._search.search(Query(self.search_bar.text(), self._topic, _MOST_HITS))

    def _ask_for_more(self) -> None:
        limit = _MORE * len(self._results.hits)
        self._search.search(Query(self.search_bar.text(), self._topic, limit))

    def _choose_topic(self, path: str, mark: bool = False) -> None:
        self._topic = path
        if mark:
            self.topic_tree.choose(path)
        self._ask()

    def _show_results(self, query: Query, results: Results) -> None:
        self._results = results
        self.search_bar.show_status(summary_of(results, query.text, query.topic))
        shown = self.result_list.results.hits
        if query.limit > _MOST_HITS and results.hits[: len(shown)] == shown:
            self.result_list.add_results(results)
            return
        self.result_list.show_results(results, query.text, query.topic)
        typed = " ".join(query.text.split())[:60]
        self.setWindowTitle(f"{typed} \u2013 {_PROGRAM}" if typed else _PROGRAM)
        going, self._going_to = self._going_to, None
        if going is not None and going.entry_id:
            if not self.result_list.select(going.entry_id):
                self._show_entry(going.entry_id, going.briefing_id)
        elif results.hits and (query.text.strip() or query.topic):
            self.result_list.select_first()
        else:
            self._show_no_entry(bool(results.hits))

    # ------------------------------------------------------------------------- reading

    def _show_hit(self, hit: Hit) -> None:
        self._show_entry(hit.id, hit.briefing_id)

    def _show_entry(self, entry_id: str, briefing_id: str) -> None:
        self._entry_id = entry_id
        self._search.fetch(briefing_id, self._results.spans)
        self._visit(entry_id, briefing_id)

    def _show_briefing(self, briefing: Briefing, spans: tuple[Span, ...]) -> None:
        self.answer_view.show_entry(briefing, self._entry_id, self._results.spans)
        self.source_view.show_briefing(briefing, spans)

    def _show_no_entry(self, found: bool) -> None:
        self._entry_id = ""
        self._search.forget()
        self.source_view.show_nothing()
        if found:
            self.answer_view.show_page(
                "welcome",
                "What will they ask?",
                "Type a question or two words of it. The answer appears here, "
                "beside the source it rests on.",
            )
        else:
            self.answer_view.show_page("", "", "")
        self._visit("", "")

    def _show_related(self, entry_id: str) -> None:
        self._navigation.settle()
        if not self.result_list.select(entry_id):
            self.result_list.unselect()
            self._show_entry(entry_id, self._navigation.current.briefing_id)

    def _read_answer(self) -> None:
        if self.result_list.current is None:
            self.result_list.select_first()
        elif self.answer_view.text.isVisible():
            self.answer_view.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.notice.confirm("Copied.")

    # ------------------------------------------------------------------------- back and forth

    def _visit(self, entry_id: str, briefing_id: str) -> None:
        place = Place(self.search_bar.text(), self._topic, entry_id, briefing_id)
        self._navigation.visit(place)

    def _go_to(self, place: Place) -> None:
        self._going_to = place
        self._topic = place.topic
        self.topic_tree.choose(place.topic)
        with QSignalBlocker(self.search_bar):
            self.search_bar.setText(place.text)
        self._ask()

    # ------------------------------------------------------------------------- the window

    def _focus_search(self) -> None:
        self.search_bar.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_bar.selectAll()

    def _zoom(self, steps: int) -> None:
        self._theme.use(self._theme.appearance, self._theme.zoomed(steps))
        self._settings.zoom = self._theme.zoom

    def _use_appearance(self, appearance: str) -> None:
        self._settings.appearance = appearance  # type: ignore[assignment]  # from the menu
        self._theme.use(self._settings.appearance, self._theme.zoom)

    # ------------------------------------------------------------------------ Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_typing(event):
            self.search_bar.setFocus()
            self.search_bar.insert(event.text())
        elif event.key() == Qt.Key.Key_Escape:
            self._focus_search()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        if self._library is not None:
            self._library.take_dropped(Path(u.toLocalFile()) for u in urls if u.isLocalFile())
        event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._panes.put_source_below(self.width() < self._theme.pixels(_NARROW))

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settings.geometry = self.saveGeometry()
        self._panes.save(self._settings)
        self._settings.topic = self._topic
        super().closeEvent(event)
