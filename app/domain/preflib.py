"""Rankings in the files of PrefLib, the library of preferences (Mattei & Walsh 2013), for who studies voting.

An order file names the alternatives, then lists how many people gave each order: 1,{2,3},4. What a ballot leaves out
is left out (`toi`, orders with ties, incomplete). Both dates of its head are the day on which the step opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from .communities import COMMUNITIES
from .late_changes import counted_tables
from .session import Session
from .stages import ORDER, Stage


def preflib_files(session: Session) -> dict[str, str]:
    """{file name: text}: for each ranking stage one file of all ballots, and one of each community that ranked."""
    of, files = session.community_of(), {}
    ranked = [stage for stage in session.stages.values() if stage.kind == "rank" and stage.ideas]
    for n, stage in enumerate(ranked, start=1):
        for group in ("all", *COMMUNITIES):
            name = f"ranking-{n}-{group}.toi"
            text = _orders(session, stage, of, group, name)
            if text is not None:
                files[name] = text
    return files


def _orders(
    session: Session, stage: Stage, community_of: Mapping[str, str], group: str, name: str
) -> str | None:  # fmt: skip
    numbers = {idea.id: n for n, idea in enumerate(stage.ideas, start=1)}
    counts: Counter[str] = Counter()
    if stage.by_table:
        counted = counted_tables(stage.tables, session.aside).values()
        orders = [table.order for table in counted if table.order] if group == "all" else []
    else:
        orders = [
            ballot[ORDER]
            for person, ballot in stage.ballots.items()
            if ballot.get(ORDER) and group in ("all", community_of.get(person)) and person in community_of
        ]
    counts.update(",".join(_tier(tier, numbers) for tier in order) for order in orders)
    if not counts:
        return None
    day = datetime.fromtimestamp(stage.opened_at or 0.0, UTC).date().isoformat()
    whose = "a table each" if stage.by_table else group
    head = {
        "FILE NAME": name, "TITLE": _line(f"{session.name}: {stage.title} ({whose})"), "DESCRIPTION": "",
        "DATA TYPE": "toi", "MODIFICATION TYPE": "original", "RELATES TO": "", "RELATED FILES": "",
        "PUBLICATION DATE": day, "MODIFICATION DATE": day,
        "NUMBER ALTERNATIVES": len(numbers), "NUMBER VOTERS": counts.total(), "NUMBER UNIQUE ORDERS": len(counts),
    }  # fmt: skip
    lines = [f"# {key}: {value}" for key, value in head.items()]
    lines += [f"# ALTERNATIVE NAME {numbers[idea.id]}: {_line(idea.text)}" for idea in stage.ideas]
    lines += [f"{count}: {order}" for order, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    return "\n".join(lines) + "\n"


def _tier(tier: tuple[str, ...], numbers: Mapping[str, int]) -> str:
    placed = [str(numbers[idea]) for idea in tier]
    return placed[0] if len(placed) == 1 else "{" + ",".join(placed) + "}"


def _line(text: str) -> str:
    """Words in one line: the format has no way to continue one."""
    return " ".join(text.split())
