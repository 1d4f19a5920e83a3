"""What Lighthouse says of the pages that participants open: accessibility and best practices, the whole score of both.

make lighthouse

It fetches the pinned Lighthouse by npx, so it needs Node and a network; that is why it is no part of `make check`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.people import Json, Organiser, Workshop
from tests.serving import Server, serving

LIGHTHOUSE = "lighthouse@12.8.2"
FLAGS = "--headless=new --no-sandbox --disable-gpu"
ASKED = ("accessibility", "best-practices")
STEPS: tuple[Json, ...] = (
    {"kind": "gather"}, {"kind": "discuss"}, {"kind": "vote"}, {"kind": "dots"}, {"kind": "rate"}, {"kind": "rank"},
)  # fmt: skip
Page = tuple[str, str, str]
"""(name, address, the device cookie that it is opened with, if any)"""


def main() -> None:
    chrome = shutil.which("chromium")
    assert chrome, "Chromium is missing. Install it with: apt-get install chromium"
    assert shutil.which("npx"), "Node is missing. Install it with: apt-get install npm"
    short = []
    with (
        tempfile.TemporaryDirectory(prefix="common-ground-lighthouse-") as folder,
        serving(Path(folder) / "data") as server,
        Organiser(server) as organiser,
    ):
        for name, at, device in pages(server, organiser):
            found, missed = judged(server.url + at, device, Path(folder), chrome)
            print(f"{name:<12} " + "  ".join(f"{asked} {100 * found[asked]:.0f}" for asked in ASKED), flush=True)
            short += [f"{name}: {one}" for one in missed] if any(found[asked] < 1 for asked in ASKED) else []
    print("\n".join(short) or f"All of {LIGHTHOUSE} reached on every page.")
    sys.exit(bool(short))


def pages(server: Server, organiser: Organiser) -> Iterator[Page]:
    """Every page of a workshop from its door to its end, while it goes through its steps."""
    workshop = organiser.workshop(*STEPS, ideas=6, opened=False)
    open = {"title": "What matters to you?", "open": True, "questions": [{"text": "What would help you most?"}]}
    listening = organiser.http.put(f"/programmes/{workshop.programme}/listening", json=open).raise_for_status().json()
    yield "front", "/", ""
    yield "join", f"/join/{workshop.code}", ""
    yield "privacy", "/privacy", ""
    yield "receipt", "/receipt", ""
    yield "listen", listening["link"].removeprefix(server.url), ""
    asked = {"code": workshop.code, "community": "citizen"}
    device = httpx.post(f"{server.url}/api/v1/join", json=asked, trust_env=False).cookies["cg_device"]
    at = f"/sessions/{workshop.id}"
    yield "wait", at, device
    yield from _steps(workshop, at, device)
    organiser.posts(f"{at}/finish")
    yield "ended", at, device


def _steps(workshop: Workshop, at: str, device: str) -> Iterator[Page]:
    for n, step in enumerate(STEPS):
        workshop.turn("open", n)
        yield step["kind"], at, device
        workshop.turn("close", n)
        if step["kind"] == "vote":
            yield "closed", at, device
            workshop.turn("reveal", n)
            yield "results", at, device


def judged(url: str, device: str, folder: Path, chrome: str) -> tuple[dict[str, float], list[str]]:
    """(score by category from 0 to 1, what was missed)"""
    to, headers = folder / "said.json", json.dumps({"Cookie": f"cg_device={device}"} if device else {})
    done = subprocess.run(
        ["npx", "--yes", LIGHTHOUSE, url, "--output=json", f"--output-path={to}", "--quiet", f"--chrome-flags={FLAGS}",
         f"--only-categories={','.join(ASKED)}", f"--extra-headers={headers}"],
        cwd=folder, env=os.environ | {"CHROME_PATH": chrome}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(to.read_text("utf-8"))
    missed = [f"{one['id']}: {one['title']}" for one in said["audits"].values() if one["score"] not in (None, 1)]
    return {name: one["score"] for name, one in said["categories"].items()}, missed


if __name__ == "__main__":
    main()
