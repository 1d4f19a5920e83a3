"""An outcome as flat tables, the same for every download: what one row means never depends on the file's kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .communities import COMMUNITIES
from .decisions import DECISION_COLUMNS, Decision, decision_rows
from .place_ranges import place_ranges_of
from .session import Session
from .stages import DONE, OPEN, ORDER, READY, Stage

Outcome = Mapping[str, Any]
Row = list[Any]
"""Cells: text, numbers, true or false, or None for what is not there."""


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are (name, what it means) pairs; `made` makes the rows anew each time they are walked through, a cell
    for each column, so that a long table is never held whole. `length` is about how many rows there are."""

    name: str
    columns: tuple[tuple[str, str], ...]
    made: Callable[[], Iterable[Row]]
    length: int

    @property
    def headings(self) -> list[str]:
        return [name for name, _ in self.columns]

    @property
    def rows(self) -> Iterator[Row]:
        return iter(self.made())


def tables_of(
    outcome: Outcome, session: Session, pseudonyms: Mapping[str, str], decisions: Sequence[Decision] = ()
) -> list[Table]:
    """Every table of a download, exact. `pseudonyms` gives each participant a name made for this download alone;
    `decisions` are those of the session, oldest first."""
    stages = outcome["stages"]
    ranges = _ranges(session)
    of_stages = (
        _of_every_stage("outcomes", _OUTCOMES, stages, _outcome_rows),
        Table("answers", _ANSWERS, lambda: _answer_rows(session, pseudonyms), _answer_count(session)),
        _of_every_stage("standings", _STANDINGS, stages, lambda stage: _standing_rows(stage, ranges)),
        _of_every_stage("comments", _COMMENTS, stages, _comment_rows),
        Table("participants", _PARTICIPANTS, lambda: _participant_rows(session, pseudonyms), len(pseudonyms)),
        Table("stages", _STAGES, lambda: map(_stage_row, stages), len(stages)),
    )
    decided = Table("decisions", DECISION_COLUMNS, lambda: decision_rows(decisions, outcome), len(decisions))
    tables = [*of_stages, decided, about_of(outcome)]
    return [*tables, dictionary_of(tables)]


def about_of(outcome: Outcome) -> Table:
    """How the figures came about: who could join, and how many were set aside and why. Every download has it."""
    aside = outcome.get("set_aside") or {"people": 0, "reasons": {}}
    rows: list[Row] = [
        ["workshop", outcome["name"]], ["joining", outcome["joining"]], ["revision", outcome["revision"]],
        ["generated_at", outcome["generated_at"]], ["set_aside", aside["people"]],
        *([f"set_aside_{reason}", count] for reason, count in aside["reasons"].items()),
    ]  # fmt: skip
    return Table("about", _ABOUT, lambda: rows, len(rows))


def dictionary_of(tables: Sequence[Table]) -> Table:
    """What each column of each table means."""
    rows: list[Row] = [[table.name, *column] for table in tables for column in table.columns]
    return Table("dictionary", _DICTIONARY, lambda: rows, len(rows))


def _of_every_stage(
    name: str, columns: tuple[tuple[str, str], ...], stages: Sequence[Outcome],
    rows_of: Callable[[Outcome], Iterable[Row]],
) -> Table:  # fmt: skip
    ideas = sum(len(stage["ideas"]) for stage in stages)
    return Table(name, columns, lambda: (row for stage in stages for row in rows_of(stage)), ideas * len(COMMUNITIES))


def _answer_count(session: Session) -> int:
    return sum(len(ballot) for stage in session.stages.values() for ballot in stage.ballots.values())


def _ranges(session: Session) -> dict[str, dict[str, dict[str, Mapping[str, int]]]]:
    """{stage: {order: {idea: {low, high}}}} of the rankings by single people that are no longer open."""
    found: dict[str, dict[str, dict[str, Mapping[str, int]]]] = {}
    for stage in session.stages.values():
        if stage.kind == "rank" and not stage.by_table and stage.ideas and stage.state not in (READY, OPEN):
            ranges = place_ranges_of([idea.id for idea in stage.ideas], stage.ballots, session.community_of())
            listed = {"combined": ranges["combined"], **ranges["communities"]}
            found[stage.id] = {order: {row["idea"]: row for row in rows or ()} for order, rows in listed.items()}
    return found


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
    ("participant", "A name made for this download alone, by chance"),
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
    ("order", "combined, a community, borda, schulze, schulze_balanced, or tables; none while people still rank"),
    ("place", "From 1; level ideas share one"),
    ("level", "Whether other ideas share the place"),
    ("idea", "The idea's id"),
    ("ref", "The organiser's own key of the idea"),
    ("text", "The idea as it was worded when the step opened"),
    ("points", "Mean Borda points, or the total of the tables' places (lowest first)"),
    ("place_low", "Lower end of the range of places: 5th percentile of 1,000 groups drawn from the same people"),
    ("place_high", "Its upper end, the 95th percentile"),
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
    ("participant", "A name made for this download alone, by chance"),
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
    ("opened_at", "When it opened, UTC"),
    ("closed_at", "When it closed, UTC"),
    ("ballots_citizen", "Citizens with any answer"),
    ("ballots_ahp", "AHPs with any answer"),
    ("ballots_other", "Others with any answer"),
)
_ABOUT = (
    ("item", "workshop, joining (open or ticket), revision, generated_at; set_aside: people who are in no figure here"),
    ("value", "Of set_aside_quick, _same, _busy and _host: how many of them for which reason"),
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
    """By person in the order of their new names, by idea in the stage's order: neither tells when they answered."""
    for stage in session.stages.values():
        refs = {idea.id: idea.ref for idea in stage.ideas}
        at = {idea: n for n, idea in enumerate(refs)}
        for id, name in pseudonyms.items():
            ballot = stage.ballots.get(id)
            if not ballot:
                continue
            person = session.people[id]
            head = [name, person.community, person.channel, stage.id, stage.title, stage.kind]
            for idea, scale in sorted(ballot, key=lambda key: (at.get(key[0], -1), key[1])):
                value = ballot[idea, scale]
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


def _standing_rows(stage: Outcome, ranges: Mapping[str, Any]) -> Iterator[Row]:
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
            span = ranges.get(stage["id"], {}).get(order, {}).get(row["idea"], {})
            about = [stage["id"], stage["title"], order, row["place"], row["level"], row["idea"], ref, text]
            yield [*about, points, span.get("low"), span.get("high")]


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
