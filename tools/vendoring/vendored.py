"""Writes docs/vendored.md: what came from elsewhere, under which licence, and the digest of every copy.

The table is what tests/test_house.py compares the files with, so that nobody edits a vendored file unseen.
Run by `make vendor` from the top of the checkout.
"""

import base64
import hashlib
from pathlib import Path

DIGESTED = {
    "app/static/vendor/htmx/htmx.min.js": ("htmx.org 4.0.1", "0BSD"),
    "app/static/vendor/htmx/hx-ws.min.js": ("htmx.org 4.0.1", "0BSD"),
    "app/static/vendor/nhsuk/nhsuk.min.css": ("nhsuk-frontend 10.6.1, compiled", "MIT"),
    "app/static/vendor/nhsuk/images/nhsuk-icon-arrow-down.svg": ("nhsuk-frontend 10.6.1", "MIT"),
    "app/static/vendor/nhsuk/images/nhsuk-icon-arrow-up-down.svg": ("nhsuk-frontend 10.6.1", "MIT"),
    "app/static/vendor/nhsuk/images/nhsuk-icon-arrow-up.svg": ("nhsuk-frontend 10.6.1", "MIT"),
    "app/static/vendor/nhsuk/images/nhsuk-icon-cross.svg": ("nhsuk-frontend 10.6.1", "MIT"),
    "app/static/fonts/inter.woff2": ("@fontsource-variable/inter 5.3.0, subset", "OFL-1.1"),
    "tests/vendor/axe.min.js": ("axe-core 4.14.1, tests only", "MPL-2.0"),
}

PAGE = """# Files from elsewhere

These files are copies, so that a hall without internet has everything. Each lies beside its licence.
`make vendor` fetches them again, builds the stylesheet and the font, and rewrites this page. It needs npm.

| file | from | licence | bytes | sha384 |
|---|---|---|---|---|
{rows}

How they were made:

* **htmx** and its WebSocket extension are the files of the npm package, unchanged.
* **nhsuk-frontend** is compiled once from its Sass, with our colours and type, by `tools/vendoring/nhsuk.scss`.
  It holds form and content components only. Rules for bare headings, paragraphs, links and lists are taken out.
  There is no NHS logo and no Frutiger, and nothing is loaded from another address.
* **Inter** is cut down by `tools/vendoring/inter_subset.py`: weights 400 to 700, Latin with Latin Extended-A (ŵ, ŷ).
* **axe-core** runs in the browser tests and is not part of the installed package.
"""


def digest(content: bytes) -> str:
    """SHA-384 in base64, as a browser's `integrity` attribute has it."""
    return base64.b64encode(hashlib.sha384(content).digest()).decode()


def row(path: str, origin: str, licence: str) -> str:
    """One line of the table, from the file as it lies there now."""
    content = Path(path).read_bytes()
    return f"| `{path}` | {origin} | {licence} | {len(content)} | `{digest(content)}` |"


if __name__ == "__main__":
    rows = "\n".join(row(path, *origin) for path, origin in DIGESTED.items())
    Path("docs").mkdir(exist_ok=True)
    Path("docs/vendored.md").write_text(PAGE.format(rows=rows), encoding="utf-8")
