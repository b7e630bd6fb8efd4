"""Changing the plan during a meeting."""

import pytest

from server.rooms import commands as c
from server.rooms.errors import Reason
from server.rooms.planning import MOST_STEPS
from tests.methods.samples import PROGRAM, phase, program_of

from .people import ANNA, BRAM, CATO, DAAN, SEAT, SIX, Group, guided, on_their_own


def ids(group: Group) -> list[str]:
    return [step.phase.id for step in group.state.meeting.program.steps]


# Modules


def test_a_module_is_chosen_in_the_meeting_and_takes_the_place_of_the_next_phase() -> None:
    group = guided("kiezen")
    assert [(offer.id, offer.chosen) for offer in group.sees(BRAM).choices] == [("moduul", False)]
    group.asks(CATO, c.ChooseModule, module="moduul")
    assert group.sees(BRAM).choices[0].chosen
    group.onward()
    assert group.phase == "wolk"
    assert group.sees(BRAM).choices == ()


def test_choosing_can_be_undone_and_only_what_is_on_offer_is_chosen() -> None:
    group = guided("kiezen")
    group.asks(ANNA, c.ChooseModule, module="moduul")
    group.asks(ANNA, c.ChooseModule, module="")
    assert group.state.meeting.program == PROGRAM
    assert group.asks_in_vain(ANNA, c.ChooseModule, module="onbekend") is Reason.UNKNOWN
    assert group.asks_in_vain(BRAM, c.ChooseModule, module="moduul") is Reason.NOT_YOURS


def test_a_module_is_put_after_the_present_phase() -> None:
    group = guided("ronde")
    assert [offer.id for offer in group.sees(ANNA).modules] == ["moduul"]
    assert group.sees(BRAM).modules == ()
    group.asks(ANNA, c.Insert, module="moduul")
    assert len(ids(group)) == len(set(ids(group))) == len(PROGRAM.steps) + 3
    assert [row.module for row in group.sees(BRAM).plan if row.id in ("wolk", "allen")] == [True, False]
    group.onward()
    assert group.phase == "wolk"
    assert group.asks_in_vain(ANNA, c.Insert, module="onbekend") is Reason.UNKNOWN


def test_a_plan_does_not_grow_without_end() -> None:
    many = program_of(*(phase(id=f"fase-{number}") for number in range(MOST_STEPS)))
    group = Group(*SIX, program=many).goes_in(CATO)
    assert group.asks_in_vain(ANNA, c.Insert, module="moduul") is Reason.NOT_NOW


# Other ways through


def test_the_next_phase_is_left_out_where_it_may_be() -> None:
    group = guided("casus")
    group.asks(ANNA, c.Skip)
    assert group.phase == "vertellen"
    assert group.asks_in_vain(ANNA, c.Skip) is Reason.NOT_NOW


def test_what_comes_last_is_not_left_out() -> None:
    group = Group(*SIX, program=program_of(phase(id="een"), phase(id="twee", skip=True))).goes_in(None)
    assert "skip" not in group.sees(ANNA).may


def test_whoever_leads_goes_to_any_phase_and_does_one_again() -> None:
    group = guided("vertellen")
    group.asks(ANNA, c.GoTo, phase="kiezen")
    assert group.phase == "kiezen"
    assert group.asks_in_vain(ANNA, c.GoTo, phase="niets") is Reason.UNKNOWN
    group.asks(ANNA, c.GoTo, phase="ronde")
    group.asks(DAAN, c.TurnDone)
    group.wait(100)
    group.asks(ANNA, c.Repeat)
    assert (group.phase, group.holder) == ("ronde", DAAN)
    assert group.sees(BRAM).clock.remaining_ms == 360_000


def test_next_on_a_screen_from_before_the_repetition_is_stale() -> None:
    group = guided("ronde")
    seen = group.state.version
    group.asks(ANNA, c.Repeat)
    assert group.refused(c.Next(by=ANNA, seen=seen)) is Reason.STALE


def test_another_method_before_we_begin_and_not_after() -> None:
    group = Group(*SIX, program=program_of(phase(id="een")))
    assert [offer.id for offer in group.sees(ANNA).methods] == ["proef"]
    group.asks(ANNA, c.Swap, method="proef")
    assert group.state.meeting.program == PROGRAM
    assert group.sees(ANNA).methods[0].chosen
    assert group.asks_in_vain(ANNA, c.Swap, method="niets") is Reason.UNKNOWN
    group.asks(ANNA, c.Start)
    assert group.asks_in_vain(ANNA, c.Swap, method="proef") is Reason.NOT_NOW
    assert group.sees(ANNA).methods == ()


def test_a_second_casus_begins_with_the_method_and_without_the_first() -> None:
    group = guided("casus", None)
    for name in (BRAM, CATO):
        group.does(c.Title(by=name, text=name))
    group.asks(CATO, c.Inbrenger, seat=SEAT[CATO])
    group.asks(ANNA, c.GoTo, phase="vertellen")
    group.does(c.Question(by=CATO, text="vraag"))
    group.does(c.Sheet(by=CATO, text="vel"))
    group.asks(ANNA, c.Again)
    state = group.state
    assert (group.phase, state.inbrenger, state.question, state.sheets, state.spoken) == (
        "uitleg", None, "", (), frozenset()
    )  # fmt: skip
    assert state.titles == ((SEAT[BRAM], BRAM),)
    group.onward()
    assert "inbrenger" in group.sees(BRAM).may


# The time


def test_more_time_shows_what_the_rest_would_get_and_catching_up_does_it() -> None:
    group = Group(*SIX, program=program_of(*(phase(id=f"fase-{letter}", minutes=10) for letter in "abc"))).goes_in(None)
    assert group.sees(BRAM).time.late_ms == 0
    assert [row.caught_up for row in group.sees(BRAM).plan] == [None] * 3
    group.asks(ANNA, c.Extend, seconds=300)
    late = group.sees(BRAM)
    assert (late.time.late_ms, late.time.late_at_best_ms) == (300_000, 0)
    assert [(row.seconds, row.caught_up) for row in late.plan] == [(900, None), (600, 450), (600, 450)]
    group.asks(ANNA, c.CatchUp)
    caught = group.sees(BRAM)
    assert caught.time.late_ms == 0
    assert [(row.seconds, row.caught_up) for row in caught.plan] == [(900, None), (450, None), (450, None)]


@pytest.mark.parametrize("minutes", [45, 60, 75, 90, 120])
def test_a_room_opened_for_some_minutes_is_planned_for_them(minutes: int) -> None:
    group = Group(*SIX, budget=minutes * 60)
    shown = group.sees(BRAM)
    assert shown.time.budget_ms == minutes * 60_000
    total = sum(row.seconds for row in shown.plan)
    assert abs(total - minutes * 60 - shown.time.late_ms / 1000) < len(shown.plan)
    group.asks(ANNA, c.Start)
    assert group.sees(BRAM).time.late_ms == shown.time.late_ms


def test_a_group_on_its_own_inserts_and_catches_up_together_but_does_not_jump() -> None:
    group = on_their_own("ronde")
    assert {"insert", "catch-up"} <= group.sees(BRAM).may
    assert not {"go-to", "repeat", "skip", "again"} & group.sees(BRAM).may
