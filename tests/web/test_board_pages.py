"""The projected board over the real doors: page, socket, and a browser that lasts through a killed server."""

from __future__ import annotations

import json
import re
import time
from contextlib import ExitStack
from pathlib import Path
from socket import create_connection
from typing import Any

import httpx
import pytest
from playwright.sync_api import Route
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.web.pages.board import MOST_PICTURES
from app.web.templating import grouped_code
from tests.journeys.browser import PROJECTOR, Guest, chromium
from tests.people import Json, Organiser, Workshop, an_action
from tests.serving import Server, serving

SOON = 10.0


def page_of(server: Server, session: str, **query: str) -> httpx.Response:
    return httpx.get(f"{server.url}/sessions/{session}/board", params=query, trust_env=False)


def board_of(page: str) -> str:
    """The fragment inside the page, from its own element to its end."""
    assert '<div id="board"' in page, page[:400]
    return page[page.index('<div id="board"') : page.index("</main>")]


def steady(html: str) -> str:
    """Without what time alone changes."""
    return re.sub(r'data-left="[\d.]+"', "", html).strip()


def watching(server: Server, session: str, **more: Any) -> ClientConnection:
    address = f"ws://127.0.0.1:{server.port}/sessions/{session}/board/live"
    socket: ClientConnection = connect(address, compression=None, proxy=None, open_timeout=SOON, **more)
    return socket


def next_picture(socket: ClientConnection, *words: str) -> str:
    """The next picture that has all these words in it."""
    until = time.monotonic() + SOON
    while time.monotonic() < until:
        frame: Json = json.loads(socket.recv(timeout=SOON))
        assert (frame["target"], frame["swap"]) == ("#board", "outerMorph")
        html: str = frame["content"]
        if all(word in html for word in words):
            return html
    raise AssertionError(f"no picture with {words}")


def wait_for_boards(server: Server, count: int) -> None:
    """Until so many boards have their line to the server."""
    until = time.monotonic() + SOON
    while f'common_ground_seats{{kind="boards"}} {count}.0' not in httpx.get(f"{server.url}/metrics").text:
        assert time.monotonic() < until, "the board has not come back"
        time.sleep(0.2)


def come(server: Server, workshop: Workshop, count: int, community: str) -> list[str]:
    """The tokens of so many people."""
    tokens = []
    for _ in range(count):
        body = {"code": workshop.code, "community": community}
        tokens.append(httpx.post(f"{server.url}/api/v1/join", json=body, trust_env=False).json()["token"])
    return tokens


def act(server: Server, token: str, *actions: Json) -> None:
    answer = httpx.post(
        f"{server.url}/api/v1/actions",
        json=list(actions),
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
    )
    assert all(ack["ok"] for ack in answer.json()["acks"]), answer.text


def test_the_lobby_shows_the_code_and_a_qr_code_without_any_inline_style_or_script(
    server: Server, organiser: Organiser
) -> None:
    workshop = organiser.workshop("vote", opened=False)
    answer = page_of(server, workshop.id)
    assert answer.status_code == 200
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    html = answer.text
    code = workshop.code
    assert grouped_code(code) in html
    assert 'class="segno"' in html
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in html
    assert not re.search(r"<[^>]+\sstyle=|<script(?![^>]*\ssrc=)|\shx-on|javascript:", html)


def test_an_unknown_board_is_not_there_and_a_foreign_page_may_not_watch(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote", opened=False)
    assert page_of(server, "nowhere").status_code == 404
    for session, origin in (("nowhere", server.url), (workshop.id, "http://elsewhere.example")):
        with pytest.raises(InvalidStatus), watching(server, session, origin=origin):
            pass


def test_a_pushed_picture_equals_the_fresh_page_in_every_state(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop({"kind": "vote", "settings": {"minutes": 5}}, "rank", "break", opened=False)
    people = [*come(server, workshop, 5, "citizen"), *come(server, workshop, 5, "ahp")]

    def same(*words: str) -> None:
        pushed = next_picture(socket, *words)
        assert steady(pushed) == steady(board_of(page_of(server, workshop.id).text))

    with watching(server, workshop.id) as socket:
        same('id="lobby"')
        workshop.turn("open")
        same("Voting is open", "0</strong> of 5")
        for token in people:
            act(server, token, *(workshop.vote(ref, "agree") for ref in workshop.ideas))
        same("Voting is open", f'data-version="{workshop.shown()["version"]}"')
        workshop.turn("close")
        same("Voting is closed")
        workshop.turn("reveal")
        same("4 of 4 ideas look like common ground")
        organiser.posts(f"/sessions/{workshop.id}/board", {"view": "map"})
        same('id="map"')
        organiser.posts(f"/sessions/{workshop.id}/board", {"blank": True, "dark": True})
        same('id="blank"', 'data-theme="dark"')
        workshop.turn("open", 1)
        same("Put the ideas in order")
        workshop.turn("close", 1)
        workshop.turn("open", 2)
        same("Time for a break")
        organiser.posts(f"/sessions/{workshop.id}/finish")
        same('id="ended"')


def test_no_picture_before_the_reveal_says_how_anyone_answered(server: Server, organiser: Organiser) -> None:
    """The same people finish two workshops, one all for and one all against: their pictures are the same bytes."""
    pictures = []
    for choice in ("agree", "disagree"):
        workshop = organiser.workshop("vote")
        for token in [*come(server, workshop, 5, "citizen"), *come(server, workshop, 5, "ahp")]:
            act(server, token, *(workshop.vote(ref, choice) for ref in workshop.ideas))
        workshop.turn("close")
        with watching(server, workshop.id) as socket:
            picture = next_picture(socket, "Voting is closed")
        for name, id in [("code", workshop.code), *workshop.ideas.items()]:
            picture = picture.replace(id, name)
        picture = picture.replace(grouped_code(workshop.code), "code")
        pictures.append(re.sub(r'data-(look|version)="[\d.]+"', "", picture))
    assert pictures[0] == pictures[1]


def test_a_comment_reaches_the_board_only_when_a_host_has_allowed_it(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("discuss")
    token = come(server, workshop, 1, "citizen")[0]
    with watching(server, workshop.id) as socket:
        act(server, token, an_action(workshop.stage, "comment", idea=workshop.ideas["r0"], text="<b>Mind</b> the gap"))
        act(server, token, an_action(workshop.stage, "done"))
        comment = organiser.gets(f"/sessions/{workshop.id}/comments")["comments"][0]["id"]
        unread = next_picture(socket, f'data-version="{workshop.shown()["version"]}"')
        assert "the gap" not in unread
        organiser.posts(f"/comments/{comment}/spotlight")
        assert "&lt;b&gt;Mind&lt;/b&gt; the gap" in next_picture(socket, "the gap")
        organiser.posts(f"/comments/{comment}/hide")
        assert "the gap" not in next_picture(socket, f'data-version="{workshop.shown()["version"]}"')


def test_the_board_says_which_version_it_should_show(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    answer = httpx.get(f"{server.url}/sessions/{workshop.id}/board/version", trust_env=False)
    assert answer.json() == {"version": workshop.shown()["version"]}


def test_a_preview_is_one_scaled_picture_however_narrow(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    preview = page_of(server, workshop.id, preview="1").text
    assert 'class="board preview"' in preview
    assert "board-narrow" not in preview
    assert "board-narrow" in page_of(server, workshop.id).text


@pytest.mark.check
def test_a_board_in_a_browser_paints_counts_once_a_second_and_comes_back_after_a_kill(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server, chromium() as browser, Organiser(server) as organiser:
        workshop = organiser.workshop({"kind": "vote", "settings": {"minutes": 9}})
        board = Guest(browser, PROJECTOR, base=server.url)
        page = board.page
        page.goto(f"/sessions/{workshop.id}/board")
        page.evaluate(
            "document.addEventListener('htmx:after:swap', () => (window.swaps ??= []).push(performance.now()))"
        )
        for _ in range(3):
            for token in come(server, workshop, 4, "citizen"):
                act(server, token, *(workshop.vote(ref, "agree") for ref in workshop.ideas))
            page.wait_for_timeout(500)
        page.locator(".crowd .figures", has_text="12 of 12 finished").wait_for()
        swaps = page.evaluate("window.swaps")
        assert all(later - sooner > 950 for sooner, later in zip(swaps, swaps[1:], strict=False)), swaps
        before = page.locator("#timer").inner_text()
        page.wait_for_timeout(1200)
        assert page.locator("#timer").inner_text() < before
        board.calm("the board")
        board.accessible("the board")

        server.kill9()
        page.get_by_text("Reconnecting").wait_for()
        server.start()
        workshop.turn("close")
        page.get_by_role("heading", name="Voting is closed").wait_for()
        wait_for_boards(server, 1)  # what a new line begins with is how things stand, and does not grow
        page.wait_for_timeout(1000)
        page.evaluate(
            "new MutationObserver(() => window.grew ||= main.matches('.revealing')).observe(main, {attributes: true})"
        )
        workshop.turn("reveal")
        page.get_by_role("heading", name="Too few answers to compare").wait_for()
        assert page.evaluate("window.grew")
        assert page.locator("#connection").inner_text() == ""


def test_a_board_connects_however_late_one_of_its_scripts_arrives(server: Server, organiser: Organiser) -> None:
    """htmx starts by itself; where its socket extension came after that, the board would never have a line."""
    workshop = organiser.workshop("vote")

    def late(route: Route) -> None:
        time.sleep(0.7)
        route.continue_()

    with chromium() as browser:
        board = Guest(browser, PROJECTOR, base=server.url)
        board.page.route("**/hx-ws.min.js*", late)
        board.page.goto(f"/sessions/{workshop.id}/board")
        workshop.turn("close")
        board.page.get_by_role("heading", name="Voting is closed").wait_for(timeout=10_000)


def test_without_scripts_the_board_loads_itself_anew(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    with chromium() as browser:
        board = Guest(browser, PROJECTOR, scripts=False, base=server.url)
        board.page.goto(f"/sessions/{workshop.id}/board")
        workshop.turn("close")
        board.page.get_by_role("heading", name="Voting is closed").wait_for(timeout=12_000)


def test_made_up_addresses_do_not_make_the_server_draw_without_end(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")

    def looked_at_by(host: str) -> ClientConnection:
        line = create_connection(("127.0.0.1", server.port))
        address = f"ws://{host}/sessions/{workshop.id}/board/live"
        board: ClientConnection = connect(address, sock=line, proxy=None, compression=None)
        return board

    with ExitStack() as boards:
        for n in range(MOST_PICTURES):
            assert boards.enter_context(looked_at_by(f"hall-{n}.example")).recv(timeout=SOON)
        with pytest.raises(InvalidStatus, match="403"):
            looked_at_by("one-more.example")
        assert boards.enter_context(looked_at_by("hall-0.example")).recv(timeout=SOON)
