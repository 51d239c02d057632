"""The one door to `resources/`: fonts, icons, style sheets and what is bundled with them.

Plain files beside the packages, found the same way from source and inside the bundle.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontDatabase, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.installation import RESOURCES


def load_fonts() -> None:
    """Make the bundled typefaces known to Qt."""
    for path in sorted((RESOURCES / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


def style_sheet() -> str:
    """The style sheet, its tokens not yet filled in."""
    return (RESOURCES / "styles" / "window.qss").read_text(encoding="utf-8")


def program_icon() -> QIcon:
    """The icon of the program."""
    icon = QIcon()
    for path in sorted((RESOURCES / "icons").glob("ifasked-*.png")):
        icon.addFile(str(path))
    return icon


@lru_cache(maxsize=256)
def glyph(name: str, color: str, size: int, pixel_ratio: float = 2.0) -> QPixmap:
    """A monochrome drawing of `resources/icons` in the given colour, `size` pixels square."""
    drawing = (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    drawing = drawing.replace("#000000", QColor(color).name())
    pixmap = QPixmap(QSize(size, size) * pixel_ratio)
    pixmap.setDevicePixelRatio(pixel_ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
