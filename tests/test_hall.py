"""Serving a hall without internet: the address that is found, what is printed, and what links and sockets then use."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import segno

from app.hall import Interface, find_place, likely_first, listening
from app.welcome import terminal_qr
from tests.people import Organiser, Phone, join
from tests.serving import TOP, Server, free_port

WIFI = Interface("wlp3s0", "192.168.8.20", wireless=True, routed=True)
CABLE = Interface("eth0", "192.168.1.7")
TUNNEL = Interface("tun0", "10.8.0.2", real=False, routed=True)
ALONE = Interface("eth1", "169.254.10.3", routed=True)


class HallServer(Server):
    """`serve --hall`, on loopback only."""

    def _app(self, *words: str) -> list[str]:
        return super()._app(*words, *(("--hall", "--host", "127.0.0.1") if words[0] == "serve" else ()))


@contextmanager
def in_a_hall(data: Path, **settings: str) -> Iterator[HallServer]:
    """`{port}` in a setting stands for the port."""
    server = HallServer(data, 1, (), **settings)
    server._settings = {name: value.replace("{port}", str(server.port)) for name, value in server._settings.items()}
    try:
        server.start()
        yield server
    finally:
        server.stop()


def test_a_card_of_this_laptop_comes_before_a_tunnel_to_the_office() -> None:
    assert likely_first([TUNNEL, CABLE, ALONE, WIFI]) == [WIFI, CABLE, ALONE, TUNNEL]


def test_without_a_way_out_of_the_hall_the_wifi_comes_before_the_cable() -> None:
    quiet = Interface("wlp3s0", "192.168.8.20", wireless=True)
    assert likely_first([CABLE, quiet]) == [quiet, CABLE]


def test_the_wanted_address_is_taken_and_the_others_are_named() -> None:
    found = find_place()
    chosen = find_place("127.0.0.1")
    assert chosen.address == "127.0.0.1"
    assert set(chosen.others) == {found.address, *found.others} - {None}


def test_an_address_is_opened_once_and_nothing_stays_open_where_one_cannot_be_had() -> None:
    port = free_port()
    opened = listening(["127.0.0.1", "127.0.0.1"], port)
    assert [door.getsockname() for door in opened] == [("127.0.0.1", port)]
    for door in opened:
        door.close()
    with pytest.raises(OSError, match="assign"):
        listening(["127.0.0.1", "192.0.2.250"], port)
    with socket.socket() as free:
        free.bind(("127.0.0.1", port))


def test_the_picture_in_the_terminal_is_the_code_in_fixed_colours() -> None:
    link = "http://192.0.2.10:8000/join/abcdefghijklmnopqrstuvwxyz012345"
    lines = terminal_qr(link).split("\n")
    assert all(line.startswith("\x1b[38;5;16;48;5;231m") and line.endswith("\x1b[0m") for line in lines)
    halves = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
    drawn = [[halves[block] for block in re.sub("\x1b[^m]*m", "", line)] for line in lines]
    modules = [[pair[half] for pair in line] for line in drawn for half in (0, 1)]
    code: Any = segno.make(link, error="l", micro=False)
    expected = [list(map(int, row)) for row in code.matrix_iter(scale=1, border=3)]
    assert modules[: len(expected)] == expected
    assert not any(map(any, modules[len(expected) :]))


@pytest.mark.check
async def test_links_and_sockets_use_the_address_of_the_hall(tmp_path: Path) -> None:
    with in_a_hall(tmp_path / "data") as server, Organiser(server) as host:
        workshop = host.workshop("vote")
        assert all(link.startswith(f"{server.url}/") for link in workshop.links.values())
        elsewhere = host.http.get(f"/sessions/{workshop.id}", headers={"Host": f"localhost:{server.port}"}).json()
        assert elsewhere["links"] == workshop.links, "whatever name the host's own browser has for the laptop"
        (joined,) = await join(server, workshop.code, [{"community": "citizen"}])
        assert joined["live"] == server.ws
        async with Phone(server, joined["token"]) as phone:
            assert (await phone.does(workshop.vote("r0", "agree")))["ok"]
        said = server.said()
        assert f"Phones open       {server.url}\n" in said
        assert "plain http" in said
        assert server.command("link", "--email", "host@example.org", "--url", server.url).startswith(server.url)
        assert "\x1b[" not in said.partition("Common Ground serves")[2], "a picture is drawn for terminals only"
        assert _listens_at(server.port) == {"127.0.0.1"}


@pytest.mark.check
def test_an_address_that_is_set_stands_in_the_links_of_the_hall(tmp_path: Path) -> None:
    with in_a_hall(tmp_path / "data", base_url="https://workshops.example.org") as server, Organiser(server) as host:
        workshop = host.workshop("vote", opened=False)
        assert workshop.links["join"].startswith("https://workshops.example.org/join/")
        assert "plain http" not in server.said()


def test_an_address_of_somebody_else_is_refused_in_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(_serve("--host", "192.0.2.250"), **_in(tmp_path), capture_output=True, timeout=40)
    assert done.returncode == 1
    assert b"This laptop cannot be reached at 192.0.2.250" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.check
def test_a_laptop_in_no_network_says_what_to_do_and_serves_itself(tmp_path: Path) -> None:
    """In a network of its own without any way out: no address, no route, no names."""
    assert shutil.which("unshare"), "unshare is missing. Install it with: apt-get install util-linux"
    port, log = free_port(), tmp_path / "server.log"
    alone = ["unshare", "--net", "--map-root-user", sys.executable, "-c", _ALONE, *_serve("--port", str(port))[1:]]
    with log.open("wb") as out:
        running = subprocess.Popen(alone, **_in(tmp_path), stdout=out, stderr=out)
    try:
        until = time.monotonic() + 40
        while "ready: 200" not in log.read_text() and time.monotonic() < until and running.poll() is None:
            time.sleep(0.1)
    finally:
        running.terminate()
        running.wait(20)
    said = log.read_text()
    assert "This laptop is in no network" in said
    assert "ready: 200" in said


_ALONE = """
import fcntl, os, socket, struct, subprocess, sys, time, urllib.error, urllib.request
with socket.socket() as asked:  # its own loopback is switched on (SIOCSIFFLAGS, IFF_UP | IFF_RUNNING)
    fcntl.ioctl(asked.fileno(), 0x8914, struct.pack("16sh14x", b"lo", 0x41))
server = subprocess.Popen([sys.executable, *sys.argv[1:]])
port = sys.argv[sys.argv.index("--port") + 1]
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
try:
    for _ in range(300):
        try:
            print("ready:", opener.open(f"http://127.0.0.1:{port}/readyz", timeout=2).status, flush=True)
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
finally:
    server.terminate()
    server.wait(20)
"""


def _serve(*more: str) -> list[str]:
    return [sys.executable, "-m", "app", "serve", "--hall", *more]


def _in(data: Path) -> dict[str, Any]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMMON_GROUND_")}
    return {"cwd": TOP, "env": kept | {"COMMON_GROUND_DATA_DIR": str(data)}}


def _listens_at(port: int) -> set[str]:
    """The addresses at which somebody listens on this port, as the system tells (/proc/net/tcp, state 0A)."""
    found = set()
    for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]:
        local, state = line.split()[1], line.split()[3]
        address, _, number = local.partition(":")
        if state == "0A" and int(number, 16) == port:
            found.add(socket.inet_ntoa(bytes.fromhex(address)[::-1]))
    return found
