"""S1 and S10: sockets open and forms count for our own pages only, whatever cookie comes along."""

from __future__ import annotations

import asyncio
import json
import random
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext
from websockets.asyncio.client import connect

from tests.attacks.whole_house import WholeHouse
from tests.chance import a_seed
from tests.serving import Server, serving

pytestmark = pytest.mark.check
HANDSHAKES, AT_ONCE = 1_000, 16


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    with serving(tmp_path_factory.mktemp("origins") / "data", action_limit="0") as server:
        made = WholeHouse(server, [f"Plain words {n}" for n in range(12)], people=8)
        yield made
        made.close()


def origins(port: int, chance: random.Random) -> str | None:
    """Another origin, or none; many of them resemble ours (http://127.0.0.1:port)."""
    other = chance.choice([port + 1, port - 1, port * 10 % 65536, 80, 443, 1])
    ours = f"127.0.0.1:{port}"
    return chance.choice([
        None, "null", "", "file://", "https://evil.example", f"https://{ours}", f"http://127.0.0.1:{other}",
        f"http://{ours}.evil.example", f"http://{ours}@evil.example", f"http://evil.example/{ours}", f"http://{ours}/",
        f"http://evil.example:{port}", f"http://x{ours}", f"http://{ours} http://evil.example", f"HTTP://{ours}x",
        "http://127.0.0.1", f"http://localhost:{port}", f"http://0.0.0.0:{port}", f"http://[::1]:{port}",
        f"http://127.1:{port}", f"http://2130706433:{port}", f"http://{ours}%00.evil.example", f"ws://{ours}",
        f"//{ours}",
        f"http://127.0.0.1:{port}0", f"http://127.0.0.1.:{port}", f"http://１２７.0.0.1:{port}", f"http:/{ours}", "*",
        f"http://{chance.randbytes(4).hex()}.example:{port}", f"chrome-extension://{chance.randbytes(8).hex()}",
    ])  # fmt: skip


async def status_of(server: Server, path: str, cookie: str, origin: str | None) -> int:
    """A handshake as it is written → the status of its answer."""
    lines = [
        f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", f"Cookie: {cookie}",
        *([] if origin is None else [f"Origin: {origin}"]),
    ]  # fmt: skip
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("utf-8"))
        return int((await asyncio.wait_for(reader.readline(), 15)).split()[1])
    finally:
        writer.close()


def ways_in(house: WholeHouse) -> list[tuple[str, str]]:
    """Sockets that a cookie opens, each with a cookie that is good."""
    link = house.server.command("link", "--email", "origins@example.org").strip()
    signed_in = house.http.post("/sign-in/" + link.rsplit("/", 1)[1], headers={"Origin": house.server.url})
    host = signed_in.cookies["cg_signed_in"]
    house.http.cookies.clear()
    at = f"/sessions/{house.session}"
    return [
        (f"{at}/console/live", f"cg_signed_in={host}"), (f"{at}/helping/live", f"cg_signed_in={host}"),
        (f"{at}/console/live", f"cg_pass={house.helper}"), (f"{at}/helping/live", f"cg_pass={house.helper}"),
        ("/api/v1/live", f"cg_device={house.people[0].device}"),
    ]  # fmt: skip


async def test_of_a_thousand_handshakes_from_elsewhere_none_is_accepted(house: WholeHouse) -> None:
    """A socket of participants without an origin is a program's; there a cookie opens nothing (next test)."""
    ways, seed = ways_in(house), a_seed()
    chance, some = random.Random(seed), asyncio.Semaphore(AT_ONCE)
    for path, cookie in ways:
        assert await status_of(house.server, path, cookie, house.server.url) == 101, "our own page is let in"

    async def one() -> tuple[int, str, str | None]:
        path, cookie = chance.choice(ways)
        origin = origins(house.server.port, chance)
        if origin is None and path == "/api/v1/live":
            origin = "null"
        async with some:
            return await status_of(house.server, path, cookie, origin), path, origin

    answers = await asyncio.gather(*(one() for _ in range(HANDSHAKES)))
    assert [answer for answer in answers if answer[0] != 403] == [], f"seed {seed}"


async def test_a_cookie_without_an_origin_opens_no_participants_socket(house: WholeHouse) -> None:
    headers = {"Cookie": f"cg_device={house.people[0].device}"}
    async with connect(house.server.ws, proxy=None, additional_headers=headers) as socket:
        await socket.send(json.dumps({"hello": None, "session": house.session}))
        await asyncio.wait_for(socket.wait_closed(), 5)
        assert socket.close_code == 1008


EVIL = """<!doctype html><title>evil</title><script>
window.opened = []; window.refused = 0;
for (const path of %s) {
  const socket = new WebSocket("ws://127.0.0.1:%d" + path);
  socket.onopen = () => opened.push(path);
  socket.onerror = () => { refused += 1; };
}
fetch("http://127.0.0.1:%d/api/v1/programmes", {credentials: "include"}).then((a) => a.text())
  .then((text) => opened.push(text), () => { refused += 1; });
fetch("http://127.0.0.1:%d/programmes", {method: "POST", credentials: "include", mode: "no-cors",
  body: new URLSearchParams({name: "From an evil page"})}).finally(() => { refused += 1; });
</script>"""


@contextmanager
def _evil_page(text: str) -> Iterator[str]:
    """A page on another port of this machine: same site for cookies, another origin."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def _signed_in(chromium: Browser, house: WholeHouse, email: str) -> BrowserContext:
    """A browser whose owner organises here and takes part as well."""
    context = chromium.new_context()
    page = context.new_page()
    link = house.server.command("link", "--email", email).strip()
    page.goto(f"{house.server.url}/sign-in/{link.rsplit('/', 1)[1]}")
    page.get_by_role("button", name=re.compile("^Sign in as")).click()
    context.add_cookies([{"name": "cg_device", "value": house.people[0].device, "url": house.server.url}])
    return context


def test_an_evil_page_in_a_browser_opens_reads_and_writes_nothing(chromium: Browser, house: WholeHouse) -> None:
    context = _signed_in(chromium, house, "evil@example.org")
    page = context.pages[0]
    before = house.call("GET", "/programmes")
    at, port = f"/sessions/{house.session}", house.server.port
    paths = [f"{at}/console/live", f"{at}/helping/live", f"{at}/board/live", "/api/v1/live"]
    with _evil_page(EVIL % (paths, port, port, port)) as address:
        page.goto(address)
        page.wait_for_function("refused >= 6")
        assert page.evaluate("opened") == []
    assert house.call("GET", "/programmes") == before
    context.close()


EVIL_FORM = """<!doctype html><title>evil</title><form method="post" action="http://127.0.0.1:%d%s">
<input name="%s" value="%s"></form><script>document.forms[0].submit()</script>"""


def test_a_form_on_an_evil_page_takes_the_cookies_along_and_changes_nothing(
    chromium: Browser, house: WholeHouse
) -> None:
    """S10: another port is the same site to a browser, so it sends the cookies; the origin is what gives it away."""
    context = _signed_in(chromium, house, "formed@example.org")
    page, at = context.pages[0], f"/sessions/{house.session}"
    before = house.call("GET", "/programmes"), house.call("GET", at), house.call("GET", "/me", person=house.people[0])
    for path, name, value in (
        ("/programmes", "name", "From an evil page"), (f"{at}/console/doors", "locked", "true"),
        (f"{at}/archive", "sure", "yes"), ("/account/name", "name", "Mallory"), ("/sign-out", "x", "y"),
        (f"{at}/remove", "remove", "yes"),
    ):  # fmt: skip
        with _evil_page(EVIL_FORM % (house.server.port, path, name, value)) as address:
            with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
                page.goto(address)
            assert sent.value.status == 403, path
            cookies = sent.value.request.all_headers()["cookie"]
            assert "cg_signed_in=" in cookies
            assert "cg_device=" in cookies
    now = house.call("GET", "/programmes"), house.call("GET", at), house.call("GET", "/me", person=house.people[0])
    assert now == before
    page.goto(f"{house.server.url}/account")
    assert "formed@example.org" in page.content()
    assert "Mallory" not in page.content()
    context.close()
