"""What looks odd about how phones answered, and what only seems to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from app.domain import events as e
from app.domain.integrity import BUSY_FROM, Oddity, Traces, oddities_in, paces_in
from app.domain.stages import Stage, StageIdea, settings_of

OPENED = 60.0
IDEAS = tuple("abcdefghij")


def a_vote(shuffle: bool = False, kind: str = "vote") -> Stage:
    settings = settings_of(kind, {"shuffle": shuffle})
    return Stage(kind, kind, settings=settings, ideas=tuple(StageIdea(idea, f"Idea {idea}") for idea in IDEAS))


class Phones:
    """Phones that join and answer, and what is seen of them."""

    def __init__(self, stage: Stage | None = None) -> None:
        self.stage = stage or a_vote()
        self.lines: list[tuple[float, e.Event]] = [(OPENED, e.StageOpened(self.stage.id))]
        self.people: set[str] = set()

    def answers(
        self, person: str, times: Iterable[float], joined: float = 0.0, ideas: Sequence[str] = IDEAS,
        choice: str = "agree",
    ) -> None:  # fmt: skip
        self.people.add(person)
        self.lines.append((joined, e.Joined(person, "citizen")))
        for at, idea in zip(times, ideas, strict=False):
            self.lines.append((at, e.Answered(person, self.stage.id, idea, "", choice)))

    def traces(self) -> Traces:
        traces = Traces()
        traces.note((n, at, event) for n, (at, event) in enumerate(sorted(self.lines, key=lambda line: line[0]), 1))
        return traces

    def odd(self, decided: Iterable[str] = ()) -> list[Oddity]:
        return oddities_in(self.traces(), [self.stage], self.people, set(decided))

    def kinds(self) -> list[str]:
        return [odd.kind for odd in self.odd()]


def every(seconds: float, since: float, count: int = len(IDEAS)) -> list[float]:
    return [since + seconds * n for n in range(1, count + 1)]


def test_a_phone_that_answers_faster_than_anyone_reads_is_seen() -> None:
    phones = Phones()
    phones.answers("robot", every(0.2, OPENED))
    (odd,) = phones.odd()
    assert (odd.kind, odd.people, odd.answers) == ("quick", ("robot",), 10)
    assert odd.seconds == pytest.approx(2.0)


@pytest.mark.parametrize("seconds", [1.0, 2.0, 6.0])
def test_somebody_in_a_hurry_is_not_seen(seconds: float) -> None:
    phones = Phones()
    phones.answers("ann", every(seconds, OPENED + 2.0))
    assert phones.odd() == []


def test_a_phone_that_sends_what_it_kept_without_a_line_is_not_quick() -> None:
    phones = Phones()
    phones.answers("ann", every(0.01, OPENED + 90.0))
    assert phones.odd() == []


def test_a_row_of_answers_faster_than_anyone_reads_is_seen_also_late() -> None:
    phones = Phones()
    phones.answers("robot", every(0.6, OPENED + 90.0))
    assert phones.kinds() == ["quick"]


def test_time_counts_from_when_a_phone_could_show_the_ideas() -> None:
    phones = Phones()
    phones.answers("robot", every(0.2, OPENED + 60.0), joined=OPENED + 60.0)
    assert phones.kinds() == ["quick"]


def test_a_step_that_is_opened_again_makes_nobody_quick() -> None:
    phones = Phones()
    phones.lines.append((OPENED + 300.0, e.StageReopened("vote")))
    phones.answers("ann", every(0.1, OPENED + 300.0))
    assert phones.odd() == []


def test_one_press_at_the_very_opening_is_a_slip() -> None:
    phones = Phones()
    phones.answers("ann", [OPENED + 0.1, OPENED + 0.4])
    assert phones.odd() == []


def hall(phones: Phones, count: int = 40) -> None:
    """People who came one by one, half a minute apart, and think otherwise each."""
    for n in range(count):
        choices = [("agree", "disagree", "unsure")[(n // 3**k) % 3] for k in range(len(IDEAS))]
        phones.people.add(f"p{n}")
        phones.lines.append((n * 30.0 - 2_000.0, e.Joined(f"p{n}", "citizen")))
        for at, idea, choice in zip(every(5.0, OPENED + n), IDEAS, choices, strict=True):
            phones.lines.append((at, e.Answered(f"p{n}", phones.stage.id, idea, "", choice)))


def test_three_phones_that_came_together_and_answered_alike_are_seen() -> None:
    phones = Phones()
    hall(phones)
    for n in range(3):
        phones.answers(f"copy{n}", every(4.0 + n, OPENED), joined=3.0 * n, choice="disagree")
    (odd,) = phones.odd()
    assert (odd.kind, odd.people, odd.answers) == ("same", ("copy0", "copy1", "copy2"), 10)
    assert odd.seconds == pytest.approx(6.0)


def test_phones_that_answered_alike_and_came_at_other_times_are_not() -> None:
    phones = Phones()
    hall(phones)
    for n in range(3):
        phones.answers(f"alike{n}", every(4.0 + n, OPENED), joined=-1_500.0 + 60.0 * n, choice="disagree")
    assert phones.odd() == []


def test_what_most_people_answer_is_no_sign_of_copying() -> None:
    phones = Phones()
    for n in range(40):
        phones.answers(f"p{n}", every(5.0, OPENED + n), joined=5.0 * n - 500.0)
    assert phones.odd() == []


def test_where_each_phone_has_its_own_order_the_same_order_is_seen_whenever_they_came() -> None:
    phones = Phones(a_vote(shuffle=True))
    for n in range(40):
        order = IDEAS[n % 10 :] + IDEAS[: n % 10]
        choice = ("agree", "unsure")[n % 2]
        phones.answers(f"p{n}", every(5.0, OPENED + n), joined=-40.0 * n, ideas=order, choice=choice)
    before = {person for odd in phones.odd() for person in odd.people}
    for n in range(3):
        phones.answers(f"copy{n}", every(5.0 + n, OPENED), joined=-100.0 * n, ideas="ihgfedcbaj", choice="disagree")
    seen = {person for odd in phones.odd() for person in odd.people} - before
    assert seen == {"copy0", "copy1", "copy2"}


def test_a_phone_that_answers_without_end_is_seen() -> None:
    phones = Phones()
    phones.answers("child", [120.0 + 0.3 * n for n in range(BUSY_FROM)], ideas=[IDEAS[n % 2] for n in range(BUSY_FROM)])
    assert "busy" in phones.kinds()


def test_whom_a_host_has_decided_about_is_not_asked_about_again() -> None:
    phones = Phones()
    phones.answers("robot", every(0.2, OPENED))
    phones.answers("other", every(0.2, OPENED), choice="disagree")
    (odd,) = phones.odd(decided=["robot"])
    assert odd.people == ("other",)
    assert phones.odd(decided=["robot", "other"]) == []


def test_what_is_odd_keeps_its_name_while_more_come() -> None:
    phones = Phones()
    phones.answers("robot", every(0.2, OPENED))
    first = phones.odd()[0].id
    phones.answers("second", every(0.2, OPENED), choice="disagree")
    assert phones.odd()[0].id == first


def test_who_takes_everything_back_is_forgotten() -> None:
    phones = Phones()
    phones.answers("ann", every(5.0, OPENED))
    traces = phones.traces()
    traces.forget_all_but(set())
    assert not traces.joined
    assert not traces.minutes
    assert not any(traces.trails.values())


def test_paces_are_those_of_each_phone_s_middle_idea() -> None:
    phones = Phones()
    phones.answers("slow", every(8.0, OPENED))
    phones.answers("fast", every(2.0, OPENED))
    paces = paces_in(phones.traces(), phones.people)
    assert paces.seconds == pytest.approx((2.0, 8.0))
    assert paces.busiest == 10
