"""Pictures: only PNG and JPEG, by how they begin, and without what a camera wrote beside them."""

from __future__ import annotations

import struct
import zlib

import pytest

from app.domain.pictures import JPEG, LARGEST_PICTURE, PNG, clean_picture, size_of
from tests.builders import refused


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_png(*more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND")


def segment(kind: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, kind, len(data) + 2) + data


def a_jpeg(*more: bytes) -> bytes:
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0") + b"".join(more) + segment(0xDA, b"\1") + b"pixels\xff\xd9"


def test_a_png_loses_what_is_not_the_picture() -> None:
    spoken = [chunk(b"tEXt", b"Comment\0at 1 Mill Lane"), chunk(b"eXIf", b"GPS"), chunk(b"tIME", b"1234567")]
    assert clean_picture(a_png(*spoken) + b"and a program behind it") == (PNG, a_png())


def test_a_jpeg_loses_where_it_was_taken_and_keeps_its_colours() -> None:
    profile = segment(0xE2, b"ICC_PROFILE\0")
    spoken = [segment(0xE1, b"Exif\0\0GPS"), segment(0xFE, b"by somebody"), segment(0xED, b"Photoshop")]
    assert clean_picture(a_jpeg(*spoken, profile)) == (JPEG, a_jpeg(profile))


@pytest.mark.parametrize(
    "data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"<html>", b"\x89PNG\r\n\x1a\n",
             a_png()[:-20], a_jpeg()[:12], b"\xff\xd8\xff\xe1\x00\x00", b"RIFF0000WEBP"],
)  # fmt: skip
def test_anything_else_and_what_is_broken_is_refused(data: bytes) -> None:
    with refused("bad_field", "picture"):
        clean_picture(data)


def test_a_large_one_is_refused() -> None:
    with refused("too_large", "picture"):
        clean_picture(a_png() + b"\0" * LARGEST_PICTURE)


def test_a_picture_says_how_large_it_is() -> None:
    frame = segment(0xC2, struct.pack(">BHH", 8, 480, 640))
    assert size_of(a_png()) == (1, 1)
    assert size_of(a_jpeg(segment(0xC4, b"a table"), frame)) == (640, 480)


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", a_jpeg(), a_png().replace(b"\0\0\0\1", b"\0\0\0\0", 1)])
def test_what_does_not_say_how_large_it_is_has_no_size(data: bytes) -> None:
    assert size_of(data) is None
