"""Make the static, subset fonts in resources/fonts from the full variable ones.

    python tools/make_fonts.py --inter DIR --noto-serif DIR [--out resources/fonts]

Needs fontTools (PyPI: fonttools), which the program itself does not. The sources are the
folders of two PyPI wheels that carry Google Fonts' unchanged files with their licence:
fontpkg-inter 4.1.post1 (Inter 4.001) and fontpkg-noto-serif 2.15 (Noto Serif 2.015).
`pip download --no-deps fontpkg-inter==4.1.post1 fontpkg-noto-serif==2.15`, unzip both, and
give the folders `fontpkg_inter` and `fontpkg_noto_serif`. The same input and the same
fontTools (made with 4.68.0) give the same bytes.

Both families are under the SIL Open Font License 1.1 and reserve no font name, so the
changed files may keep theirs; the licence texts are copied beside them.

Left out on purpose: `calt`, with which Inter turns "->" into an arrow and the x of "10x20"
into a multiplication sign. A reader of evidence shows what is written.
"""

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

WEIGHT_NAMES = {400: "Regular", 500: "Medium", 600: "SemiBold"}

RANGES = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x024F),  # Latin-1, Latin Extended-A and -B
    (0x0250, 0x036F),  # IPA, modifier letters, combining marks
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x052F),  # Cyrillic and its supplement
    (0x1E00, 0x1EFF),  # Latin Extended Additional (Vietnamese)
    (0x1F00, 0x1FFF),  # Greek Extended
    (0x2000, 0x218F),  # punctuation, super- and subscripts, currency, letterlike, fractions
    (0x2190, 0x23FF),  # arrows, mathematics, technical (⌘ ⌥ ⌫)
    (0x2460, 0x24FF),  # enclosed numbers and letters
    (0x2500, 0x27BF),  # lines, geometric shapes, symbols, dingbats
    (0xA640, 0xA7FF),  # the Cyrillic and Latin odds and ends the others refer to
    (0xFB00, 0xFB06),  # f ligatures, as left behind by PDFs
    (0xFEFF, 0xFEFF),
    (0xFFFC, 0xFFFD),  # object and unknown-character signs
)

FEATURES = (
    *("ccmp", "locl", "kern", "mark", "mkmk", "liga", "clig"),
    *("tnum", "pnum", "lnum", "onum", "zero", "case", "frac", "numr", "dnom"),
    *("ordn", "sups", "subs", "sinf"),
)


@dataclass(frozen=True)
class Family:
    """One variable font and the weights to cut from it."""

    name: str
    source: str
    pinned: dict[str, float]  # the axes besides weight
    weights: tuple[int, ...]


INTER = Family("Inter", "Inter[opsz,wght].ttf", {"opsz": 14}, (400, 500, 600))
NOTO_SERIF = Family("Noto Serif", "NotoSerif[wdth,wght].ttf", {"wdth": 100}, (400, 600))


def set_names(font: TTFont, family: str, weight: int) -> None:
    """Name the font so that every platform files it under `family`."""
    style = WEIGHT_NAMES[weight]
    plain = style == "Regular"
    names = {
        1: family if plain else f"{family} {style}",
        2: "Regular",
        4: f"{family} {style}",
        6: f"{family.replace(' ', '')}-{style}",
    }
    if not plain:
        names |= {16: family, 17: style}
    table = font["name"]
    version = table.getDebugName(5).removeprefix("Version ")
    names[3] = f"{version};subset;{names[6]}"
    for name_id in (1, 2, 3, 4, 6, 16, 17, 21, 22, 25):
        table.removeNames(nameID=name_id)
    for name_id, text in names.items():
        table.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def make_font(source: Path, family: Family, weight: int) -> TTFont:
    """Cut one static weight out of the variable font, subset."""
    font = TTFont(source, recalcTimestamp=False)
    font = instantiateVariableFont(font, {**family.pinned, "wght": weight})
    options = Options()
    options.layout_features = list(FEATURES)
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    options.drop_tables += ["STAT"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes={c for low, high in RANGES for c in range(low, high + 1)})
    subsetter.subset(font)
    set_names(font, family.name, weight)
    return font


def make_family(folder: Path, family: Family, out: Path) -> None:
    """Write every weight of a family, and its licence, to `out`."""
    short = family.name.replace(" ", "")
    for weight in family.weights:
        target = out / f"{short}-{WEIGHT_NAMES[weight]}.ttf"
        make_font(folder / "files" / family.source, family, weight).save(target)
        print(f"{target.name}: {target.stat().st_size:,} bytes")
    shutil.copyfile(folder / "LICENSE", out / f"OFL-{short}.txt")


def main() -> None:
    """Read the command line and make both families."""
    parser = argparse.ArgumentParser(description="Make the fonts in resources/fonts.")
    parser.add_argument("--inter", type=Path, required=True, help="folder fontpkg_inter")
    parser.add_argument("--noto-serif", type=Path, required=True, help="folder fontpkg_noto_serif")
    parser.add_argument("--out", type=Path, default=Path("resources/fonts"))
    arguments = parser.parse_args()
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    make_family(arguments.inter, INTER, out)
    make_family(arguments.noto_serif, NOTO_SERIF, out)


if __name__ == "__main__":
    main()
