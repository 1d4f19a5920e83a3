"""Pages and files as gzip, for phones on a hall's thin line.

Only pages for participants and for the public are squeezed. How long a squeezed page is depends on what is in it, so
that somebody who can read lengths off the air, and can have words of their own put into a page, may guess at a secret
in it letter by letter (an attack called BREACH). Desk pages hold tokens, links and recovery codes, and stay as they
are. A participant's page repeats nothing that came with its request, and its only secret is the receipt code; other
people's words stand there only as comments, few and slowly. A header of random length blurs what is left.
"""

from __future__ import annotations

import re
import secrets
import struct
import zlib

from starlette.datastructures import Headers

LEAST = 1_000
"""Bytes below which squeezing is not worth it: such a page fits into one packet."""
LEVEL = 4
"""Of zlib: for pages, which are squeezed one by one."""
BLUR = 100

_HEADER = b"\x1f\x8b\x08\x08" + bytes(4) + b"\x00\xff"
"""gzip (RFC 1952): deflate, with a name to come, no time, no known system."""


def takes_gzip(headers: Headers) -> bool:
    """Whether whoever asks reads gzip (RFC 9110, section 12.5.3)."""
    for one in headers.get("accept-encoding", "").lower().split(","):
        coding, _, weight = one.partition(";")
        if coding.strip() == "gzip":
            return re.fullmatch(r"q=0(\.0*)?", weight.replace(" ", "")) is None
    return False


def squeezed(body: bytes, level: int = LEVEL, blur: int = BLUR) -> bytes:
    """The body as gzip, with a name of up to `blur` letters in its header that means nothing."""
    packing = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packing.compress(body) + packing.flush()
    name = b"-" * secrets.randbelow(blur + 1)
    return _HEADER + name + b"\x00" + packed + struct.pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)
