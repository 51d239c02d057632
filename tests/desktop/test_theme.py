"""Colours that can be read, type that has its letters, drawings that are there."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QApplication

import desktop
from desktop import assets
from desktop.installation import RESOURCES
from desktop.theme import DARK, LIGHT, Colors, Theme

SOURCES = sorted(Path(desktop.__file__).parent.glob("*.py"))
READABLE = 4.5  # WCAG 2.2, success criterion 1.4.3


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    parts = QColor(color)
    red, green, blue = (linear(part) for part in (parts.redF(), parts.greenF(), parts.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# ----------------------------------------------------------------------------- colours


def test_contrast_is_measured_as_wcag_measures_it() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *(
            (ink, ground)
            for ink in ("ink", "ink2", "ink3")
            for ground in ("window", "pane", "sunk")
        ),
        ("ink", "match"),
        ("ink2", "match"),
        ("ink", "selected"),
        ("ink2", "selected"),
        ("accent", "pane"),
        ("on_accent", "accent"),
        ("on_marking", "marking"),
    ],
)
def test_text_stands_out_from_its_ground(colors: Colors, ink: str, ground: str) -> None:
    assert contrast(getattr(colors, ink), getattr(colors, ground)) >= READABLE


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_every_token_is_a_colour(colors: Colors) -> None:
    assert all(QColor(value).isValid() for value in asdict(colors).values())


def test_the_style_sheet_names_no_colour_of_its_own() -> None:
    sheet = string.Template(assets.style_sheet())
    names = {field.name for field in fields(Colors)}
    used = set(sheet.get_identifiers())
    assert used & names
    assert all(
        name in names or name == "facts" or (name[:2] == "px" and name[2:].isdigit())
        for name in used
    )
    values = [
        line
        for line in sheet.template.splitlines()
        if ":" in line and "#" in line.partition(":")[2]
    ]
    assert not [
        line for line in values if any(c in line.partition(":")[2] for c in ("rgb(", ": #"))
    ]


@pytest.mark.parametrize(("appearance", "dark"), [("light", False), ("dark", True)])
def test_an_appearance_is_put_in_force(theme: Theme, appearance: str, dark: bool) -> None:
    told: list[bool] = []
    theme.changed.connect(lambda: told.append(theme.dark))
    theme.use("dark" if appearance == "dark" else "light", 1.0)
    assert told == [dark]
    assert theme.colors is (DARK if dark else LIGHT)


def test_the_look_follows_the_system_unless_told_otherwise(theme: Theme) -> None:
    theme.use("system", 1.0)
    system = QGuiApplication.styleHints().colorScheme()
    assert theme.dark is (system == Qt.ColorScheme.Dark)


# --------------------------------------------------------------------------------- type


def test_the_bundled_typefaces_are_the_ones_in_use(qapp: QApplication, theme: Theme) -> None:
    paths = sorted((RESOURCES / "fonts").glob("*.ttf"))
    bundled = set()
    for path in paths:
        number = QFontDatabase.addApplicationFont(str(path))
        assert number >= 0, f"{path.name} cannot be loaded"
        bundled |= set(QFontDatabase.applicationFontFamilies(number))
    assert bundled >= {"Inter", "Noto Serif"}
    assets.load_fonts()
    assert QFontInfo(theme.sans(14)).family() == "Inter"
    assert QFontInfo(theme.serif(15.5)).family() == "Noto Serif"
    assert all((path.parent / f"OFL-{name}.txt").is_file() for name in ("Inter", "NotoSerif"))


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_the_interface_has_the_weight_that_is_asked_for(theme: Theme, weight: int) -> None:
    assets.load_fonts()
    assert QFontInfo(theme.sans(14, weight)).weight() == weight


@pytest.mark.parametrize(
    "text",
    [
        string.printable.strip(),
        "\u2013\u2026\u201c\u201d\u203a\u00b7",
        "\u00c4\u00e9\u0142\u0219\u010d",
        "\u042f\u0456\u0457",
        "\u03a9\u03ac",
    ],
    ids=["ascii", "signs", "latin", "cyrillic", "greek"],
)
def test_both_voices_have_the_letters_of_european_languages(theme: Theme, text: str) -> None:
    assets.load_fonts()
    for font in (theme.sans(14), theme.serif(15.5)):
        metrics = QFontMetrics(font)
        assert [char for char in text if char.strip() and not metrics.inFontUcs4(ord(char))] == []


def test_all_type_grows_with_the_zoom(theme: Theme) -> None:
    before = theme.sans(14).pixelSize(), theme.serif(15.5).pixelSize(), theme.pixels(100)
    theme.use("light", 1.5)
    after = theme.sans(14).pixelSize(), theme.serif(15.5).pixelSize(), theme.pixels(100)
    assert all(b > a for a, b in zip(before, after, strict=True))
    assert theme.pixels(100) == round(before[2] * 1.5)


# ----------------------------------------------------------------------------- drawings


def icons_named() -> Iterator[tuple[str, str]]:
    """File and name of every drawing that the code asks for."""
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                    continue
                if call.func.attr in ("show_state", "show_page"):
                    first = call.args[0]
                    if isinstance(first, ast.Constant) and first.value:
                        yield path.name, str(first.value)
                elif call.func.attr == "glyph" and isinstance(call.args[0], ast.Constant):
                    yield path.name, str(call.args[0].value)
                elif call.func.attr == "glyph" and isinstance(call.args[0], ast.Name):
                    # The name comes from a choice or a loop in the same function.
                    for node in ast.walk(function):
                        if isinstance(node, ast.Constant) and _looks_like_an_icon(node.value):
                            yield path.name, str(node.value)


def _looks_like_an_icon(value: object) -> bool:
    return isinstance(value, str) and "-" in value and value.replace("-", "").isalpha()


NAMED = sorted(set(icons_named()))


def test_the_code_was_searched_for_drawings() -> None:
    assert {name for _, name in NAMED} >= {"search", "chevron-down", "next-match", "welcome"}


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_drawing_that_the_code_names_is_there(qapp: QApplication, file: str, name: str) -> None:
    pixmap = assets.glyph(name, "#ff0000", 24)
    image = pixmap.toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    drawn = [pixel for pixel in pixels if pixel.alpha() > 100]
    assert drawn, f"{name} of {file} is empty"
    assert all(p.red() > 240 and p.green() < 15 and p.blue() < 15 for p in drawn)


def test_the_program_has_an_icon_of_every_usual_size(qapp: QApplication) -> None:
    sizes = {size.width() for size in assets.program_icon().availableSizes()}
    assert {16, 32, 48, 256} <= sizes
