"""What the user does with the library as a whole: add to it, order it, file what is in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from desktop.collection_service import CollectionService
from desktop.collections_dialog import CollectionsDialog
from desktop.content_report import ContentReport
from desktop.menus import Menus
from desktop.topic_tree import TopicTree
from index import Collection, Move, Topic

_TOP = "(top of the tree)"
_KINDS = (
    "Briefings (*.txt *.md *.docx *.odt *.pdf *.html *.htm *.csv *.tsv *.xlsx *.xls *.ods"
    " *.jsonl *.json *.yaml *.yml);;All files (*)"
)


class LibraryActions(QObject):
    """Asks the user which files, and the service to take them. `window` owns the dialogs."""

    def __init__(self, service: CollectionService, window: QWidget) -> None:
        super().__init__(window)
        self._service = service
        self._window = window
        self._collections: tuple[Collection, ...] = ()
        self._dialog: CollectionsDialog | None = None
        self._unavailable: frozenset[Path] = frozenset()  # shown as last read
        self._away: frozenset[int] = frozenset()  # the ids of collections not there now
        self._topics: list[str] = []
        service.changed.connect(self._keep)
        service.looked.connect(self._keep_away)
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        service.located.connect(_show_folder)

    def connect_menus(self, menus: Menus) -> None:
        """Do what the menus offer of collections."""
        for action in menus.of_collections:
            action.setEnabled(True)
        menus.add_folder.triggered.connect(self.add_folder)
        menus.add_files.triggered.connect(self.add_files)
        menus.copy_files.triggered.connect(self.copy_files)
        menus.collections.triggered.connect(self.show_collections)
        menus.show_folder.triggered.connect(self.show_folder)
        menus.undo.triggered.connect(self._service.undo_filing)
        self._service.filed.connect(lambda moves: menus.undo.setEnabled(bool(moves)))

    def connect_filing(
        self, menus: Menus, tree: TopicTree, topic: Callable[[], str], briefing: Callable[[], str]
    ) -> None:
        """File what is chosen in the menus, where it is the topic or briefing at hand, or in
        the tree."""
        menus.rename_topic.triggered.connect(lambda: self.rename_topic(topic()))
        menus.move_topic.triggered.connect(lambda: self.move_topic(topic()))
        menus.move_briefing.triggered.connect(lambda: self.move_briefing(briefing()))
        tree.rename_wanted.connect(self.rename_topic)
        tree.move_wanted.connect(self.move_topic)
        tree.dropped.connect(self.take_move)
        tree.allow_filing()

    def add_folder(self) -> None:
        """Let the user choose a folder to link."""
        folder = QFileDialog.getExistingDirectory(self._window, "Add a folder of briefings")
        if folder:
            self._service.add([Path(folder)])

    def add_files(self) -> None:
        """Let the user choose files to link where they lie."""
        if files := self._chosen_files("Add briefings where they lie"):
            self._service.add(files)

    def copy_files(self) -> None:
        """Let the user choose files to copy in."""
        if files := self._chosen_files("Copy briefings into the library"):
            self._service.copy_in(files)

    def show_collections(self) -> None:
        """Open the dialog of all collections."""
        dialog = self._dialog = CollectionsDialog(self._window)
        dialog.renamed.connect(self._service.rename)
        dialog.switched.connect(self._service.show)
        dialog.ordered.connect(self._service.order)
        dialog.removed.connect(self._service.remove)
        dialog.opened.connect(self._show_folder_of)
        dialog.folder_wanted.connect(self.add_folder)
        dialog.files_wanted.connect(self.copy_files)
        dialog.finished.connect(self._forget_dialog)
        self._show()
        dialog.open()

    def keep_topics(self, topics: Topic) -> None:
        """Remember the topics there are, to choose from."""
        self._topics = [topic.path for topic in topics.walk() if topic.path]

    def rename_topic(self, path: str) -> None:
        """Ask for another name of a topic."""
        above, _, name = path.rpartition("/")
        text, accepted = QInputDialog.getText(
            self._window, "Rename topic", f"Another name for \u201c{name}\u201d:", text=name
        )
        named = " ".join(text.replace("/", " ").split())
        if path and accepted and named:
            self._file("topic", path, f"{above}/{named}".lstrip("/"))

    def move_topic(self, path: str) -> None:
        """Ask for the topic that a topic is to stand below."""
        name = path.rpartition("/")[2]
        above = [_TOP, *(each for each in self._topics if not _is_within(each, path))]
        text, accepted = QInputDialog.getItem(
            self._window, "Move topic", f"Move \u201c{name}\u201d below:", above, 0, False
        )
        if path and accepted:
            self.take_move("topic", path, "" if text == _TOP else text)

    def move_briefing(self, briefing_id: str) -> None:
        """Ask for the topic of a briefing, one that there is or a new one."""
        text, accepted = QInputDialog.getItem(
            self._window, "Move briefing", "Topic of this briefing:", self._topics, 0, True
        )
        topic = "/".join(filter(None, (" ".join(name.split()) for name in text.split("/"))))
        if briefing_id and accepted and topic:
            self._file("briefing", briefing_id, topic)

    def take_move(self, kind: str, what: str, topic: str) -> None:
        """File below a topic what was dropped there; "" is the top."""
        if kind == "briefing":
            if topic:
                self._file("briefing", what, topic)
        elif not _is_within(topic, what):
            self._file("topic", what, f"{topic}/{what.rpartition('/')[2]}".lstrip("/"))

    def _file(self, kind: Literal["topic", "briefing"], what: str, to: str) -> None:
        if what != to:
            self._service.file(Move(kind, what, to))

    def keep_report(self, report: ContentReport) -> None:
        """Remember which collections are shown as they were last read."""
        self._unavailable = frozenset(report.unavailable)
        self._show()

    def show_folder(self) -> None:
        """Show where the user's own content lies."""
        own = [collection for collection in self._collections if not collection.bundled]
        if own:
            self._service.locate(own[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take in what is dropped on the window: link folders, copy in files."""
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            urls = event.mimeData().urls()
            self._service.take(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
            event.acceptProposedAction()
            return True
        if isinstance(event, QDragEnterEvent):
            if any(url.isLocalFile() for url in event.mimeData().urls()):
                event.acceptProposedAction()
            return True
        return super().eventFilter(watched, event)

    def _keep(self, collections: Sequence[Collection]) -> None:
        self._collections = tuple(collections)
        self._show()

    def _keep_away(self, away: frozenset[int]) -> None:
        if away != self._away:
            self._away = away
            self._show_collections()

    def _show(self) -> None:
        """Show what is known, and look what has become of it meanwhile."""
        if self._dialog is not None:
            self._show_collections()
            self._service.look(self._collections, self._unavailable)

    def _show_collections(self) -> None:
        if self._dialog is not None:
            kept = {each.id for each in self._collections if each.path in self._unavailable}
            self._dialog.show_collections(self._collections, self._away, kept)

    def _forget_dialog(self) -> None:
        self._dialog = None

    def _show_folder_of(self, id_: int) -> None:
        self._service.locate(next(each for each in self._collections if each.id == id_))

    def _chosen_files(self, title: str) -> list[Path]:
        files, _ = QFileDialog.getOpenFileNames(self._window, title, "", _KINDS)
        return [Path(file) for file in files]


def _is_within(path: str, topic: str) -> bool:
    """Whether a path is that of a topic or below it."""
    return path == topic or path.startswith(f"{topic}/")


def _show_folder(folder: Path) -> None:
    """Leave it to the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
