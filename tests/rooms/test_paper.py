"""What lies on the table for one person; most of it is shown with what puts it there (cards, dots, planning)."""

from server.rooms import commands as c
from server.rooms.paper import ON_TIME
from tests.methods.samples import phase, program_of

from .people import ANNA, BRAM, SIX, Group, guided


def test_outside_the_meeting_nothing_lies_on_the_table() -> None:
    shown = Group(*SIX).sees(BRAM)
    assert (shown.cards, shown.written, shown.sheet, shown.choices, shown.dots_left) == ((), (), None, (), 0)


def test_a_plan_a_little_late_is_on_time() -> None:
    group = Group(*SIX, program=program_of(phase(id="een"), phase(id="twee"))).goes_in(None)
    group.asks(ANNA, c.Extend, seconds=int(ON_TIME))
    assert [row.caught_up for row in group.sees(BRAM).plan] == [None, None]
    group.asks(ANNA, c.Extend, seconds=1)
    assert [row.caught_up for row in group.sees(BRAM).plan] == [None, 300 - ON_TIME - 1]


def test_without_a_chosen_time_there_is_none_to_show() -> None:
    assert guided("ronde").sees(BRAM).time.budget_ms is None
