"""Pictures as people upload them: which kind they are, and the same picture without what a camera wrote beside it."""

from __future__ import annotations

import struct

from .refusals import Refusal

LARGEST_PICTURE = 1024 * 1024
PNG, JPEG = "image/png", "image/jpeg"
_PNG_BEGINS, _JPEG_BEGINS = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
_JPEG_KEPT = {0xE0, 0xE2, 0xEE}
"""JFIF, the colour profile, and Adobe's word on colours: without them colours would change."""
_START_OF_SCAN, _COMMENT = 0xDA, 0xFE
_JPEG_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Headers that say how large it is; those left out are tables."""


def clean_picture(data: bytes) -> tuple[str, bytes]:
    """(media type, the picture without place, camera, comments and thumbnails). Raises Refusal too_large or bad_field.

    Only PNG and JPEG: told by how the file begins, whatever its name says. A picture that can hold a program is none.
    Sources: PNG (W3C, third edition), chunks; JPEG (ITU-T T.81), annex B.
    """
    if len(data) > LARGEST_PICTURE:
        raise Refusal("too_large", "A picture can be up to 1 MB.", "picture")
    try:
        if data.startswith(_PNG_BEGINS):
            return PNG, _clean_png(data)
        if data.startswith(_JPEG_BEGINS):
            return JPEG, _clean_jpeg(data)
    except (struct.error, IndexError):
        raise Refusal("bad_field", "This picture is damaged. Save it again as PNG or JPEG.", "picture") from None
    raise Refusal("bad_field", "Choose a picture that is PNG or JPEG.", "picture")


def _clean_png(data: bytes) -> bytes:
    kept, at, ended = [_PNG_BEGINS], len(_PNG_BEGINS), False
    while not ended:
        size, kind = struct.unpack_from(">I4s", data, at)
        chunk = data[at : at + size + 12]
        if len(chunk) < size + 12:
            raise IndexError
        if kind in _PNG_KEPT:
            kept.append(chunk)
        at, ended = at + size + 12, kind == b"IEND"
    return b"".join(kept)


def _clean_jpeg(data: bytes) -> bytes:
    kept, at = [data[:2]], 2
    while True:
        mark, kind, size = struct.unpack_from(">BBH", data, at)
        if mark != 0xFF or size < 2 or at + 2 + size > len(data):
            raise IndexError
        if kind == _START_OF_SCAN:
            return b"".join(kept) + data[at:]
        about = 0xE0 <= kind <= 0xEF or kind == _COMMENT
        if not about or kind in _JPEG_KEPT:
            kept.append(data[at : at + 2 + size])
        at += 2 + size


def size_of(data: bytes) -> tuple[int, int] | None:
    """(width, height) in pixels of a PNG or JPEG; None where it does not say, or says nothing.

    Sources: PNG, the IHDR chunk, which comes first; JPEG (ITU-T T.81), annex B.2.2, the frame header.
    """
    try:
        width, height = struct.unpack_from(">II", data, 16) if data.startswith(_PNG_BEGINS) else _jpeg_size(data)
    except (struct.error, IndexError):
        return None
    return (width, height) if width and height else None


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while True:
        kind, size = struct.unpack_from(">xBH", data, at)
        if kind in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        if kind == _START_OF_SCAN or size < 2:
            raise IndexError
        at += 2 + size
