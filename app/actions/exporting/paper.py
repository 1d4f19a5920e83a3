"""A Word document to write in: real headings, tables with a header row, pictures with words for who cannot see them.

With the organisation's own template its styles, header, footer and page stay; only what its body holds is taken out.
Styles that it lacks are lent from ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Pt, RGBColor

from .own_template import opened

STYLES = ("Title", "Heading 1", "Heading 2", "Heading 3", "Quote", "Caption", "Table Grid", "Subtitle")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_INK = RGBColor(0x0B, 0x1B, 0x2B)
_HEAD_FILL = "E7EEF5"
LARGEST_PICTURE = Cm(16)
_CAPTION = Cm(3)
"""Room for a heading and a caption on the page of a picture that fills it."""
_LETTER, _BESIDE = 115, 2.5
"""About how wide a letter is, in twentieths of a point, and how many letters the edges of a cell take."""
_LONGEST_LINE, _LONGEST_WORD = 34, 24
"""Letters of a cell that ask for room beside other columns."""
_FEW_ROWS = 5
"""A table of no more rows stays on one page."""
LONGEST_TITLE = 255
"""What the properties of a document can hold."""


class Paper:
    """One document. Text may hold any characters; those that no XML may hold are left out.

    Paragraphs and tables are kept as XML and parsed at the end: python-docx looks through the whole body for each
    paragraph that it adds, which takes minutes for five thousand comments.
    """

    def __init__(self, template: str = "") -> None:
        ours = docx.Document()
        self.document: Document = opened(template) if template else ours
        if template:
            _emptied(self.document)
            _lent(self.document, ours)
        else:
            _dressed(ours)
        self._styles = {name: str(self.document.styles[name].style_id) for name in STYLES}
        section = self.document.sections[-1]
        room = (section.page_width or Cm(21)) - (section.left_margin or 0) - (section.right_margin or 0)
        high = (section.page_height or Cm(29.7)) - (section.top_margin or 0) - (section.bottom_margin or 0)
        self._room, self._picture_width, self._picture_height = room, min(LARGEST_PICTURE, room), high - _CAPTION
        self._text: list[str] = []
        self._body: list[Any] = []

    def title(self, text: str, subtitle: str) -> None:
        self.document.core_properties.title = said(text)[:LONGEST_TITLE]
        self.document.core_properties.author = ""
        self.document.core_properties.comments = ""
        self.says(text, "Title")
        if subtitle:
            self.says(subtitle, "Subtitle")

    def heading(self, text: str, level: int = 1) -> None:
        self.says(text, f"Heading {level}")

    def says(self, text: str, style: str = "", keep: bool = False) -> None:
        """`keep`: on the page of what comes next, as headings are."""
        self._paragraph(style, _run(text), keep)

    def point(self, lead: str, text: str, keep: bool = False) -> None:
        """A paragraph that opens with a few strong words."""
        self._paragraph("", _run(lead, "<w:b/>") + (_run(f" {text}") if text else ""), keep)

    def quote(self, text: str, whose: str = "") -> None:
        self._paragraph("Quote", _run(f"“{text}”") + (_run(f" {whose}") if whose else ""))

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], called: str) -> None:
        """A table whose first row is its header, repeated on each page. `called` is its title for screen readers."""
        numbers = frozenset(n for n in range(1, len(heads)) if rows and all(_is_figure(row[n]) for row in rows))
        widths = _widths(heads, rows, self._room // Pt(1) * 20)
        last = len(rows) - 1
        kept = [len(rows) <= _FEW_ROWS and n < last for n in range(len(rows))]
        lines = [_row(heads, widths, numbers, header=True, keep=True)]
        lines += [_row(row, widths, numbers, keep=keep) for row, keep in zip(rows, kept, strict=True)]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        self._text.append(
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self._styles["Table Grid"]}"/>'
            f'<w:tblW w:w="5000" w:type="pct"/><w:tblCellMar><w:left w:w="80" w:type="dxa"/>'
            f'<w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
            f'<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1"'
            f' w:noVBand="1"/><w:tblCaption w:val="{_attribute(called)}"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl><w:p/>"
        )

    def picture(self, png: bytes | None, caption: str, described: str, tallest: int | None = None) -> None:
        """A picture with its caption, and its description for those who do not see it; never higher than a page."""
        if png is None:
            return
        self._settle()
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(BytesIO(png), width=self._picture_width)
        most = min(tallest or self._picture_height, self._picture_height)
        if shape.height > most:
            shape.width, shape.height = Emu(shape.width * most // shape.height), Emu(most)
        named = shape._inline.docPr
        named.set("descr", said(described))
        named.set("title", said(caption))
        self._body.append(paragraph._p)
        self.says(caption, "Caption")

    def save(self, file: Path) -> None:
        self._settle()
        body = self.document.element.body
        last = body.find(qn("w:sectPr"))
        for part in self._body:
            last.addprevious(part) if last is not None else body.append(part)
        self.document.save(str(file))

    def _paragraph(self, style: str, runs: str, keep: bool = False) -> None:
        marks = (f'<w:pStyle w:val="{self._styles[style]}"/>' if style else "") + ("<w:keepNext/>" if keep else "")
        self._text.append(f"<w:p><w:pPr>{marks}</w:pPr>{runs}</w:p>")

    def _settle(self) -> None:
        """Turns what was written so far into parts of the body."""
        if self._text:
            self._body += list(parse_xml(f"<w:body {nsdecls('w')}>{''.join(self._text)}</w:body>"))
            self._text.clear()


def said(text: str) -> str:
    """The text without characters that no XML may hold."""
    return _NOT_XML.sub("", text)


def _run(text: str, marks: str = "") -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in _lines(text))
    return f"<w:r><w:rPr>{marks}</w:rPr>{lines}</w:r>" if marks else f"<w:r>{lines}</w:r>"


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """How wide each column is, in twentieths of a point: no word is broken, then longer lines get what room is left."""
    columns = list(zip(heads, *rows, strict=True))
    words = [max((len(word) for text in column for word in text.split()), default=0) for column in columns]
    least = [(min(word, _LONGEST_WORD) + _BESIDE) * _LETTER for word in words]
    wanted = [(min(max(map(len, column)), _LONGEST_LINE) + _BESIDE) * _LETTER for column in columns]
    more = [max(0.0, want - need) for want, need in zip(wanted, least, strict=True)]
    part = max(0.0, min(1.0, (room - sum(least)) / (sum(more) or 1.0)))
    widths = [need + part * extra for need, extra in zip(least, more, strict=True)]
    return [int(room * width / sum(widths)) for width in widths]


def _row(
    cells: Sequence[str], widths: Sequence[int], numbers: frozenset[int], header: bool = False, keep: bool = False
) -> str:  # fmt: skip
    marks = "<w:cantSplit/><w:tblHeader/>" if header else "<w:cantSplit/>"
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{_HEAD_FILL}"/>' if header else ""
    together = "<w:keepNext/>" if keep else ""
    found = []
    for n, text in enumerate(cells):
        side = '<w:jc w:val="right"/>' if n in numbers else ""
        found.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{widths[n]}" w:type="dxa"/>{fill}</w:tcPr>'
            f'<w:p><w:pPr>{together}<w:spacing w:before="40" w:after="40"/>{side}</w:pPr>'
            f"{_run(text, '<w:b/>' if header else '')}</w:p></w:tc>"
        )
    return f"<w:tr><w:trPr>{marks}</w:trPr>{''.join(found)}</w:tr>"


def _lines(text: str) -> list[str]:
    return escape(said(text), quote=False).replace("\t", " ").splitlines() or [""]


def _attribute(text: str) -> str:
    return escape(" ".join(said(text).split()), quote=True)


def _is_figure(text: str) -> bool:
    return not text or text[0].isdigit() or text[0] in "–-"


def _emptied(document: Document) -> None:
    """Takes out what a template's body holds; the last section's settings, header and footer stay."""
    body = document.element.body
    for part in list(body):
        if part.tag != qn("w:sectPr"):
            body.remove(part)


def _lent(document: Document, ours: Document) -> None:
    """Adds the styles that a template lacks."""
    for name in STYLES:
        if name not in document.styles:
            document.styles.element.append(deepcopy(ours.styles[name].element))


def _dressed(document: Document) -> None:
    """Our own look, where there is no template: A4, a plain face, dark ink, British English."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    for name, size in (("Normal", 11), ("Title", 24), ("Subtitle", 12), ("Heading 1", 17), ("Heading 2", 13.5),
                       ("Heading 3", 11.5), ("Quote", 11), ("Caption", 9.5)):  # fmt: skip
        style: Any = document.styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        style.font.color.rgb = _INK
        fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
        for side in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(side), None)
    quote: Any = document.styles["Quote"]
    quote.font.italic = False
    quote.paragraph_format.left_indent = Cm(0.6)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
