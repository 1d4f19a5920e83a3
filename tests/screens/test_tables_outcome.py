"""The outcome tells each table's order, the totals, moves and reasons; in public only what may be shown."""

from __future__ import annotations

from app.domain import asking
from app.domain.outcomes import outcome_of
from app.screens.report import outcome_screen, public_report
from app.screens.tables_outcome import TablesOutcome
from tests.builders import Sitting

from .test_board_tables import ROUND_1, ROUND_2, hand_in, tables_room, to_round_2


def shown(sitting: Sitting, stage: int, public: bool = False) -> TablesOutcome:
    outcome = outcome_of(sitting.session, 0.0)
    screen = (public_report if public else outcome_screen)(outcome)
    tables = screen.stages[stage].tables
    assert tables is not None
    return tables


def test_an_outcome_tells_both_rounds_and_what_moved() -> None:
    sitting = tables_room()
    to_round_2(sitting)
    hand_in(sitting, "two", *ROUND_2)
    sitting.host(asking.NoteMove("two", None, "foot", "One check in time can save a foot."))
    sitting.reveals("two")
    sitting.ends()
    for public in (False, True):
        first, second = (shown(sitting, n, public) for n in (0, 1))
        assert not first.again
        assert [row.total for row in first.rows] == [3, 6, 9, 12, 15, 18, 21, 24]
        assert [row.place for row in second.rows] == ["1", "2", "3", "4=", "4=", "6", "7", "8"]
        assert [row.moved for row in second.rows] == [0, 0, 2, -1, 3, -2, -1, 0]
        assert second.rows[4].places == ("5", "4", "4")
        assert second.rows[4].reason == "One check in time can save a foot."
        assert (second.columns, second.counted, second.all, second.reasons) == ((1, 2, 3), 3, 3, True)
    method = outcome_screen(outcome_of(sitting.session, 0.0)).method
    assert "tables" in method
    assert "ranking" not in method


def test_a_report_hides_the_list_of_a_table_of_two_and_what_would_give_it_away() -> None:
    sitting = tables_room(people=8)
    hand_in(sitting, "one", *ROUND_1)
    sitting.reveals("one")
    assert shown(sitting, 0).columns == (1, 2, 3)
    assert (shown(sitting, 0, public=True).rows, shown(sitting, 0, public=True).columns) == ((), (1, 2))
