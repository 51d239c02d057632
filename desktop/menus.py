"""The menus: every command with its shortcut."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from desktop.dialogs import AboutDialog, ShortcutsDialog
from desktop.theme import Appearance

_APPEARANCES: tuple[tuple[Appearance, str], ...] = (
    ("system", "&Like the system"),
    ("light", "&Light"),
    ("dark", "&Dark"),
)
_SEARCH_KEYS = (
    ("Walk the answers while typing", "Down, Up"),
    ("Go from the search to the answer", "Enter"),
    ("Clear the search", "Esc"),
)


class Menus(QObject):
    """Builds the menu bar and offers its actions for the window to connect.

    `zoomed` carries +1, -1 or 0 (the usual size), `appearance_chosen` an Appearance.
    """

    zoomed = Signal(int)
    appearance_chosen = Signal(str)

    def __init__(self, bar: QMenuBar) -> None:
        super().__init__(bar)
        self._bar = bar
        file = bar.addMenu("&File")
        self.quit = self._add(file, "&Quit", QKeySequence.StandardKey.Quit, "Ctrl+Q")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

        edit = bar.addMenu("&Edit")
        self.undo = self._add(edit, "&Undo move", QKeySequence.StandardKey.Undo)
        self.undo.setEnabled(False)
        edit.addSeparator()
        self.find = self._add(edit, "&Search", "Ctrl+L", "Ctrl+K", QKeySequence.StandardKey.Find)
        edit.addSeparator()
        self.copy_with_source = self._add(edit, "Copy &with source", "Ctrl+Shift+C")
        self.copy_answer = self._add(edit, "Copy &answer", "Ctrl+Alt+C")

        view = bar.addMenu("&View")
        for text, by, *keys in (
            ("Zoom &in", 1, QKeySequence.StandardKey.ZoomIn, "Ctrl+="),
            ("Zoom &out", -1, QKeySequence.StandardKey.ZoomOut),
            ("Usual &size", 0, "Ctrl+0"),
        ):
            action = self._add(view, text, *keys)
            action.triggered.connect(lambda _checked, by=by: self.zoomed.emit(by))
        view.addSeparator()
        self.by_meaning = self._add(view, "Search by &meaning")
        self.by_meaning.setCheckable(True)
        view.addSeparator()
        self._appearances = self._add_appearances(view)

        go = bar.addMenu("&Go")
        self.back = self._add(go, "&Back", "Alt+Left", QKeySequence.StandardKey.Back)
        self.forward = self._add(go, "&Forward", "Alt+Right", QKeySequence.StandardKey.Forward)
        go.addSeparator()
        self.next_answer = self._add(go, "&Next answer", "Ctrl+Down")
        self.previous_answer = self._add(go, "&Previous answer", "Ctrl+Up")
        self.next_match = self._add(go, "Next &match in the source", "F3")
        self.previous_match = self._add(go, "Previous m&atch in the source", "Shift+F3")

        library = bar.addMenu("&Library")
        self.add_folder = self._add(library, "Add &folder\u2026", QKeySequence.StandardKey.Open)
        self.add_files = self._add(library, "&Add files\u2026")
        self.copy_files = self._add(library, "&Copy files in\u2026")
        library.addSeparator()
        self.rename_topic = self._add(library, "Re&name topic\u2026", "F2")
        self.move_topic = self._add(library, "&Move topic\u2026")
        self.move_briefing = self._add(library, "Move &briefing to topic\u2026")
        library.addSeparator()
        self.collections = self._add(library, "C&ollections\u2026")
        self.show_folder = self._add(library, "&Show folder")
        library.addSeparator()
        self.rebuild = self._add(library, "&Read the content again", "F5")
        self.report = self._add(library, "&What was read\u2026")
        self.rebuild.setEnabled(False)  # until there is something to read
        self.report.setEnabled(False)

        self.of_collections = (
            self.add_folder, self.add_files, self.copy_files, self.collections, self.show_folder,
            self.rename_topic, self.move_topic, self.move_briefing,
        )  # fmt: skip
        for action in self.of_collections:
            action.setEnabled(False)  # until there are any

        help_ = bar.addMenu("&Help")
        shortcuts = self._add(help_, "&Keyboard shortcuts", "F1")
        shortcuts.triggered.connect(self._show_shortcuts)
        about = self._add(help_, "&About If Asked")
        about.setMenuRole(QAction.MenuRole.AboutRole)
        about.triggered.connect(self._show_about)

    def show_appearance(self, appearance: Appearance) -> None:
        """Mark the appearance that is in force."""
        self._appearances[appearance].setChecked(True)

    def _add(self, menu: QMenu, text: str, *keys: QKeySequence.StandardKey | str) -> QAction:
        action = menu.addAction(text)
        sequences: dict[str, QKeySequence] = {}
        for key in keys:
            found = [QKeySequence(key)] if isinstance(key, str) else QKeySequence.keyBindings(key)
            sequences |= {sequence.toString(): sequence for sequence in found}
        action.setShortcuts(list(sequences.values()))
        return action

    def _add_appearances(self, view: QMenu) -> dict[Appearance, QAction]:
        group = QActionGroup(self)
        actions: dict[Appearance, QAction] = {}
        for appearance, text in _APPEARANCES:
            action = actions[appearance] = self._add(view, text)
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(
                lambda _checked, name=appearance: self.appearance_chosen.emit(name)
            )
        return actions

    def _show_shortcuts(self) -> None:
        commands = [
            (action.text().replace("&", ""), action.shortcut().toString())
            for menu in self._bar.findChildren(QMenu)
            for action in menu.actions()
            if not action.shortcut().isEmpty()
        ]
        ShortcutsDialog([*_SEARCH_KEYS, *commands], self._bar.window()).open()

    def _show_about(self) -> None:
        AboutDialog(self._bar.window()).open()
