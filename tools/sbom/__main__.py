"""Writes what the installed program is made of, as a CycloneDX 1.6 document: `python -m tools.sbom [FILE]`.

Made from what an installation is held to, requirements/runtime.txt, and from the table of vendored
files. The same sources give the same document: it carries no time, and its number is derived from its content.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from base64 import b64decode
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[2]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.M)
VENDORED = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| \d+ \| `([^`]+)` \|$", re.M)


def document() -> dict[str, Any]:
    """The bill of materials: the program, its pinned libraries, and the files of others beside it."""
    root = _project()
    parts = [*_libraries(), *_files()]
    body: dict[str, Any] = {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": root, "tools": {"components": [{"type": "application", "name": "tools.sbom"}]}},
        "components": parts,
        "dependencies": [{"ref": root["bom-ref"], "dependsOn": [part["bom-ref"] for part in parts]}],
    }  # fmt: skip
    made = json.dumps(body, sort_keys=True)
    return body | {"serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, made)}"}


def _project() -> dict[str, Any]:
    text = (TOP / "pyproject.toml").read_text("utf-8")
    version = re.search(r'^version = "([^"]+)"', text, re.M)
    assert version
    return _component("application", "common-ground", version[1], "MIT")


def _libraries() -> list[dict[str, Any]]:
    """What an installation takes; each licence from what is installed here. The digests stand in the file it reads."""
    text = (TOP / "requirements" / "runtime.txt").read_text("utf-8")
    installed = {_plain(found.metadata["Name"]): found for found in distributions()}
    found = []
    for name, version in ((_plain(one[1]), one[2]) for one in PINNED.finditer(text)):
        part = _component("library", name, version, _licence_of(installed.get(name)))
        found.append(part | {"purl": f"pkg:pypi/{name}@{version}"})
    return found


def _licence_of(one: Distribution | None) -> str:
    if one is None:
        return "see its files"
    kept = [one.metadata[name] for name in ("License-Expression", "License") if name in one.metadata]
    said = kept[0] if kept else ""
    listed = one.metadata.get_all("Classifier") or []
    named = [line.rsplit(" :: ", 1)[1] for line in listed if line.startswith("License")]
    short = said.strip() if len(said) < 60 and "\n" not in said.strip() else ""
    return short or (named[0] if named else "see its files")


def _files() -> list[dict[str, Any]]:
    """Copies of other people's files, with the digest that the tests compare."""
    found = []
    for path, origin, licence, digest in VENDORED.findall((TOP / "docs" / "vendored.md").read_text("utf-8")):
        if path.startswith("app/"):
            name, _, version = origin.partition(",")[0].rpartition(" ")
            part = _component("file", path, version, licence.strip())
            hashes = [{"alg": "SHA-384", "content": _hexadecimal(digest)}]
            found.append(part | {"hashes": hashes, "description": f"from {name} {version}"})
    return found


def _hexadecimal(digest: str) -> str:
    return b64decode(digest).hex()


def _component(kind: str, name: str, version: str, licence: str) -> dict[str, Any]:
    known = {"licenses": [{"license": {"name": licence}}]}
    return {"type": kind, "bom-ref": f"{name}@{version}", "name": name, "version": version} | known


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    text = json.dumps(document(), indent=1, sort_keys=True) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, "utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
