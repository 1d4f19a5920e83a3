"""Cuts Inter down to the one small font file that phones, boards and desks load.

The published package splits the alphabet over several files. Welsh needs letters of two of them (ŵ, ŷ), so their
glyphs are put into one font: weights 400 to 700, Latin with Latin Extended-A, and the punctuation of plain prose.
Run by `make vendor` in an environment of its own with fontTools and brotli.

Usage: inter_subset.py LATIN.woff2 LATIN-EXT.woff2 OUT.woff2
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

LARGEST = 40_000  # bytes; a phone on a poor signal waits for no more than this
WEIGHTS = (400, 700)
LETTERS = [
    *range(0x20, 0x7F),  # basic Latin
    *(code for code in range(0xA0, 0x180) if code not in (0xAD, 0x149)),  # Latin-1 and Latin Extended-A
    *range(0x1E80, 0x1E86),  # Ẁ to ẅ, Welsh
    *(0x1EF2, 0x1EF3),  # Ỳ ỳ, Welsh
    *(0x2C6, 0x2DA, 0x2DC),
    *(0x2009, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E),
    *(0x2020, 0x2022, 0x2026, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2122),
    *(0x2191, 0x2193, 0x2212),  # up, down, minus; the package has no other arrows
]
FEATURES = ["kern", "locl", "tnum"]  # no "calt": it would turn a quoted -> into an arrow


def main(latin: Path, extended: Path, out: Path) -> None:
    """Writes `out` and prints its size; ends with a sentence when the result is too heavy."""
    font, donor = cut(latin), cut(extended)
    give_missing_letters(font, donor)
    if lacking := set(LETTERS) - set(font.getBestCmap()):
        sys.exit(f"Neither file has {', '.join(f'U+{code:04X}' for code in sorted(lacking))}.")
    font.flavor = "woff2"
    font.save(out)
    size = out.stat().st_size
    print(f"{out.name}: {size} bytes, {len(font.getBestCmap())} characters")
    if size > LARGEST:
        sys.exit(f"{out.name} is over {LARGEST} bytes: take letters away or narrow the weights.")


def cut(path: Path) -> TTFont:
    """Only our letters, features and weights of one file."""
    font = TTFont(path, recalcTimestamp=False)  # the same input gives the same bytes
    options = Options()
    options.layout_features, options.hinting, options.notdef_outline = FEATURES, False, True
    options.drop_tables += ["HVAR", "MVAR", "gasp", "prep"]  # widths vary through gvar all the same
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    return instantiateVariableFont(font, {"wght": WEIGHTS})


def give_missing_letters(font: TTFont, donor: TTFont) -> None:
    """Copies into `font` the letters that only `donor` has, with the parts they are composed of."""
    wanted = {code: name for code, name in donor.getBestCmap().items() if code not in font.getBestCmap()}
    taken: dict[str, str] = {}
    for code, name in wanted.items():
        mine = copy_glyph(font, donor, name, taken)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = mine


def copy_glyph(font: TTFont, donor: TTFont, name: str, taken: dict[str, str]) -> str:
    """The name under which `font` now holds the donor's glyph; its parts come along under names of their own."""
    if name in taken:
        return taken[name]
    mine = taken[name] = f"{name}.ext" if name in font.getGlyphOrder() else name
    glyph = donor["glyf"][name]
    if glyph.isComposite():
        for part in glyph.components:
            part.glyphName = copy_glyph(font, donor, part.glyphName, taken)
    font["glyf"][mine] = glyph
    font["hmtx"][mine] = donor["hmtx"][name]
    font["gvar"].variations[mine] = donor["gvar"].variations.get(name, [])
    font.setGlyphOrder(font["glyf"].glyphOrder)
    return mine


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
