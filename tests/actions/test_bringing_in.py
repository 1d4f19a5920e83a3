"""Bringing in files: the good rows come in, the broken ones are told, and the same file twice adds nothing."""

from __future__ import annotations

import csv
import io
import random
from typing import Any

import pytest
from sqlmodel import Session as Db

from app.actions import contributing
from app.actions.bringing_in import bring_in, import_contributions, previewed
from app.actions.importing_contributions import KEEP, LEAVE, TAKE_OUT, TYPE, ForAll, mended, read_rows
from app.actions.planning import create_programme
from app.actions.recognising_exports import Export, read_export
from app.storage.contributions import Which, contribution_of, questions_of, some_of
from app.storage.store import Store

NOW, WHO = 1_000.0, "organiser"


@pytest.fixture
async def programme(store: Store) -> str:
    return (await store.write(create_programme, "Example programme", NOW)).id


def rows_in_csv(rows: list[list[str]]) -> bytes:
    held = io.StringIO()
    csv.writer(held).writerows([["text", "community", "role"], *rows])
    return held.getvalue().encode()


async def add(store: Store, programme: str, export: Export, **more: Any) -> dict[str, int]:
    done = await import_contributions(
        store, programme, export, export.columns, ForAll(**more), "A file", WHO, NOW, dry_run=False
    )  # fmt: skip
    return {name: len(done[name]) if isinstance(done[name], list) else done[name] for name in ("created", "same")} | {
        "rejected": len(done["rejected"])
    }


@pytest.mark.check
async def test_of_5000_rows_with_40_broken_4960_come_in_and_each_broken_one_says_what_to_do(
    store: Store, programme: str
) -> None:
    chance = random.Random(6)
    rows = [[f"What matters to person {n} is a visit", "citizen", "carer"] for n in range(5_000)]
    broken = sorted(chance.sample(range(5_000), 40))
    for n, row in enumerate(broken):
        rows[row] = [["", "citizen", ""], ["x", "zebra", ""], ["y" * 4_001, "", ""], ["z", "", "r" * 101]][n % 4]
    export = read_export(rows_in_csv(rows), "big.csv")
    done = await import_contributions(store, programme, export, export.columns, ForAll(), "Big", WHO, NOW, False)
    assert (len(done["created"]), done["same"]) == (4_960, 0)
    assert [one["row"] for one in done["rejected"]] == [row + 2 for row in broken], "rows as a spreadsheet numbers them"
    assert {one["column"] for one in done["rejected"]} == {"text", "community", "role"}
    assert all(len(one["message"]) > 20 for one in done["rejected"])
    assert await add(store, programme, export) == {"created": 0, "same": 4_960, "rejected": 40}
    found = await store.read(some_of, programme, Which(), 10_000)
    assert [one.number for one in found] == list(range(1, 4_961))


async def test_two_people_who_say_the_same_are_two_and_stay_two(store: Store, programme: str) -> None:
    data = b"text\nShorter waits\nShorter waits\n"
    assert (await add(store, programme, read_export(data, "a.csv")))["created"] == 2
    more = data + b"Shorter waits\nA call back\n"
    assert await add(store, programme, read_export(more, "b.csv")) == {"created": 2, "same": 2, "rejected": 0}


async def test_what_its_person_took_back_does_not_come_in_again(store: Store, programme: str) -> None:
    export = read_export(b"text\nShorter waits\n", "a.csv")
    await add(store, programme, export)

    def withdraw(db: Db) -> str:
        told = some_of(db, programme, Which(), 1)[0]
        contributing.withdraw_contribution(db, told, "its person", NOW)
        return told.id

    id = await store.write(withdraw)
    assert (await add(store, programme, export))["created"] == 0
    told = await store.read(contribution_of, programme, id)
    assert told is not None
    assert (told.state, told.text) == ("withdrawn", "")


async def test_rows_are_mended_in_place(store: Store, programme: str) -> None:
    data = b"text\nFine\nAsk for Mrs Brown on ward 4\nMy physio Anna Example came\nCall 07700 900123\n"
    export = read_export(b"ref," + data.replace(b"\n", b"\n7,", 4).replace(b"7,Fine", b"7,Fine\n8,"), "a.csv")
    reading = read_rows(export, export.columns, ForAll())
    assert [(one.row, one.why) for one in reading.to_fix] == [
        (3, "no_text"), (4, "personal"), (5, "personal"), (6, "personal"),
    ]  # fmt: skip
    mends = {(3, 1): (TYPE, " Typed here "), (4, 1): (TAKE_OUT, ""), (5, 1): (KEEP, ""), (6, 1): (LEAVE, "")}
    found = mended(reading, mends, KEEP)
    assert [one.told.text for one in found] == [
        "Fine", "Typed here", "Ask for […] on ward 4", "My physio Anna Example came",
    ]  # fmt: skip
    assert len(await bring_in(store, programme, found, "A file", WHO, NOW)) == 4
    again = await store.read(previewed, programme, read_rows(export, export.columns, ForAll()))
    assert (again.new, again.same, [one.row for one in again.reading.to_fix]) == ([], 4, [6])


async def test_questions_of_a_file_are_kept_and_not_asked_here(store: Store, programme: str) -> None:
    export = read_export(b"What matters most?,And at home?\nBeing heard,A ramp\n", "a.csv")
    await add(store, programme, export)
    found = await store.read(questions_of, programme)
    assert [(one.text, one.asked) for one in found] == [("What matters most?", False), ("And at home?", False)]
    told = await store.read(some_of, programme, Which(question=found[1].id), 10)
    assert [one.text for one in told] == ["A ramp"]
