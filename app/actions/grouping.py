"""The process that looks for opinion groups in one session. It is told which on its standard input, and prints them."""

from __future__ import annotations

import json
import sys
from typing import Any

from sqlmodel import Session as Db

from app.domain.opinion_groups import opinion_groups, votes_in
from app.domain.refusals import Refusal
from app.storage.beside import at_one_moment, what_is_asked
from app.storage.sessions import read_session

SEED = 2021
"""Any fixed number: the same votes must give the same groups on every day."""


def group(db: Db, session_id: str) -> dict[str, Any]:
    """The opinion groups of a session's votes, or why there are none. Raises Refusal unknown_code."""
    session = read_session(db, session_id)
    if session is None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    return opinion_groups(votes_in(session), session.community_of(), SEED)


def main() -> None:
    asked = what_is_asked()
    with at_one_moment(asked["database"]) as db:
        found = group(db, asked["session"])
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
