"""The organisation's own Word document or template, opened to write in."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE

_KINDS = "[Content_Types].xml"
_TEMPLATE = f"{CONTENT_TYPE.WML_DOCUMENT_MAIN.rpartition('.document.')[0]}.template.main+xml"


def opened(file: str) -> Document:
    """A document as it is; a template (`.dotx`) as the new document that Word would begin from it.

    The two differ in one word: what the file says its main part is. python-docx takes documents only.
    """
    if Path(file).suffix.lower() != ".dotx":
        return docx.Document(file)
    return docx.Document(_as_document(file))


def _as_document(file: str) -> BytesIO:
    whole = BytesIO()
    with zipfile.ZipFile(file) as theirs, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as ours:
        for part in theirs.infolist():
            held = theirs.read(part)
            if part.filename == _KINDS:
                held = held.replace(_TEMPLATE.encode(), CONTENT_TYPE.WML_DOCUMENT_MAIN.encode())
            ours.writestr(part.filename, held)
    whole.seek(0)
    return whole
