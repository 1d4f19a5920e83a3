"""A request whose end can be read in two ways is refused, so that none hides within another behind a proxy."""

from __future__ import annotations

import socket
from contextlib import suppress

import pytest

from tests.serving import Server

pytestmark = pytest.mark.check

HIDDEN = b"GET /hidden-within HTTP/1.1\r\nHost: x\r\n\r\n"
BODY = b"0\r\n\r\n" + HIDDEN
AMBIGUOUS = {
    "two lengths": b"Content-Length: 5\r\nContent-Length: %d\r\n" % len(BODY),
    "a length and pieces": b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % len(BODY),
    "pieces and a length": b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
    "pieces by another name": b"Transfer-Encoding: xchunked\r\nContent-Length: %d\r\n" % len(BODY),
    "pieces that are not last": b"Transfer-Encoding: chunked, identity\r\nContent-Length: 5\r\n",
    "a name with a blank": b"Transfer-Encoding : chunked\r\nContent-Length: %d\r\n" % len(BODY),
    "a line that goes on": b"X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: %d\r\n" % len(BODY),
    "a length with a sign": b"Content-Length: +5\r\n",
    "a length in two numbers": b"Content-Length: 5, 5\r\n",
    "a lone line end": b"X: y\nTransfer-Encoding: chunked\r\nContent-Length: %d\r\n" % len(BODY),
}


def answers(server: Server, sent: bytes) -> list[int]:
    """The statuses of all answers to what was sent on one connection."""
    said = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as wire:
        wire.sendall(sent)
        wire.settimeout(1.5)
        with suppress(TimeoutError, ConnectionError):
            while piece := wire.recv(65536):
                said += piece
    return [int(part.split()[0]) for part in said.split(b"HTTP/1.1 ")[1:]]


def asked(lines: bytes, body: bytes = BODY) -> bytes:
    head = b"POST /api/v1/join HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    return head + lines + b"\r\n" + body


@pytest.mark.parametrize("what", AMBIGUOUS)
def test_nothing_that_hides_within_a_request_is_answered(server: Server, what: str) -> None:
    said = answers(server, asked(AMBIGUOUS[what]))
    assert len(said) <= 1, f"what was hidden was answered: {said}"
    assert not said or said[0] in (400, 422), said


def test_two_plain_requests_on_one_connection_are_answered(server: Server) -> None:
    plain = asked(b"Content-Length: 2\r\n", b"{}")
    assert answers(server, plain + plain) == [422, 422]
