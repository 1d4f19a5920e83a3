"""Outcomes against what a plain SELECT counts: votes, rankings, comments, people."""

from __future__ import annotations

from collections import Counter

from tests.people import Json

from .kept import Kept


def differences(stored: Kept, outcome: Json) -> list[str]:
    """Where outcomes say something else than the stored rows, in words."""
    found: list[str] = []
    people = Counter(stored.people.values())
    named = {community: outcome["participants"][community] for community in ("citizen", "ahp", "other")}
    if named != {community: people[community] for community in named}:
        found.append(f"participants: outcomes {named}, SELECT {dict(people)}")
    for stage in outcome["stages"]:
        if stage["kind"] == "vote":
            _votes(found, stored, stage)
        elif stage["kind"] == "rank" and stage["ideas"]:
            _rankings(found, stored, stage)
        for idea in stage["ideas"]:
            _comments(found, stored, stage["id"], idea)
    return found


def _votes(found: list[str], stored: Kept, stage: Json) -> None:
    selected = stored.votes(stage["id"])
    for idea in stage["ideas"]:
        total = 0
        for community, cell in idea["communities"].items():
            counts = {choice: cell[choice] for choice in ("agree", "unsure", "disagree")}
            kept_here = selected.get(idea["idea"], {}).get(community, Counter())
            total += sum(counts.values())
            if counts != {choice: kept_here[choice] for choice in counts} or cell["answered"] != sum(counts.values()):
                found.append(f"{idea['ref']} {community}: outcomes {counts}, SELECT {dict(kept_here)}")
        if total != stored.voters(stage["id"], idea["idea"]):
            found.append(f"{idea['ref']}: {total} answers of {stored.voters(stage['id'], idea['idea'])} people")


def _rankings(found: list[str], stored: Kept, stage: Json) -> None:
    """Ballots by community, and how many place one idea above another."""
    orders = stored.orders(stage["id"])
    ballots = Counter(stored.people[person] for person in orders)
    if stage["ballots"] != {community: ballots[community] for community in stage["ballots"]}:
        found.append(f"rankings: outcomes {stage['ballots']}, SELECT {dict(ballots)}")
    ids = [idea["idea"] for idea in stage["ideas"]]
    above = [[0] * len(ids) for _ in ids]
    for order in orders.values():
        place = {idea: n for n, tier in enumerate(order) for idea in tier}
        for i, one in enumerate(ids):
            for j, other in enumerate(ids):
                above[i][j] += one in place and place[one] < place.get(other, len(ids))
    if stage["standings"]["pairwise"] != above:
        found.append(f"pairwise: outcomes {stage['standings']['pairwise']}, SELECT {above}")


def _comments(found: list[str], stored: Kept, stage: str, idea: Json) -> None:
    here = [c for c in stored.comments.values() if (c["stage"], c["idea"]) == (stage, idea["idea"])]
    allowed = {c["id"]: c["text"] for c in here if c["state"] == "allowed"}
    shown = {comment["id"]: comment["text"] for comment in idea.get("comments", ())}
    if shown != allowed:
        found.append(f"comments on {idea['ref']}: outcomes {shown}, SELECT {allowed}")
