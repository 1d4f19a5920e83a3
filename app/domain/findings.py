"""What one glance at an outcome should take away: up to three findings, in words made from its figures.

They read exact figures and their public copies alike. What is None there stays out, and nothing is said about an idea
for which either compared community gave fewer than five answers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .communities import AHP, CITIZEN, COMPARED
from .open_orders import is_open_order
from .percentages import FULL_PERCENT_FROM, printed_share
from .places import printed_place
from .readings import ENOUGH
from .shared_order import exact_shares, in_order_of_shared, is_enough
from .stages import READY, WEIGHING
from .two_scales import count_corner, has_both
from .wording import label_of

MOST = 3
MOST_NAMED = 3
"""With more ideas on a level than this they are counted rather than named."""

Stage = Mapping[str, Any]
Idea = Mapping[str, Any]
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """`title` and `text` are in the reader's language. `reading` colours its edge, "" for none.

    `kind` says what it is about: most_shared, level_shared, nothing_shared, keener, widest_gap, level_gap, no_gap,
    close, none_close, order, level_order, two_ways, tables, dots, rate, few or no_answers. `idea` is the idea's id
    where it is about a single one.
    """

    kind: str
    title: str
    text: str
    reading: str = ""
    idea: str | None = None


def weighed(stages: Iterable[Stage]) -> list[Stage]:
    """The steps that weighed ideas and were opened."""
    return [s for s in stages if s["kind"] in WEIGHING and s["state"] != READY and s["ideas"]]


def findings_of(stages: Iterable[Stage], translate: Translate = str) -> tuple[Finding, ...]:
    """The findings of an outcome's stages, exact or protected: what the vote says first, then the newest other step.

    Of several votes the last that can be read is told. That no idea is close fills a place that nothing else needs.
    """
    steps = weighed(stages)
    if not steps:
        return ()
    votes = [s for s in steps if s["kind"] == "vote"]
    readable = [s for s in votes if any(is_enough(s, "vote", idea) for idea in s["ideas"])]
    vote = (readable or votes)[-1] if votes else None
    found = _of_vote(vote, translate) if vote is not None else []
    if vote is not None and len(votes) > 1:
        found = [_in_step(finding, vote, translate) for finding in found]
    for step in reversed(steps):
        if step["kind"] != "vote" and (finding := _of_other(step, translate)) is not None:
            found.append(finding)
    found = [f for f in found if f.kind != "none_close"] + [f for f in found if f.kind == "none_close"]
    if not found and any(is_open_order(step) and any(step["ballots"].values()) for step in steps):
        return ()
    return tuple(found[:MOST]) or (_nothing(steps, translate),)


def _in_step(finding: Finding, step: Stage, _: Translate) -> Finding:
    if not step.get("title"):
        return finding
    text = _sentences(finding.text, _("In the step “{step}”").format(step=step["title"]))
    return Finding(finding.kind, finding.title, text, finding.reading, finding.idea)


def _nothing(steps: Sequence[Stage], _: Translate) -> Finding:
    if all(n == 0 for step in steps for n in step["ballots"].values()):
        return Finding("no_answers", _("Nobody has answered yet"), _("Findings appear here when people have answered"))
    return _too_few(_)


def _too_few(_: Translate) -> Finding:
    return Finding("few", _("Too few answers to compare"), _("No idea has five answers from both communities"))


# a vote


def _of_vote(vote: Stage, _: Translate) -> list[Finding]:
    known = [idea for idea in in_order_of_shared(vote, "vote") if is_enough(vote, "vote", idea)]
    if not known:
        few = _few_of_one(vote, _)
        return [few] if few else []
    return [_most_shared(vote, known, _), _widest_gap(vote, known, _), _close(vote, known, _)]


def _few_of_one(vote: Stage, _: Translate) -> Finding | None:
    """Which community is missing, where it is just one. In public one that may not be shown counts as missing."""
    absent = [c for c in COMPARED if all(_answered(idea, c) < ENOUGH for idea in vote["ideas"])]
    if absent == [CITIZEN]:
        return Finding("few", _("Too few citizens to compare"), _("No idea has five answers from citizens"))
    if absent == [AHP]:
        return Finding("few", _("Too few AHPs to compare"), _("No idea has five answers from AHPs"))
    return None if all(n == 0 for n in vote["ballots"].values()) else _too_few(_)


def _answered(idea: Idea, community: str) -> int:
    return int(idea["communities"][community]["answered"] or 0)


def _most_shared(vote: Stage, known: Sequence[Idea], _: Translate) -> Finding:
    top = _lower(vote, "vote", known[0])
    if top == 0:
        text = _("For each idea that can be compared, one community has nobody who agrees")
        return Finding("nothing_shared", _("No idea is shared yet"), text)
    level = [idea for idea in known if _lower(vote, "vote", idea) == top]
    if len(level) > 1:
        readings = {idea["reading"] for idea in level}
        colour = readings.pop() if len(readings) == 1 else ""
        title = _("Level as most shared: {count} ideas").format(count=len(level))
        text = _("One of them is “{idea}”").format(idea=label_of(level[0]))
        return Finding("level_shared", title, _sentences(text, _both_agree(level[0], _)), _coloured(colour))
    idea = known[0]
    wanted = _("Both want: {idea}") if idea["reading"] == "common_ground" else _("Most shared: {idea}")
    return Finding(
        "most_shared", wanted.format(idea=label_of(idea)), _with_doubts(idea, _), _coloured(idea["reading"]),
        idea["idea"],
    )  # fmt: skip


def _widest_gap(vote: Stage, known: Sequence[Idea], _: Translate) -> Finding:
    """Among ideas that one community wants and the other does not, the widest; where there is none, among all."""
    keener = [idea for idea in known if idea["reading"] in ("citizen_keener", "ahp_keener")]
    gaps = {idea["idea"]: _gap(vote, idea) for idea in keener or known}
    widest = max(gaps.values())
    if widest == 0:
        text = _("On each idea that can be compared, the same share of both agrees")
        return Finding("no_gap", _("No gap between the communities"), text)
    at = [idea for idea in keener or known if gaps[idea["idea"]] == widest]
    if len(at) > 1:
        title = _("Widest gap, level: {count} ideas").format(count=len(at))
        text = _("One of them is “{idea}”").format(idea=label_of(at[0]))
        return Finding("level_gap", title, _sentences(text, _both_agree(at[0], _)))
    idea = at[0]
    words = {
        "citizen_keener": _("Citizens are keener: {idea}"),
        "ahp_keener": _("AHPs are keener: {idea}"),
    }.get(idea["reading"], _("Widest gap: {idea}"))
    kind = "keener" if keener else "widest_gap"
    colour = idea["reading"] if keener else ""
    return Finding(kind, words.format(idea=label_of(idea)), _with_doubts(idea, _), colour, idea["idea"])


def _close(vote: Stage, known: Sequence[Idea], _: Translate) -> Finding:
    close, listed = sum(bool(idea["close_call"]) for idea in known), len(vote["ideas"])
    if not close:
        text = _("Taken one by one, each would most likely read the same in another group like this")
        return Finding("none_close", _("No idea is too close to call"), text)
    if listed == 1:
        title = _("The idea is too close to call")
    elif close == 1:
        title = _("1 of {all} ideas is too close to call").format(all=listed)
    else:
        title = _("{count} of {all} ideas are too close to call").format(count=close, all=listed)
    return Finding("close", title, _("Another group like this could come out the other way"))


def _with_doubts(idea: Idea, _: Translate) -> str:
    doubts = [_("A close call")] if idea["close_call"] else []
    doubts += [_("Small group")] if idea["small_group"] else []
    return _sentences(_both_agree(idea, _), *doubts)


def _both_agree(idea: Idea, _: Translate) -> str:
    cells = [(idea["communities"][c]["agree"], idea["communities"][c]["answered"]) for c in COMPARED]
    words = {
        (True, True): _("{citizens} of citizens and {ahps} of AHPs agree"),
        (True, False): _("{citizens} of citizens and {ahps} AHPs agree"),
        (False, True): _("{citizens} citizens and {ahps} of AHPs agree"),
        (False, False): _("{citizens} citizens and {ahps} AHPs agree"),
    }
    return _shares_in(words, cells, _)


def _shares_in(words: Mapping[tuple[bool, bool], str], cells: Sequence[tuple[int, int]], _: Translate) -> str:
    """`words` by whether the citizens' and the AHPs' share is a percentage; below ten answers it is "6 of 8"."""
    printed = [printed_share(part, whole, _) for part, whole in cells]
    in_percent = (cells[0][1] >= FULL_PERCENT_FROM, cells[1][1] >= FULL_PERCENT_FROM)
    return words[in_percent].format(citizens=printed[0], ahps=printed[1])


def _lower(stage: Stage, kind: str, idea: Idea) -> Fraction:
    shares = exact_shares(stage, kind, idea)
    assert shares is not None, "asked of an idea that cannot be compared"
    return shares[0]


def _gap(vote: Stage, idea: Idea) -> Fraction:
    shares = exact_shares(vote, "vote", idea)
    assert shares is not None, "asked of an idea that cannot be compared"
    return shares[1] - shares[0]


def _coloured(reading: str) -> str:
    return "" if reading == "not_there_yet" else reading


def _sentences(*sentences: str) -> str:
    return ". ".join(sentences)


# every other kind


def _of_other(step: Stage, _: Translate) -> Finding | None:
    if "tables" in step:
        return _of_tables(step, _)
    return {"rank": _of_ranking, "dots": _of_dots, "rate": _of_ratings}[step["kind"]](step, _)


def _of_tables(step: Stage, _: Translate) -> Finding | None:
    tables = step["tables"]
    first = [row["idea"] for row in tables["order"] if row["place"] == 1]
    if not first:
        return None
    text = _("Lists from {counted} of {all} tables are added up").format(
        counted=tables["counted"], all=tables["tables"]
    )
    return _first_of(step, first, (_("The tables put first: {idea}"), _("Level first at the tables: {ideas}"),
                                   _("Level first at the tables: {count} ideas")), text, "tables")  # fmt: skip


def _of_ranking(step: Stage, _: Translate) -> Finding | None:
    if is_open_order(step):
        return None
    standings = step["standings"]
    combined = standings["combined"] or []
    first = [row["idea"] for row in combined if row["place"] == 1]
    own = {c: {row["idea"]: row for row in standings["communities"][c] or ()} for c in COMPARED}
    ranked = {c: int(step["ballots"][c] or 0) for c in COMPARED if own[c]}
    if not first or min(ranked.values(), default=0) < ENOUGH:
        return None
    if standings["methods_agree"] is False:
        names = [_names(step, ids) for ids in (first, standings["schulze_balanced"][0])]
        text = _("One puts first: {one}. The other: {other}. Read them as level").format(one=names[0], other=names[1])
        return Finding("two_ways", _("Two ways of counting put different ideas first"), text)
    if len(ranked) == 1:
        text = _("Only citizens ranked") if CITIZEN in ranked else _("Only AHPs ranked")
    elif len(first) == 1:
        at = [printed_place(row["place"], row["level"], _) for row in (own[c][first[0]] for c in COMPARED)]
        text = _("Place {citizens} among citizens, {ahps} among AHPs").format(citizens=at[0], ahps=at[1])
    else:
        text = _("Each community counts the same, whatever its size")
    if min(ranked.values()) < FULL_PERCENT_FROM:
        text = _sentences(text, _("Small group"))
    return _first_of(step, first, (_("First in the order: {idea}"), _("Level first in the order: {ideas}"),
                                   _("Level first in the order: {count} ideas")), text, "order")  # fmt: skip


def _of_dots(step: Stage, _: Translate) -> Finding | None:
    known = [idea for idea in in_order_of_shared(step, "dots") if is_enough(step, "dots", idea)]
    if not known:
        return None
    top = _lower(step, "dots", known[0])
    if top == 0:
        text = _("On each idea, one community put no dot at all")
        return Finding("dots", _("No idea has dots from both communities"), text)
    first = [idea["idea"] for idea in known if _lower(step, "dots", idea) == top]
    cells = [(known[0]["communities"][c]["people"], step["ballots"][c]) for c in COMPARED]
    text = _shares_in({
        (True, True): _("{citizens} of citizens and {ahps} of AHPs put a dot on it"),
        (True, False): _("{citizens} of citizens and {ahps} AHPs put a dot on it"),
        (False, True): _("{citizens} citizens and {ahps} of AHPs put a dot on it"),
        (False, False): _("{citizens} citizens and {ahps} AHPs put a dot on it"),
    }, cells, _) if len(first) == 1 else _("The same share of people put a dot on each")  # fmt: skip
    return _first_of(step, first, (_("Most shared by dots: {idea}"), _("Level by dots: {ideas}"),
                                   _("Level by dots: {count} ideas")), text, "dots")  # fmt: skip


def _of_ratings(step: Stage, _: Translate) -> Finding | None:
    """With two scales, how many ideas both communities score high on both; with others, the top of the first one."""
    if any("picture" in idea for idea in step["ideas"]):
        return _of_two_scales(step, _)
    scale = step["settings"]["scales"][0]
    scores = {}
    for idea in step["ideas"]:
        cells = [idea["communities"][c][scale["key"]] for c in COMPARED]
        if all((cell["answered"] or 0) >= ENOUGH for cell in cells):
            scores[idea["idea"]] = min(cell["median"] for cell in cells)
    if not scores:
        return None
    top = max(scores.values())
    first = [idea for idea, score in scores.items() if score == top]
    text = _("By the middle score on “{scale}”, the lower of both communities").format(scale=scale["label"])
    return _first_of(step, first, (_("Scored highest: {idea}"), _("Level as scored highest: {ideas}"),
                                   _("Level as scored highest: {count} ideas")), text, "rate")  # fmt: skip


def _of_two_scales(step: Stage, _: Translate) -> Finding | None:
    compared = [
        idea for idea in step["ideas"]
        if has_both(idea["picture"])
        and all(idea["picture"]["communities"][c]["answered"] >= ENOUGH for c in COMPARED)
    ]  # fmt: skip
    if not compared:
        return None
    both, all_ideas = count_corner(compared), len(step["ideas"])
    names = [scale["label"] for scale in step["settings"]["scales"]]
    scales = _("The scales are “{one}” and “{other}”").format(one=names[0], other=names[1])
    if not both["ideas"]:
        return Finding("rate", _("No idea is high on both scales for both"), scales)
    title = _("High on both scales for both: {count} of {all} ideas").format(count=both["ideas"], all=all_ideas)
    close = _("Close to a middle line: {count}").format(count=both["close"])
    small = [_("Small group")] if both["small_group"] else []
    return Finding("rate", title, _sentences(scales, *([close] if both["close"] else []), *small))


def _first_of(step: Stage, first: Sequence[str], words: tuple[str, str, str], text: str, kind: str) -> Finding:
    """One idea alone at the top, a few named as level, or many counted; or all of them, and then there is no order."""
    if len(first) == 1:
        return Finding(kind, words[0].format(idea=_names(step, first)), text, "", first[0])
    kind = "level_order" if kind == "order" else kind
    if len(first) <= MOST_NAMED:
        return Finding(kind, words[1].format(ideas=_names(step, first)), text)
    return Finding(kind, words[2].format(count=len(first)), text)


def _names(step: Stage, ideas: Sequence[str]) -> str:
    known = {idea["idea"]: label_of(idea) for idea in step["ideas"]}
    names = [known[idea] for idea in ideas]
    return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
