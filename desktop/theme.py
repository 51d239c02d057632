"""How the program looks: colours, type and spacing, light and dark, and the zoom."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from string import Template
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop import assets

Appearance = Literal["system", "light", "dark"]

SANS = "Inter"
SERIF = "Noto Serif"

# The system's font size at which the sizes below are meant to be read.
_USUAL_PIXELS = 15.0
ZOOM_STEPS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


@dataclass(frozen=True, slots=True)
class Colors:
    """The colour tokens; each is used for the one thing that its name says."""

    window: str
    pane: str
    sunk: str
    ink: str
    ink2: str
    ink3: str
    line: str
    accent: str
    on_accent: str
    selected: str
    match: str
    marking: str
    on_marking: str


LIGHT = Colors(
    window="#F4F4F1",
    pane="#FFFFFF",
    sunk="#FAFAF8",
    ink="#1B1E22",
    ink2="#5A6069",
    ink3="#686E76",
    line="#E2E3DF",
    accent="#2456A6",
    on_accent="#FFFFFF",
    selected="#E9F0FB",
    match="#FFEFA8",
    marking="#FFF3DC",
    on_marking="#7A4B00",
)
DARK = Colors(
    window="#17191C",
    pane="#1F2226",
    sunk="#1B1E21",
    ink="#ECEAE6",
    ink2="#A9AFB6",
    ink3="#8D949C",
    line="#32363B",
    accent="#8DB6F7",
    on_accent="#17191C",
    selected="#263447",
    match="#4F4107",
    marking="#3A2F17",
    on_marking="#F2C572",
)


class Theme(QObject):
    """The look in force. `changed` tells widgets that draw themselves to draw again."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._appearance: Appearance = "system"
        self._zoom = 1.0
        self._system_scale = max(1.0, QFontInfo(application.font()).pixelSize() / _USUAL_PIXELS)
        application.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply)

    @property
    def appearance(self) -> Appearance:
        """Light, dark, or as the system has it."""
        return self._appearance

    @property
    def zoom(self) -> float:
        """The user's own scale of all type, 1.0 being the usual."""
        return self._zoom

    @property
    def dark(self) -> bool:
        """Whether the dark colours are in force."""
        if self._appearance == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._appearance == "dark"

    @property
    def colors(self) -> Colors:
        """The colours in force."""
        return DARK if self.dark else LIGHT

    def use(self, appearance: Appearance, zoom: float) -> None:
        """Put an appearance and a zoom in force."""
        self._appearance = appearance
        self._zoom = min(max(zoom, ZOOM_STEPS[0]), ZOOM_STEPS[-1])
        self._apply()

    def zoomed(self, steps: int) -> float:
        """The zoom so many steps up (or down) from the one in force; 0 steps: the usual."""
        if steps == 0:
            return 1.0
        nearest = min(range(len(ZOOM_STEPS)), key=lambda i: abs(ZOOM_STEPS[i] - self._zoom))
        return ZOOM_STEPS[min(max(nearest + steps, 0), len(ZOOM_STEPS) - 1)]

    def pixels(self, size: float) -> int:
        """A size of the design, in pixels at the zoom in force."""
        return round(size * self._zoom * self._system_scale)

    def sans(self, size: float, weight: int = 400) -> QFont:
        """The voice of the program and of the answer; `size` in pixels of the design."""
        return self._font((SANS, SERIF), size, weight)

    def serif(self, size: float, weight: int = 400) -> QFont:
        """The voice of the source document; `size` in pixels of the design."""
        return self._font((SERIF, SANS), size, weight)

    def _font(self, families: tuple[str, str], size: float, weight: int) -> QFont:
        font = QFont(list(families))  # the second has the letters that the first lacks
        font.setPixelSize(self.pixels(size))
        font.setWeight(QFont.Weight(weight))
        # Full hinting, the default where no desktop sets another, spaces letters unevenly.
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        # An installed Inter would draw "->" as an arrow: a source is shown as it is written.
        font.setFeature(QFont.Tag("calt"), 0)
        return font

    def _apply(self) -> None:
        colors = self.colors
        self._application.setFont(self.sans(14))
        self._application.setPalette(_palette(colors))
        sizes = {f"px{size}": f"{self.pixels(size)}px" for size in range(1, 61)}
        facts = f"{self.pixels(12.5)}px"
        sheet = Template(assets.style_sheet()).substitute(asdict(colors), **sizes, facts=facts)
        self._application.setStyleSheet(sheet)
        self.changed.emit()


def _palette(colors: Colors) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for target, color in (
        (role.Window, colors.window),
        (role.WindowText, colors.ink),
        (role.Base, colors.pane),
        (role.AlternateBase, colors.sunk),
        (role.Text, colors.ink),
        (role.PlaceholderText, colors.ink3),
        (role.Button, colors.pane),
        (role.ButtonText, colors.ink),
        (role.BrightText, colors.on_accent),
        (role.ToolTipBase, colors.pane),
        (role.ToolTipText, colors.ink),
        (role.Highlight, colors.accent),
        (role.HighlightedText, colors.on_accent),
        (role.Link, colors.accent),
        (role.LinkVisited, colors.accent),
        (role.Light, colors.line),
        (role.Mid, colors.line),
        (role.Dark, colors.ink3),
        (role.Shadow, colors.line),
    ):
        palette.setColor(target, QColor(color))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(colors.ink3))
    return palette
