"""The checker itself: each kind of harm, done to a database by hand, is found and named."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from random import Random

from .checking import Findings, check
from .halls import Hall, away, votes_anew

LAST = "session = :session and number = (select max(number) from journal where session = :session)"
HARM: dict[str, str] = {
    "lost": f"delete from journal where {LAST}",
    "phantom": f"update journal set key = randomblob(16) where {LAST}",
    "diverged": "update answer set value = 'agree' where value = 'disagree'",
}


async def test_the_checker_finds_each_kind_of_harm(hall: Hall, tmp_path: Path) -> None:
    dice = Random(5)
    with hall.workshop("vote") as workshop:
        async with hall.crowd(workshop, 20) as crowd:
            for _ in range(3):
                for person in crowd.people:
                    votes_anew(person, workshop, dice)
            await crowd.settle()
            assert not (await away(hall.check, crowd, workshop)).wrong()
            outcome = await away(workshop.outcomes)

            def harmed(by: str) -> Findings:
                file = copy_of(hall, tmp_path)
                with sqlite3.connect(file) as db:
                    db.execute(by, {"session": workshop.id})
                return check(crowd.history, f"sqlite:///{file}", workshop.id, outcome)

            for kind, by in HARM.items():
                assert kind in harmed(by).wrong(), kind


def copy_of(hall: Hall, folder: Path) -> Path:
    """Another copy of the whole database, taken while the server runs."""
    file = folder / "copy.db"
    file.unlink(missing_ok=True)
    with (
        sqlite3.connect(hall.database.removeprefix("sqlite:///")) as source,
        sqlite3.connect(file) as target,
    ):
        source.backup(target)
    return file
