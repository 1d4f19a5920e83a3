"""The container image's steps, taken from the Dockerfile and done in a folder, where there is no container engine.

Absolute folders of the image (/src, /opt, /data) become folders of `root`. Stages share them, so copying between
stages needs no step. Making the image's user is left out: the test has an ordinary user already.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

OURS = re.compile(r"(?<![\w./-])/(src|opt|data)\b")


@dataclass(frozen=True)
class Step:
    """One instruction of the Dockerfile, its line continuations joined."""

    does: str
    what: str


def steps_of(dockerfile: Path) -> list[Step]:
    """Every instruction in order; comments and empty lines are left out."""
    lines = [line for line in dockerfile.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    pairs = (line.split(None, 1) for line in joined.splitlines() if line.strip())
    return [Step(does, what.strip()) for does, what in pairs]


def build(steps: list[Step], checkout: Path, root: Path, python: Path) -> None:
    """Does COPY and RUN of the building stage; a step that fails raises RuntimeError with its output."""
    here = root
    for step in steps:
        if step.does == "WORKDIR":
            here = Path(inside(step.what, root))
            here.mkdir(parents=True, exist_ok=True)
        elif step.does == "COPY" and not step.what.startswith("--from"):
            copy(step.what.split(), checkout, here)
        elif step.does == "RUN" and "useradd" not in step.what:
            run(step.what, here, root, python)


def copy(words: list[str], checkout: Path, here: Path) -> None:
    *sources, target = words
    for source in sources:
        if (checkout / source).is_dir():
            unwanted = shutil.ignore_patterns("__pycache__")
            shutil.copytree(checkout / source, here / target, ignore=unwanted, dirs_exist_ok=True)
        else:
            shutil.copy(checkout / source, here / target)


def run(command: str, here: Path, root: Path, python: Path) -> None:
    words = re.sub(r"(?<![\w./-])python(?= )", shlex.quote(str(python)), inside(command, root))
    done = subprocess.run(["sh", "-ec", words], cwd=here, env=plain_environment(), capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def plain_environment() -> dict[str, str]:
    """What the caller has, without anything that would lend the image our settings or our modules."""
    lent = ("COMMON_GROUND_", "PYTHON", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(lent)}


def settings(steps: list[Step], root: Path) -> dict[str, str]:
    """The environment of the image's process: its ENV lines, over an otherwise almost empty one."""
    given = {"PATH": "/usr/bin:/bin"}
    for step in steps:
        if step.does == "ENV":
            pairs = (word.split("=", 1) for word in inside(step.what, root).split())
            given |= {name: value.replace("$PATH", given["PATH"]) for name, value in pairs}
    return given


def command(steps: list[Step], does: str, port: int) -> list[str]:
    """The words of the last CMD, or of HEALTHCHECK, on `port` and on loopback."""
    last = [step.what for step in steps if step.does == does][-1]
    words: list[str] = json.loads(last[last.index("[") :])
    return [word.replace("8000", str(port)).replace("0.0.0.0", "127.0.0.1") for word in words]


def inside(text: str, root: Path) -> str:
    """The text with the image's folders replaced by those under `root`."""
    return OURS.sub(lambda match: f"{root}/{match[1]}", text)
