"""How often one participant may open a line: as a phone does on bad Wi-Fi, not as a script does."""

from __future__ import annotations

from app.web.pacing import OPENING, REFILL, Pace


def test_a_phone_that_comes_back_every_few_seconds_is_always_let_in() -> None:
    pace = Pace(600)
    assert all(pace.opens(n * 3.0) for n in range(2_000))


def test_a_script_is_asked_to_come_back_and_is_let_in_again_once_it_rests() -> None:
    pace = Pace(600)
    opened = sum(pace.opens(n / 250) for n in range(5_000))  # 20 seconds of it
    assert 600 // OPENING <= opened <= (600 + 20 * REFILL) / OPENING
    assert pace.opens(20.0 + OPENING / REFILL)


def test_who_opened_much_asks_more_slowly_afterwards() -> None:
    pace = Pace(OPENING)
    assert pace.opens(0.0)
    assert pace.spend(0.0) > 0


def test_without_a_limit_everybody_is_let_in() -> None:
    pace = Pace(0)
    assert all(pace.opens(0.0) for _ in range(10_000))
