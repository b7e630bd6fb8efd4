"""Leading a meeting: phases, time, the inbrenger and the begeleider's task."""

import pytest

from server.methods.meeting import Progress
from server.methods.modes import Mode
from server.rooms import commands as c
from server.rooms.errors import Reason
from server.rooms.leading import LONGEST_STRETCH
from tests.methods.samples import phase, program_of

from .people import ANNA, BRAM, CATO, DAAN, EMMA, SEAT, SIX, Group, guided, on_their_own

# Phases


def test_the_begeleider_leads_from_the_first_phase_to_the_last_and_ends() -> None:
    group = guided()
    group.asks(ANNA, c.Start)
    walked = [group.phase]
    while group.room.may(ANNA, c.Next, group.now):
        group.asks(ANNA, c.Next)
        walked.append(group.phase)
    assert walked == [step.phase.id for step in group.state.meeting.program.steps]
    assert group.asks_in_vain(ANNA, c.Next) is Reason.NOT_NOW
    group.asks(ANNA, c.End)
    assert group.state.meeting.progress is Progress.DONE


def test_a_meeting_starts_once() -> None:
    group = guided("inchecken")
    assert group.asks_in_vain(ANNA, c.Start) is Reason.NOT_NOW


def test_back_and_forth() -> None:
    group = guided("ronde")
    group.asks(ANNA, c.Back)
    assert group.phase == "vertellen"
    group.asks(ANNA, c.Next)
    assert group.phase == "ronde"
    assert group.holder == DAAN


def test_there_is_nothing_before_the_first_phase() -> None:
    assert guided("inchecken").asks_in_vain(ANNA, c.Back) is Reason.NOT_NOW


def test_the_meeting_can_be_ended_at_any_moment() -> None:
    for group in (guided(), guided("ronde")):
        group.asks(ANNA, c.End)
        assert group.room.is_over(group.now)
        assert group.asks_in_vain(ANNA, c.Start) is Reason.NOT_NOW


# Time


def test_pause_and_resume() -> None:
    group = guided("ronde")
    group.wait(30)
    group.asks(ANNA, c.Pause)
    group.wait(300)
    clock = group.sees(BRAM).clock
    assert (clock.state, clock.remaining_ms) == ("paused", 330_000)
    assert group.asks_in_vain(ANNA, c.Pause) is Reason.NOT_NOW
    group.asks(ANNA, c.Resume)
    group.wait(10)
    assert group.sees(BRAM).clock.remaining_ms == 320_000
    assert group.asks_in_vain(ANNA, c.Resume) is Reason.NOT_NOW


def test_going_on_from_a_pause_lets_the_time_run() -> None:
    group = guided("ronde")
    group.asks(ANNA, c.Pause)
    group.asks(ANNA, c.Next)
    assert group.state.meeting.progress is Progress.RUNNING


def test_more_and_less_time() -> None:
    group = guided("uitleg")
    group.asks(ANNA, c.Extend, seconds=120)
    assert group.sees(BRAM).clock.remaining_ms == 420_000
    group.asks(ANNA, c.Shorten, seconds=60)
    assert group.sees(BRAM).clock.remaining_ms == 360_000


def test_an_extension_after_the_time_ran_out_is_given_whole() -> None:
    group = guided("uitleg")
    group.wait(400)
    assert group.sees(BRAM).clock.state == "over"
    group.asks(ANNA, c.Extend, seconds=60)
    clock = group.sees(BRAM).clock
    assert (clock.state, clock.remaining_ms) == ("running", 60_000)


def test_time_that_is_over_cannot_be_shortened_and_nothing_changes() -> None:
    group = guided("uitleg")
    group.wait(400)
    before = group.state
    group.asks(ANNA, c.Shorten, seconds=60)
    assert group.state == before


@pytest.mark.parametrize("seconds", [0, -60, LONGEST_STRETCH + 1])
def test_a_stretch_is_more_than_nothing_and_at_most_half_an_hour(seconds: int) -> None:
    group = guided("uitleg")
    assert group.asks_in_vain(ANNA, c.Extend, seconds=seconds) is Reason.BAD_NUMBER
    assert group.asks_in_vain(ANNA, c.Shorten, seconds=seconds) is Reason.BAD_NUMBER
    group.asks(ANNA, c.Extend, seconds=LONGEST_STRETCH)


# The inbrenger


def test_anyone_volunteers_while_there_is_no_inbrenger() -> None:
    group = guided("casus", None)
    group.asks(BRAM, c.Inbrenger, seat=SEAT[BRAM])
    assert group.name_of(group.state.inbrenger) == BRAM
    assert group.asks_in_vain(DAAN, c.Inbrenger, seat=SEAT[DAAN]) is Reason.NOT_YOURS


def test_nobody_volunteers_someone_else() -> None:
    assert guided("casus", None).asks_in_vain(BRAM, c.Inbrenger, seat=SEAT[DAAN]) is Reason.NO_SUCH_SEAT


def test_a_volunteer_can_withdraw_and_another_step_in() -> None:
    group = guided("casus", None)
    group.asks(BRAM, c.Inbrenger, seat=SEAT[BRAM])
    group.asks(BRAM, c.Inbrenger, seat=SEAT[BRAM])
    assert group.state.inbrenger is None
    group.asks(DAAN, c.Inbrenger, seat=SEAT[DAAN])
    assert group.name_of(group.state.inbrenger) == DAAN


def test_an_inbrenger_does_not_name_the_next() -> None:
    group = guided("casus", BRAM)
    assert group.asks_in_vain(BRAM, c.Inbrenger, seat=SEAT[DAAN]) is Reason.NO_SUCH_SEAT


def test_the_begeleider_names_an_inbrenger_and_another() -> None:
    group = guided("casus", None)
    group.asks(ANNA, c.Inbrenger, seat=SEAT[BRAM])
    group.asks(ANNA, c.Inbrenger, seat=SEAT[DAAN])
    assert group.name_of(group.state.inbrenger) == DAAN


@pytest.mark.parametrize("seat", [0, 6, 99, -1])
def test_the_begeleider_names_someone_else_in_a_seat(seat: int) -> None:
    assert guided("casus", None).asks_in_vain(ANNA, c.Inbrenger, seat=seat) is Reason.NO_SUCH_SEAT


def test_naming_the_inbrenger_again_is_refused_so_that_nobody_unseats_them_by_accident() -> None:
    assert guided("casus", BRAM).asks_in_vain(ANNA, c.Inbrenger, seat=SEAT[BRAM]) is Reason.NO_SUCH_SEAT


def test_the_begeleider_of_a_group_on_its_own_may_bring_in_a_casus() -> None:
    group = on_their_own("casus", None)
    group.asks(ANNA, c.TakeTask)
    group.asks(ANNA, c.Inbrenger, seat=SEAT[ANNA])
    assert group.name_of(group.state.inbrenger) == ANNA
    group.asks(ANNA, c.Inbrenger, seat=SEAT[ANNA])
    assert group.state.inbrenger is None


def test_an_inbrenger_is_named_where_one_is_chosen_or_missing_and_nowhere_else() -> None:
    assert guided("gesprek", None).asks_in_vain(ANNA, c.Inbrenger, seat=1) is Reason.NOT_NOW
    group = guided("vertellen", None)
    group.asks(BRAM, c.Inbrenger, seat=SEAT[BRAM])
    assert group.asks_in_vain(ANNA, c.Inbrenger, seat=SEAT[DAAN]) is Reason.NOT_NOW


def test_when_the_inbrenger_leaves_another_can_be_found() -> None:
    group = guided("vertellen")
    group.does(c.Leave(by=CATO))
    group.asks(EMMA, c.Inbrenger, seat=SEAT[EMMA])
    assert group.name_of(group.state.inbrenger) == EMMA


def test_a_question_goes_with_its_inbrenger() -> None:
    group = guided("casus", CATO)
    group.does(c.Question(by=CATO, text="vraag"))
    group.asks(ANNA, c.Inbrenger, seat=SEAT[BRAM])
    assert group.state.question == ""
    group.does(c.Question(by=BRAM, text="andere"))
    group.asks(BRAM, c.Inbrenger, seat=SEAT[BRAM])
    assert group.state.question == ""


def test_the_new_inbrenger_of_a_round_has_no_turn_in_it() -> None:
    group = Group(*SIX, program=program_of(phase(Mode.RONDE), phase(Mode.GESPREK)))
    group.asks(ANNA, c.Start)
    assert group.holder == BRAM
    group.asks(BRAM, c.Inbrenger, seat=SEAT[BRAM])
    assert group.holder == CATO


# The begeleider's task


def test_the_task_is_handed_over_and_back() -> None:
    group = guided("ronde")
    group.asks(ANNA, c.HandOver, seat=SEAT[BRAM])
    assert group.sees(BRAM).leads
    assert not group.sees(ANNA).leads
    assert group.asks_in_vain(ANNA, c.Next) is Reason.NOT_YOURS
    group.asks(BRAM, c.HandOver, seat=SEAT[ANNA])
    assert group.sees(ANNA).leads


def test_whoever_hands_over_takes_part_and_whoever_gets_the_task_stays_aside() -> None:
    group = guided("ronde")
    assert group.sees(ANNA).turn.to_come == (SEAT[EMMA], 5, SEAT[BRAM])
    group.asks(ANNA, c.HandOver, seat=SEAT[EMMA])
    assert group.sees(ANNA).turn.to_come == (5, SEAT[BRAM], SEAT[ANNA])


@pytest.mark.parametrize("seat", [0, 6, 99])
def test_the_task_goes_to_someone_else_in_a_seat(seat: int) -> None:
    assert guided().asks_in_vain(ANNA, c.HandOver, seat=seat) is Reason.NO_SUCH_SEAT


def test_the_task_goes_to_someone_who_is_here() -> None:
    group = guided()
    group.goes_away(BRAM)
    assert not group.seat(ANNA, BRAM).may_get_task
    assert group.asks_in_vain(ANNA, c.HandOver, seat=SEAT[BRAM]) is Reason.NO_SUCH_SEAT


def test_a_task_that_was_left_is_taken_over() -> None:
    group = guided("ronde")
    group.does(c.Leave(by=ANNA))
    assert "take-task" in group.sees(BRAM).may
    group.asks(BRAM, c.TakeTask)
    assert group.sees(BRAM).leads
    assert group.asks_in_vain(DAAN, c.TakeTask) is Reason.NOT_NOW


def test_the_task_is_free_when_its_holder_is_away_for_half_a_minute_and_not_before() -> None:
    group = guided("ronde")
    group.goes_away(ANNA, seconds=29.9)
    assert group.asks_in_vain(BRAM, c.TakeTask) is Reason.NOT_NOW
    group.wait(0.1)
    group.asks(BRAM, c.TakeTask)
    group.does(c.Connect(by=ANNA))
    assert not group.sees(ANNA).leads
    assert group.asks_in_vain(ANNA, c.TakeTask) is Reason.NOT_NOW


def test_whoever_holds_the_task_does_not_take_it_again() -> None:
    group = guided()
    group.goes_away(ANNA, seconds=60)
    assert group.asks_in_vain(ANNA, c.TakeTask) is Reason.NOT_NOW


def test_in_a_group_on_its_own_anyone_takes_the_task_and_lays_it_down() -> None:
    group = on_their_own("ronde")
    group.asks(EMMA, c.TakeTask)
    group.asks(EMMA, c.Next)
    group.asks(EMMA, c.LayDownTask)
    assert group.state.begeleider is None
    assert group.asks_in_vain(EMMA, c.Next) is Reason.NOT_YOURS


def test_a_group_with_a_begeleider_is_not_left_without_one() -> None:
    assert guided().asks_in_vain(ANNA, c.LayDownTask) is Reason.NOT_NOW
