"""The process that folds one session's journal into the pictures of its board. It is told what on its standard input,
and hands back what it made, pickled, on its standard output: both ends are this program."""

from __future__ import annotations

import pickle
import sys

from sqlmodel import Session as Db

from app.screens.replaying import Replay, replay_of
from app.storage.beside import at_one_moment, what_is_asked
from app.storage.facts import professions
from app.storage.replaying import before_it_began, whole_journal

from .templating import catalogue


def main() -> None:
    asked = what_is_asked()
    with at_one_moment(asked["database"]) as db:
        replay = folded(db, asked["session"], asked["language"])
    sys.stdout.buffer.write(pickle.dumps(replay))


def folded(db: Db, id: str, language: str) -> Replay:
    session = before_it_began(db, id)
    if session is None:
        return Replay((), False)
    return replay_of(session, whole_journal(db, id), professions(), catalogue(language).gettext)


if __name__ == "__main__":
    main()
