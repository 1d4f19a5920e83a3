"""Printed shares: no rounding lifts a share over the line."""

from app.domain.percentages import at_or_above_the_line, printed_percentage, printed_share, printed_shared


def test_two_thirds_exactly_is_at_the_line() -> None:
    assert at_or_above_the_line(12, 18)
    assert at_or_above_the_line(8, 12)
    assert not at_or_above_the_line(1999, 3000)
    assert not at_or_above_the_line(0, 0)


def test_a_share_below_the_line_never_prints_67() -> None:
    assert printed_percentage(1999, 3000) == 66
    assert printed_percentage(2000, 3000) == 67
    for answered in range(1, 400):
        for agree in range(answered + 1):
            printed = printed_percentage(agree, answered)
            assert abs(printed - 100 * agree / answered) <= 0.5 or printed == 66
            assert (printed >= 67) == at_or_above_the_line(agree, answered)


def test_halves_round_up() -> None:
    assert printed_percentage(1, 8) == 13
    assert printed_percentage(1, 200) == 1


def test_small_groups_are_printed_as_people_and_too_few_not_at_all() -> None:
    assert printed_share(3, 4) is None
    assert printed_share(None, None) is None
    assert printed_share(6, 8) == "6 of 8"
    assert printed_share(9, 9) == "9 of 9"
    assert printed_share(9, 10) == "90%"


def test_the_words_of_a_printed_share_can_be_translated() -> None:
    assert printed_share(6, 8, {"%(part)d of %(whole)d": "%(part)d o %(whole)d"}.__getitem__) == "6 o 8"


def cells(citizen: tuple[int, int], ahp: tuple[int, int]) -> dict[str, dict[str, int | None]]:
    return {c: {"agree": agree, "answered": n} for c, (agree, n) in (("citizen", citizen), ("ahp", ahp))}


def test_shared_prints_the_lower_of_the_two_in_its_own_way() -> None:
    assert printed_shared(cells((6, 8), (5, 5))) == "6 of 8"
    assert printed_shared(cells((7, 8), (20, 30))) == "67%"
    assert printed_shared(cells((6, 8), (15, 20))) == "6 of 8"
    assert printed_shared(cells((18, 20), (3, 4))) is None
