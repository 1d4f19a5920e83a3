"""QR codes as pictures that stand in the page itself."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

INK = "#0B1B2B"


@lru_cache(maxsize=256)
def qr_picture(link: str, title: str) -> Markup:
    """An SVG of the code, one unit a module, without its quiet zone: the white card it stands on gives that."""
    import segno  # a server starts sooner without it

    code = segno.make(link, error="m", micro=False)
    picture: str = code.svg_inline(omitsize=True, border=0, dark=INK, title=title)
    return Markup(picture.replace("<svg ", '<svg role="img" ', 1))
