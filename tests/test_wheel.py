"""What the image would hold, built by the image's own steps and served from there as an ordinary user."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests import image

TOP = Path(__file__).resolve().parent.parent
STEPS = image.steps_of(TOP / "Dockerfile")
STATIC = ["vendor/htmx/htmx.min.js", "vendor/htmx/hx-ws.min.js", "vendor/nhsuk/nhsuk.min.css", "fonts/inter.woff2"]
ROOT = os.getuid() == 0
USER = pwd.getpwnam("nobody").pw_uid if ROOT else os.getuid()
GROUP = pwd.getpwnam("nobody").pw_gid if ROOT else None  # None: stay as we are
GROUPS: list[int] | None = [] if ROOT else None

pytestmark = pytest.mark.check


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """A folder any user may enter, with the image built in it; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="common-ground-image-"))
    folder.chmod(0o755)
    try:
        image.build(STEPS, TOP, folder, interpreter())
        (folder / "data").mkdir(exist_ok=True)
        os.chown(folder / "data", USER, -1)
        yield folder
    finally:
        shutil.rmtree(folder)


def test_the_image_installs_only_hashed_requirements_and_ends_as_an_ordinary_user() -> None:
    installs = [step.what for step in STEPS if step.does == "RUN" and "pip install" in step.what]
    assert installs
    assert all("--require-hashes" in what or "--no-index" in what for what in installs)
    assert not any("://" in what for what in installs)
    users = [step.what for step in STEPS if step.does == "USER"]
    assert users
    assert users[-1] not in ("root", "0")
    assert "/data" in [step.what for step in STEPS if step.does == "VOLUME"]


def test_the_wheel_installed_in_an_empty_place_serves_as_an_ordinary_user(root: Path) -> None:
    port, log = free_port(), root / "server.log"
    environment = image.settings(STEPS, root) | {
        "HOME": str(root / "data"),
        "COMMON_GROUND_SECRET_KEY": "only-for-this-test-0123456789abcdef",
        "COMMON_GROUND_BASE_URL": f"http://127.0.0.1:{port}",
    }
    served = found(image.command(STEPS, "CMD", port), environment)
    with log.open("wb") as out:
        server = as_ordinary_user(served, root / "data", environment, out)
    try:
        wait_until_ready(server, f"http://127.0.0.1:{port}/readyz", log)
        for name in STATIC:
            assert fetched(f"http://127.0.0.1:{port}/static/{name}") == (TOP / "app/static" / name).read_bytes()
        healthy = found(image.command(STEPS, "HEALTHCHECK", port), environment)
        assert subprocess.run(healthy, env=environment, timeout=20).returncode == 0
        assert (root / "data/common-ground.db").stat().st_uid == USER
    finally:
        stop(server)
    assert subprocess.run(healthy, env=environment, timeout=20, capture_output=True).returncode != 0


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ends it as a container engine does: a request first, force after the time the image is given."""
    server.terminate()
    try:
        server.wait(15)
    finally:
        server.kill()
        server.wait()


def interpreter() -> Path:
    """A Python 3.11 or newer that an ordinary user may start: the one of these tests, or the system's."""
    asks = "import ensurepip, sys; sys.exit(sys.version_info < (3, 11))"
    for python in (Path(sys.executable).resolve(), Path("/usr/local/bin/python3"), Path("/usr/bin/python3")):
        try:
            trial = as_ordinary_user(
                [str(python), "-c", asks], Path("/"), image.plain_environment(), subprocess.DEVNULL
            )
        except OSError:
            continue
        if trial.wait(20) == 0:
            return python
    pytest.fail("No Python 3.11 with venv that an ordinary user may start. Install one: apt-get install python3-venv")


def as_ordinary_user(
    words: list[str], folder: Path, environment: dict[str, str], out: IO[bytes] | int
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        words,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=out,
        user=USER if ROOT else None,
        group=GROUP,
        extra_groups=GROUPS,
    )


def found(words: list[str], environment: dict[str, str]) -> list[str]:
    """The command with its program looked up on the image's path, not on ours."""
    program = shutil.which(words[0], path=environment["PATH"])
    assert program, f"{words[0]} is not on the image's path"
    return [program, *words[1:]]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_until_ready(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and server.poll() is None:
        try:
            fetched(address)
            return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"The server did not become ready. Its log:\n{log.read_text()[-3000:]}")


def fetched(address: str) -> bytes:
    with urlopen(address, timeout=5) as answer:
        assert answer.status == 200
        content: bytes = answer.read()
        return content
