"""The library as a whole: prepared, open, empty, broken, read anew, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.action_row import Action
from desktop.collection_service import Addition, CollectionService
from desktop.content_report import ContentReport, summary_of
from desktop.dialogs import DetailsDialog
from desktop.indexing_bar import IndexingBar
from desktop.library_actions import LibraryActions
from desktop.library_location import content_of
from desktop.library_opener import LibraryOpener
from desktop.menus import Menus
from desktop.notices import NoticeBar
from desktop.report_dialog import ReportDialog
from desktop.report_news import Found, news_in
from desktop.search_service import SearchService
from desktop.state_page import StatePage
from desktop.theme import Theme
from index import REPAIRED, Collection, LibraryError, Progress


class LibraryView(QWidget):
    """The panes of an open library, or the page that says why there are none; below them how
    far the indexing is, and what the user is told.
    """

    emptied = Signal()

    def __init__(
        self,
        panes: QWidget,
        theme: Theme,
        menus: Menus,
        search: SearchService,
        opener: LibraryOpener,
    ) -> None:
        super().__init__()
        self._panes = panes
        self._menus = menus
        self._opener = opener
        self._actions: LibraryActions | None = None
        self._names: dict[Path, str] = {}  # of the collections
        self._failure = ""  # what was last said to be wrong with the library
        self._report: ContentReport | None = None  # of the last build
        self._news = ""  # what was last said of a report
        self._additions: list[Addition] = []  # of which nothing was said yet
        self.page = StatePage(theme)
        self.notice = NoticeBar()
        self.indexing = IndexingBar()
        self._content = QStackedWidget()
        self._content.addWidget(self.page)
        self._content.addWidget(panes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._content, 1)
        column.addWidget(self.indexing)
        column.addWidget(self.notice)
        search.opened.connect(self._show_panes)
        search.repaired.connect(self._show_repair)
        opener.preparing.connect(self._show_preparing)
        opener.failed.connect(self._show_failure)
        opener.renewed.connect(self._show_report)
        opener.working.connect(self._show_work)
        self.indexing.cancelled.connect(opener.cancel)
        menus.rebuild.triggered.connect(opener.build)
        menus.report.triggered.connect(self._show_files)
        self._show_preparing(None)

    def connect_collections(self, service: CollectionService, actions: LibraryActions) -> None:
        """Show what becomes of the user's collections, and let them be added to."""
        self._actions = actions
        service.failed.connect(lambda error: self.notice.tell(str(error)))
        service.restored.connect(self.notice.tell)
        service.noted.connect(self.notice.confirm)
        service.changed.connect(self._keep_names)
        service.added.connect(self._keep_additions)
        self._opener.renewed.connect(actions.keep_report)
        actions.connect_menus(self._menus)

    def show_empty(self) -> None:
        """Say how to add the first folder."""
        self.page.show_state(
            "library",
            "No briefings yet",
            "Drop a folder or files here, or add them. Word, PDF, OpenDocument, web pages, "
            "spreadsheets and texts are read; your files stay as they are.",
            *([("Add a folder\u2026", self._actions.add_folder)] if self._actions else []),
        )
        self._content.setCurrentWidget(self.page)
        self.emptied.emit()

    def is_away(self, collection: str) -> bool:
        """Whether the folder or file that is the collection of this name is not there."""
        away = self._report.unavailable if self._report is not None else ()
        return any(collection in (path.name, path.stem) for path in away)

    def _show_preparing(self, progress: Progress | None) -> None:
        sentence = "This takes a moment the first time."
        if progress is not None and progress.of:
            files = f"{progress.done:,} of {progress.of:,} files"
            sentence = f"{files} \u00b7 {progress.pairs:,} answers"
        self.page.show_state("library", "Preparing the library", sentence)
        self._content.setCurrentWidget(self.page)

    def _show_failure(self, error: LibraryError) -> None:
        self._menus.rebuild.setEnabled(self._opener.can_build)
        again = self._opener.build if self._opener.can_build else self._opener.start
        actions: list[Action] = [("Try again", again)]
        if error.details:
            actions.append(("Show details", lambda: self._show_details(error)))
        if self._content.currentWidget() is self._panes:
            self._failure = error.message
            self.notice.tell(error.message, *actions)
            return
        self.page.show_state("broken", "The library cannot be opened", error.message, *actions)
        self._content.setCurrentWidget(self.page)

    def _show_details(self, error: LibraryError) -> None:
        DetailsDialog(error.message, error.details, self.window()).open()

    def _show_work(self, progress: Progress | None) -> None:
        if progress is None:
            self.indexing.finish()
        else:
            self.notice.withdraw(self._failure)
            self.indexing.show_progress(progress)

    def _show_panes(self) -> None:
        self._menus.rebuild.setEnabled(self._opener.can_build)
        self.notice.withdraw(self._failure)
        self._content.setCurrentWidget(self._panes)

    def _show_repair(self) -> None:
        self.notice.tell(REPAIRED)  # a confirmation would be gone before the user looks

    # ------------------------------------------------------------------------ what was read

    def _keep_names(self, collections: Sequence[Collection]) -> None:
        self._names = {content_of(each): each.name for each in collections}

    def _keep_additions(self, additions: Sequence[Addition]) -> None:
        self._additions += additions

    def _show_files(self) -> None:
        if self._report is not None:
            ReportDialog(self._report, self._names, self.window()).open()

    def _show_report(self, report: ContentReport) -> None:
        """Tell what the user does not know yet; a file that is saved again is hardly news."""
        before, self._report = self._report or ContentReport({}), report
        self._menus.report.setEnabled(True)
        read = [each for each in self._additions if each.files_in(report) is not None]
        self._additions = [each for each in self._additions if each not in read]
        found = [
            Found(self._names.get(path, path.name), path, each.files_in(report) or ())
            for each in read
            for path in [each.collection.path]
        ]
        told = [each.problem for each in read if each.problem] + news_in(report, before, found)
        if {*before.unavailable, *before.missing} - {*report.unavailable, *report.missing}:
            self.notice.withdraw(self._news)  # it is there again
        if told:
            self._news = " ".join(told)
            self.notice.tell(self._news, ("Show details", self._show_files))
        elif not (self.notice.stays or report.unavailable):
            self.notice.confirm(f"The content was read: {summary_of([*report])}.")
