"""Leaving ends what one had open: a console whose host signs out, and nothing else."""

from __future__ import annotations

import asyncio

import httpx
import websockets

from tests.people import Organiser
from tests.serving import Server


async def test_signing_out_closes_the_consoles_of_that_browser(server: Server, organiser: Organiser) -> None:
    session = organiser.workshop("vote").id
    link = server.command("link", "--email", "leaver@example.org").strip().rsplit("/", 1)[1]
    own = {"Origin": server.url}
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, headers=own) as browser:
        await browser.post(f"/sign-in/{link}")
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        address = f"{server.ws.removesuffix('/api/v1/live')}/sessions/{session}/console/live"
        async with websockets.connect(address, additional_headers=own | {"Cookie": cookie}, proxy=None) as console:
            await asyncio.wait_for(console.recv(), 5)
            await browser.post("/sign-out")
            async with asyncio.timeout(2):
                await console.wait_closed()
            assert console.close_code == 1008


def test_a_head_is_answered_like_a_get_without_its_body(server: Server) -> None:
    answer = httpx.head(f"{server.url}/readyz", trust_env=False)
    assert (answer.status_code, answer.content) == (200, b"")
    assert "content-security-policy" in answer.headers
