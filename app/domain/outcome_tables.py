"""An outcome as flat tables, the same for every download: what one row means never depends on the file's kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .communities import COMMUNITIES
from .session import Session
from .stages import DONE, ORDER, Stage

Outcome = Mapping[str, Any]
Row = list[Any]
"""Cells: text, numbers, true or false, or None for what is not there."""


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are (name, what it means) pairs; each row has a cell for each."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: list[Row]

    @property
    def headings(self) -> list[str]:
        return [name for name, _ in self.columns]


def tables_of(outcome: Outcome, session: Session, pseudonyms: Mapping[str, str]) -> list[Table]:
    """Every table of a download, exact. `pseudonyms` gives each participant a name made for this download alone."""
    tables = [
        Table("outcomes", _OUTCOMES, [row for stage in outcome["stages"] for row in _outcome_rows(stage)]),
        Table("answers", _ANSWERS, list(_answer_rows(session, pseudonyms))),
        Table("standings", _STANDINGS, [row for stage in outcome["stages"] for row in _standing_rows(stage)]),
        Table("comments", _COMMENTS, [row for stage in outcome["stages"] for row in _comment_rows(stage)]),
        Table("participants", _PARTICIPANTS, list(_participant_rows(session, pseudonyms))),
        Table("stages", _STAGES, [_stage_row(stage) for stage in outcome["stages"]]),
    ]
    return [*tables, dictionary_of(tables)]


def dictionary_of(tables: Sequence[Table]) -> Table:
    """What each column of each table means."""
    rows: list[Row] = [[table.name, *column] for table in tables for column in table.columns]
    return Table("dictionary", _DICTIONARY, rows)


_OF_AN_IDEA = (
    ("stage_id", "The step's id"),
    ("stage", "The step's title"),
    ("kind", "The kind of step: vote, dots, rate or rank"),
    ("idea", "The idea's id"),
    ("ref", "The organiser's own key of the idea"),
    ("text", "The idea as it was worded when the step opened"),
)
_OUTCOMES = (
    *_OF_AN_IDEA,
    ("community", "citizen, ahp or other"),
    ("agree", "People who agree"),
    ("unsure", "People who are not sure"),
    ("disagree", "People who disagree"),
    ("answered", "People who answered; of a rating, on this scale"),
    ("share", "agree / answered; empty where nobody answered"),
    ("dots", "Dots that lie on the idea"),
    ("people", "People with at least one dot on the idea"),
    ("share_of_people", "people / ballots"),
    ("share_of_dots", "dots / dots placed by this community"),
    ("scale", "The scale of a rating; then one row a scale"),
    ("mean", "Mean score"),
    ("median", "Median score"),
    ("lower_quartile", "First quartile of the scores"),
    ("upper_quartile", "Third quartile of the scores"),
    ("dissent", "Standard deviation / half the scale's width: 0 all alike, 1 half at each end"),
    ("counts", "How many gave each score, from 1 up, parted by spaces"),
    ("likely_low", "Lower end of the 95 % Wilson interval of share"),
    ("likely_high", "Its upper end"),
    ("ballots", "People of this community with any answer in the step"),
    ("shared", "The lower of the two compared communities' shares; the same in the idea's rows"),
    ("reading", "common_ground, citizen_keener, ahp_keener, not_there_yet or too_few"),
    ("close_call", "Whether another group like this could come out the other way"),
    ("small_group", "Whether either compared community gave fewer than 10 answers"),
    ("group_informed_consensus", "Product of (agree + 1) / (answered + 2); not comparable between sizes"),
    ("equal_weight", "Mean of the two compared communities' shares of dots"),
    ("place", "Place in this community's own order"),
    ("points", "Mean Borda points in this community"),
)
_ANSWERS = (
    ("participant", "A name made for this download alone"),
    ("community", "citizen, ahp or other"),
    ("channel", "phone, shared (a tablet that many use), paper or helped"),
    *_OF_AN_IDEA[:5],
    ("scale", "The scale of a rating"),
    ("choice", "agree, unsure or disagree"),
    ("number", "Dots, or the score"),
    ("place", "Place in this person's order; level ideas share one"),
)
_STANDINGS = (
    ("stage_id", "The step's id"),
    ("stage", "The step's title"),
    ("order", "combined, a community, borda, schulze, schulze_balanced, or tables"),
    ("place", "From 1; level ideas share one"),
    ("level", "Whether other ideas share the place"),
    ("idea", "The idea's id"),
    ("ref", "The organiser's own key of the idea"),
    ("text", "The idea as it was worded when the step opened"),
    ("points", "Mean Borda points, or the total of the tables' places (lowest first)"),
)
_COMMENTS = (
    ("comment", "The comment's id"),
    *_OF_AN_IDEA,
    ("community", "citizen, ahp or other"),
    ("comment_text", "What was said, as the host let it through"),
    ("me_too", "People who said: me too"),
    ("spotlight", "Whether the board showed it large"),
)
_PARTICIPANTS = (
    ("participant", "A name made for this download alone"),
    ("community", "citizen, ahp or other"),
    ("profession", "One of the 14, where an AHP named it"),
    ("channel", "phone, shared (a tablet that many use), paper or helped"),
    ("answers", "Answers that stand, over all steps"),
)
_STAGES = (
    ("stage_id", "The step's id"),
    ("stage", "The step's title"),
    ("kind", "The kind of step"),
    ("state", "ready, open, closed or revealed"),
    ("opened_at", "When it opened"),
    ("closed_at", "When it closed"),
    ("ballots_citizen", "Citizens with any answer"),
    ("ballots_ahp", "AHPs with any answer"),
    ("ballots_other", "Others with any answer"),
)
_DICTIONARY = (("table", "The table"), ("column", "The column"), ("meaning", "What it holds"))


def _outcome_rows(stage: Outcome) -> Iterator[Row]:
    placed = {
        (row["idea"], community): row
        for community, rows in ((stage.get("standings") or {}).get("communities") or {}).items()
        for row in rows or ()
    }
    for idea in stage["ideas"]:
        for community in COMMUNITIES:
            for cell in _cells(stage["kind"], (idea.get("communities") or {}).get(community, {})):
                low, high = cell.get("likely_range") or (None, None)
                lower, upper = cell.get("quartiles") or (None, None)
                own = placed.get((idea["idea"], community), {})
                known = {
                    **{name: idea.get(name) for name in _OF_BOTH},
                    **{"stage_id": stage["id"], "stage": stage["title"], "kind": stage["kind"]},
                    **{name: idea.get(name) for name in ("idea", "ref", "text")},
                    "community": community,
                    **cell,
                    **{"likely_low": low, "likely_high": high, "lower_quartile": lower, "upper_quartile": upper},
                    "counts": " ".join(map(str, cell["counts"])) if cell.get("counts") else None,
                    **{"ballots": stage["ballots"][community], "place": own.get("place"), "points": own.get("points")},
                }
                if stage["kind"] == "dots":
                    known |= {"share": None, "share_of_people": cell.get("share")}
                yield [known.get(name) for name, _ in _OUTCOMES]


_OF_BOTH = ("shared", "reading", "close_call", "small_group", "group_informed_consensus", "equal_weight")


def _cells(kind: str, cell: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """One cell a row; a rating has one a scale."""
    return [{"scale": scale, **figures} for scale, figures in cell.items()] if kind == "rate" else [cell]


def _answer_rows(session: Session, pseudonyms: Mapping[str, str]) -> Iterator[Row]:
    for stage in session.stages.values():
        refs = {idea.id: idea.ref for idea in stage.ideas}
        for id, ballot in stage.ballots.items():
            if id not in pseudonyms:
                continue
            person = session.people[id]
            head = [pseudonyms[id], person.community, person.channel, stage.id, stage.title, stage.kind]
            for (idea, scale), value in ballot.items():
                if (idea, scale) == DONE:
                    continue
                if (idea, scale) == ORDER:
                    yield from ([*head, i, refs.get(i), "", None, None, place] for i, place in _places(value))
                    continue
                said = (value, None) if stage.kind == "vote" else (None, value)
                yield [*head, idea, refs.get(idea), scale, *said, None]


def _places(tiers: Sequence[Sequence[str]]) -> Iterator[tuple[str, int]]:
    place = 1
    for tier in tiers:
        yield from ((idea, place) for idea in tier)
        place += len(tier)


def _standing_rows(stage: Outcome) -> Iterator[Row]:
    words = {idea["idea"]: (idea["ref"], idea["text"]) for idea in stage["ideas"]}
    standings = stage.get("standings") or {}
    listed = {"combined": standings.get("combined"), **(standings.get("communities") or {})}
    listed |= {name: _listed(standings.get(name)) for name in ("borda", "schulze", "schulze_balanced")}
    if "tables" in stage:
        listed = {"tables": stage["tables"]["order"]}
    for order, rows in listed.items():
        for row in rows or ():
            points = row.get("points", row.get("total"))
            ref, text = words[row["idea"]]
            yield [stage["id"], stage["title"], order, row["place"], row["level"], row["idea"], ref, text, points]


def _listed(tiers: Sequence[Sequence[str]] | None) -> list[dict[str, Any]]:
    level = {idea: len(tier) > 1 for tier in tiers or () for idea in tier}
    return [{"idea": idea, "place": place, "level": level[idea]} for idea, place in _places(tiers or ())]


def _comment_rows(stage: Outcome) -> Iterator[Row]:
    for idea in stage["ideas"]:
        about = [stage["id"], stage["title"], stage["kind"], idea["idea"], idea["ref"], idea["text"]]
        for said in idea.get("comments") or ():
            yield [said["id"], *about, said["community"], said["text"], said["support"], said["spotlight"]]


def _participant_rows(session: Session, pseudonyms: Mapping[str, str]) -> Iterator[Row]:
    for id, name in pseudonyms.items():
        person = session.people[id]
        yield [name, person.community, person.profession, person.channel, _answers(session.stages.values(), id)]


def _answers(stages: Iterable[Stage], person: str) -> int:
    ballots = [stage.ballots.get(person, {}) for stage in stages]
    return sum(len(ballot) - (DONE in ballot) for ballot in ballots)


def _stage_row(stage: Outcome) -> Row:
    about = [stage["id"], stage["title"], stage["kind"], stage["state"], stage["opened_at"], stage["closed_at"]]
    return [*about, *(stage["ballots"][community] for community in COMMUNITIES)]
