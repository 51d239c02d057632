"""The small windows of the Help menu, and the frame of all that only close."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop import __version__

_ICON = 64
_MEANING = "Search by meaning: Universal Sentence Encoder Multilingual, Apache 2.0."
_WORDS_ALONE = "Search is by words alone: this installation has no sentence encoder."


class ShortcutsDialog(QDialog):
    """Every command that has a key, and its key."""

    def __init__(self, shortcuts: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        grid = QGridLayout()
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(6)
        for row, (command, keys) in enumerate(shortcuts):
            key_label = QLabel(keys, alignment=Qt.AlignmentFlag.AlignRight)
            key_label.setObjectName("shortcutKeys")
            grid.addWidget(QLabel(command), row, 0)
            grid.addWidget(key_label, row, 1)
        finish(self, grid)


class AboutDialog(QDialog):
    """What the program is, and its version."""

    def __init__(self, parent: QWidget) -> None:
        from index import Encoder  # brings NumPy, which must not keep the window waiting

        super().__init__(parent)
        self.setWindowTitle("About If Asked")
        icon = QLabel()
        icon.setPixmap(QApplication.windowIcon().pixmap(_ICON, _ICON))
        name = QLabel("If Asked")
        name.setObjectName("question")
        text = QLabel(
            f"Version {__version__}\n\n"
            "Answers beside the source they rest on.\n"
            "Works without a network and never opens a connection.\n"
            f"{_MEANING if Encoder.is_available() else _WORDS_ALONE}\n\n"
            "MIT licence. Typefaces: Inter and Noto Serif, SIL Open Font License."
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.addWidget(icon, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(name, 0, 1)
        grid.addWidget(text, 1, 1)
        finish(self, grid)


class DetailsDialog(QDialog):
    """What happened, and below it all that was said of it, to be copied for who can help."""

    def __init__(self, message: str, details: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Details")
        self.resize(720, 420)
        label = QLabel(message, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self.text = QPlainTextEdit(details, readOnly=True)
        self.text.setAccessibleName("Details")
        body = QVBoxLayout()
        body.setSpacing(12)
        body.addWidget(label)
        body.addWidget(self.text, 1)
        finish(self, body)


def finish(dialog: QDialog, body: QLayout) -> None:
    """Put the body into the dialog, above a button that closes it for good."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(24, 24, 24, 16)
    column.setSpacing(20)
    column.addLayout(body, 1)
    column.addWidget(buttons)
