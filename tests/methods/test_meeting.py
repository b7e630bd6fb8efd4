"""One walk through a program: phases, time and turns; who may do what is not asked here."""

from dataclasses import replace

import pytest

from server.methods import meeting as m
from server.methods.meeting import Circle, Meeting, Progress
from server.methods.modes import Mode, Switch

from .samples import INDEX, PROGRAM, phase, program_of, round_phase

# Six seats: the begeleider in 0 stays aside, the inbrenger sits in 2.
SIX = frozenset(range(6))
CIRCLE = Circle(seated=SIX, here=SIX, inbrenger=2, begeleider=0, aside=0)
ALONE = replace(CIRCLE, aside=None)  # the begeleider takes part
WAITING = Meeting(PROGRAM)


def settled(meeting: Meeting, circle: Circle = CIRCLE, now: float = 0, before: Meeting = WAITING) -> Meeting:
    return m.settle(before, meeting, circle, now)


def at(id: str, circle: Circle = CIRCLE, now: float = 0) -> Meeting:
    """The sample meeting in this phase, which began at `now`."""
    before = replace(WAITING, index=INDEX[id] - 1)
    return settled(m.onward(before, circle, now), circle, now)


def only(*phases: object, circle: Circle = CIRCLE, now: float = 0) -> Meeting:
    """A meeting of these phases alone, in its first phase."""
    return settled(m.start(Meeting(program_of(*phases)), circle, now), circle, now)  # type: ignore[arg-type]


# Through the program


def test_a_meeting_waits_until_it_starts() -> None:
    assert (WAITING.progress, WAITING.under_way, WAITING.holder) == (Progress.WAITING, False, None)
    assert settled(WAITING) == WAITING


def test_a_meeting_walks_through_all_phases_and_is_done() -> None:
    meeting, walked = m.start(WAITING, CIRCLE, 0), []
    while meeting.progress is Progress.RUNNING:
        walked.append(meeting.phase.id)
        meeting = m.onward(meeting, CIRCLE, 0)
    assert walked == [step.phase.id for step in PROGRAM.steps]
    assert meeting.progress is Progress.DONE
    assert not meeting.under_way


def test_only_the_last_phase_is_the_last() -> None:
    assert [replace(WAITING, index=index).is_last for index in range(len(PROGRAM.steps))] == [
        *[False] * (len(PROGRAM.steps) - 1),
        True,
    ]


def test_back_begins_the_phase_before_anew() -> None:
    meeting = m.back(at("ronde", now=100), CIRCLE, 130)
    assert meeting.phase.id == "vertellen"
    assert meeting.clock.remaining(130) == 300


def test_before_the_first_phase_is_the_first_phase() -> None:
    assert m.back(m.start(WAITING, CIRCLE, 0), CIRCLE, 10).index == 0


def test_a_new_phase_forgets_who_was_ready_who_agreed_and_who_spoke() -> None:
    everyone = replace(at("schrijven"), ready=SIX, agreed=SIX, reopened=SIX)
    after = m.onward(everyone, CIRCLE, 0)
    assert (after.ready, after.agreed, after.reopened) == (frozenset(), frozenset(), frozenset())


def test_the_end_is_the_end_of_turns_and_time() -> None:
    ended = m.end(at("ronde", now=0), 100)
    assert (ended.progress, ended.round, ended.turn_clock) == (Progress.DONE, None, None)
    assert ended.clock.ends_at() is None


# Time


def test_a_phase_gets_its_planned_time() -> None:
    assert at("uitleg", now=1000).clock.ends_at() == 1300
    assert m.planned(phase(minutes={"fixed": 2, "per_member": 1}, mode=Mode.RONDE), CIRCLE) == 6 * 60


def test_time_for_each_is_counted_for_those_who_get_a_turn() -> None:
    minutes = {"per_member": 2}
    assert m.planned(phase(Mode.RONDE, minutes=minutes), CIRCLE) == 4 * 120
    assert m.planned(phase(Mode.RONDE_MET_INBRENGER, minutes=minutes), CIRCLE) == 5 * 120
    assert m.planned(phase(Mode.RONDE_MET_INBRENGER, minutes=minutes), ALONE) == 6 * 120
    assert m.planned(phase(Mode.RONDE_MET_INBRENGER, minutes=minutes, with_begeleider=True), CIRCLE) == 6 * 120


def test_a_pause_stops_the_clocks_and_resuming_goes_on_where_they_were() -> None:
    paused = m.pause(at("ronde", now=0), 30)
    assert paused.progress is Progress.PAUSED
    assert paused.under_way
    assert paused.clock.remaining(500) == paused.clock.remaining(30) == 330
    assert paused.turn_clock is not None
    assert paused.turn_clock.remaining(500) == 60
    resumed = m.resume(paused, 1000)
    assert resumed.progress is Progress.RUNNING
    assert resumed.clock.remaining(1010) == 320
    assert resumed.turn_clock is not None
    assert resumed.turn_clock.remaining(1010) == 50


def test_more_and_less_time() -> None:
    meeting = at("uitleg", now=0)
    assert m.stretch(meeting, 60, 100).clock.remaining(100) == 260
    assert m.stretch(meeting, -60, 100).clock.remaining(100) == 140


def test_an_extension_after_the_time_ran_out_is_given_whole() -> None:
    late = m.stretch(at("uitleg", now=0), 120, 340)
    assert late.clock.remaining(340) == 120
    assert late.clock.total == 340 + 120


def test_time_is_never_taken_below_zero() -> None:
    meeting = at("uitleg", now=0)
    assert m.stretch(meeting, -600, 100).clock.remaining(100) == 0
    assert m.stretch(meeting, -60, 310) == meeting


def test_time_can_be_stretched_while_it_stands_still() -> None:
    paused = m.pause(at("uitleg", now=0), 100)
    assert m.stretch(paused, 60, 999).clock.remaining(5000) == 260


# Who gets a turn


@pytest.mark.parametrize(
    ("what", "circle", "order"),
    [
        (phase(Mode.RONDE), CIRCLE, (3, 4, 5, 1)),
        (phase(Mode.RONDE), ALONE, (3, 4, 5, 0, 1)),
        (phase(Mode.RONDE_MET_INBRENGER), CIRCLE, (3, 4, 5, 1, 2)),
        (phase(Mode.RONDE_MET_INBRENGER), ALONE, (3, 4, 5, 0, 1, 2)),
        (phase(Mode.RONDE_MET_INBRENGER, with_begeleider=True), CIRCLE, (3, 4, 5, 0, 1, 2)),
        (phase(Mode.RONDE_MET_INBRENGER), replace(CIRCLE, inbrenger=None), (1, 2, 3, 4, 5)),
        (phase(Mode.RONDE_MET_INBRENGER), replace(CIRCLE, inbrenger=None, begeleider=3, aside=3), (4, 5, 0, 1, 2)),
        (phase(Mode.RONDE_MET_INBRENGER), Circle(seated=SIX, here=SIX), (0, 1, 2, 3, 4, 5)),
        (phase(Mode.RONDE), replace(CIRCLE, inbrenger=None), (1, 2, 3, 4, 5)),
        (phase(Mode.VRAAG_EN_ANTWOORD), CIRCLE, (3, 4, 5, 1)),
        (phase(Mode.TWEE_SPELEN), CIRCLE, (3, 4, 5, 1)),
        (phase(Mode.KIEZEN, seconds_each=60), CIRCLE, (3, 4, 5, 1, 2)),
        (phase(Mode.KIEZEN), CIRCLE, ()),
        (phase(Mode.UITLEG), CIRCLE, ()),
        (phase(Mode.VERTELLEN), CIRCLE, ()),
        (phase(Mode.GESPREK), CIRCLE, ()),
        (phase(Mode.RUG), CIRCLE, ()),
        (phase(Mode.STIL_SCHRIJVEN), CIRCLE, ()),
        (phase(Mode.TEGELIJK_TONEN), CIRCLE, ()),
        (round_phase(Switch.INBRENGER_ALS_LAATSTE), CIRCLE, (3, 4, 5, 1, 2)),
        (round_phase(Switch.INBRENGER_ALS_LAATSTE), replace(CIRCLE, inbrenger=None), (1, 2, 3, 4, 5)),
    ],
)
def test_turns_go_clockwise_from_beside_the_inbrenger(what: object, circle: Circle, order: tuple[int, ...]) -> None:
    assert m.turn_order(what, circle) == order  # type: ignore[arg-type]


def test_an_inbrenger_who_is_also_begeleider_is_left_out_once() -> None:
    assert m.turn_order(phase(Mode.RONDE), replace(CIRCLE, inbrenger=0)) == (1, 2, 3, 4, 5)


def test_a_phase_with_turns_begins_with_the_first() -> None:
    assert at("ronde").holder == 3
    assert at("uitleg").holder is None


def test_only_question_and_answer_and_playing_go_round_again() -> None:
    assert [id for id in INDEX if (round_ := at(id).round) is not None and round_.laps] == ["vragen", "spelen"]


def test_a_round_begins_when_the_first_who_takes_part_arrives() -> None:
    empty = Circle(seated=frozenset({0}), here=frozenset({0}), begeleider=0, aside=0)
    meeting = only(phase(Mode.RONDE_MET_INBRENGER), circle=empty)
    assert meeting.round is None
    two = replace(empty, seated=frozenset({0, 4}), here=frozenset({0, 4}))
    assert settled(meeting, two, before=meeting).holder == 4


def test_when_everyone_who_takes_part_has_left_nobody_has_the_turn() -> None:
    meeting = at("ronde")
    left = replace(CIRCLE, seated=frozenset({0, 2}), here=frozenset({0, 2}))
    assert settled(meeting, left, before=meeting).holder is None


def test_who_left_is_neither_ready_nor_agreed_nor_heard() -> None:
    meeting = replace(at("schrijven"), ready=SIX, agreed=SIX, reopened=SIX)
    after = settled(meeting, replace(CIRCLE, seated=SIX - {4}, here=SIX - {4}), before=meeting)
    assert after.ready == after.agreed == after.reopened == SIX - {4}


# The turn's own clock


def test_each_turn_has_its_own_time_where_the_phase_says_so() -> None:
    meeting = at("ronde", now=100)
    assert meeting.turn_clock is not None
    assert meeting.turn_clock.ends_at() == 190
    assert at("allen").turn_clock is None


def test_a_new_turn_gets_new_time_and_the_same_turn_keeps_its_own() -> None:
    meeting = at("ronde", now=0)
    assert settled(meeting, now=50, before=meeting) == meeting
    assert meeting.round is not None
    moved = replace(meeting, round=meeting.round.finish(SIX))
    after = settled(moved, now=50, before=meeting)
    assert after.turn_clock is not None
    assert after.turn_clock.ends_at() == 140


def test_two_turns_running_of_one_person_are_two_turns() -> None:
    two = replace(CIRCLE, seated=frozenset({2, 3}), here=frozenset({2, 3}))
    meeting = only(phase(Mode.VRAAG_EN_ANTWOORD, seconds_each=60), circle=two)
    assert meeting.round is not None
    again = replace(meeting, round=meeting.round.finish(two.here))
    after = settled(again, two, 40, before=meeting)
    assert (meeting.holder, after.holder) == (3, 3)
    assert after.turn_clock is not None
    assert after.turn_clock.ends_at() == 100


def test_a_turn_that_begins_in_a_pause_waits_for_its_time() -> None:
    paused = m.pause(at("ronde", now=0), 10)
    assert paused.round is not None
    after = settled(replace(paused, round=paused.round.finish(SIX)), now=20, before=paused)
    assert after.turn_clock is not None
    assert after.turn_clock.remaining(500) == 90
    assert after.turn_clock.ends_at() is None


def test_when_the_last_turn_is_over_its_time_is_gone() -> None:
    meeting = at("ronde")
    assert meeting.round is not None
    round_ = meeting.round
    for _ in range(4):
        round_ = round_.finish(SIX)
    assert settled(replace(meeting, round=round_), before=meeting).turn_clock is None


# Microphones


@pytest.mark.parametrize(
    ("mode", "closed"),
    [
        (Mode.RUG, {2}),
        (Mode.STIL_SCHRIJVEN, {1, 2, 3, 4, 5}),
        (Mode.TEGELIJK_TONEN, {1, 2, 3, 4, 5}),
        *((mode, set()) for mode in Mode if mode not in {Mode.RUG, Mode.STIL_SCHRIJVEN, Mode.TEGELIJK_TONEN}),
    ],
)
def test_the_mode_closes_microphones(mode: Mode, closed: set[int]) -> None:
    assert m.closed(only(phase(mode)), CIRCLE) == closed


def test_nobody_is_closed_in_a_pause_or_outside_the_meeting() -> None:
    silent = at("schrijven")
    assert m.closed(m.pause(silent, 0), CIRCLE) == frozenset()
    assert m.closed(m.end(silent, 0), CIRCLE) == frozenset()
    assert m.closed(WAITING, CIRCLE) == frozenset()


def test_without_a_begeleider_everyone_is_silent_and_without_an_inbrenger_nobody_turns_round() -> None:
    nobody = Circle(seated=SIX, here=SIX)
    assert m.closed(at("schrijven"), nobody) == SIX
    assert m.closed(at("rug"), nobody) == frozenset()


# The plan against the time agreed

TEN = program_of(*(phase(id=f"fase-{letter}", minutes=10) for letter in "abcdef"))
HOUR = 3600.0


def test_without_a_chosen_time_the_plan_is_the_method_s_own_and_the_end_is_set_at_the_start() -> None:
    waiting = Meeting(TEN)
    assert m.plan(waiting, CIRCLE) == (600,) * 6
    assert m.late(waiting, CIRCLE, 50) == 0
    started = m.start(waiting, CIRCLE, 100)
    assert (started.due, started.pace) == (100 + HOUR, 1)
    assert m.late(started, CIRCLE, 100) == 0


def test_a_chosen_time_sets_the_pace_and_follows_who_is_there_until_the_start() -> None:
    waiting = Meeting(TEN, budget=45 * 60)
    assert m.plan(waiting, CIRCLE) == pytest.approx((450,) * 6)
    started = m.start(waiting, CIRCLE, 100)
    assert started.clock.remaining(100) == pytest.approx(450)
    assert started.due == 100 + 45 * 60
    rounds = Meeting(program_of(round_phase(minutes={"per_member": 5})), budget=15 * 60)
    assert m.plan(rounds, CIRCLE) == pytest.approx((15 * 60,))
    assert m.plan(rounds, replace(CIRCLE, seated=frozenset({0, 2, 3}))) == pytest.approx((7.5 * 60,))


def test_a_plan_that_does_not_fit_says_by_how_much() -> None:
    waiting = Meeting(TEN, budget=20 * 60)
    assert m.plan(waiting, CIRCLE) == (300,) * 6
    assert m.late(waiting, CIRCLE, 0) == 10 * 60
    assert m.late(m.start(waiting, CIRCLE, 0), CIRCLE, 0) == 10 * 60


def test_more_time_for_one_phase_makes_the_end_later_and_catching_up_takes_it_from_the_rest() -> None:
    meeting = m.stretch(m.start(Meeting(TEN), CIRCLE, 0), 300, 10)
    assert m.late(meeting, CIRCLE, 10) == 300
    caught = m.catch_up(meeting, CIRCLE, 10)
    assert m.late(caught, CIRCLE, 10) == pytest.approx(0)
    assert m.plan(caught, CIRCLE) == pytest.approx((900, *(540,) * 5))
    assert m.onward(caught, CIRCLE, 900).clock.total == pytest.approx(540)


def test_a_break_is_caught_up_too_and_the_end_has_no_plan() -> None:
    meeting = m.resume(m.pause(m.start(Meeting(TEN), CIRCLE, 0), 60), 360)
    assert m.late(meeting, CIRCLE, 360) == 300
    assert m.late(m.end(meeting, 400), CIRCLE, 400) == 0


def test_what_cannot_be_caught_up_stays_late() -> None:
    meeting = m.stretch(m.start(Meeting(TEN), CIRCLE, 0), 1800, 0)
    caught = m.catch_up(meeting, CIRCLE, 0)
    assert m.late(caught, CIRCLE, 0) == m.late(meeting, CIRCLE, 0, pace=0.5) == 300


def test_turns_are_shorter_where_the_plan_is() -> None:
    circle, waiting = CIRCLE, Meeting(program_of(round_phase(minutes=20, seconds_each=60)), budget=10 * 60)
    meeting = m.settle(waiting, m.start(waiting, circle, 0), circle, 0)
    assert meeting.turn_clock is not None
    assert meeting.turn_clock.total == 30


def test_a_phase_done_again_is_another_visit_with_its_whole_time() -> None:
    meeting = at("ronde", now=0)
    again = m.enter(meeting, meeting.index, CIRCLE, 100)
    assert (again.visit, again.index, again.clock.remaining(100)) == (meeting.visit + 1, meeting.index, 360)
    settled_again = settled(again, now=100, before=meeting)
    assert (settled_again.holder, settled_again.turn_clock is not None) == (3, True)


def test_a_second_casus_moves_the_end_unless_a_time_was_chosen() -> None:
    started = m.start(Meeting(PROGRAM), CIRCLE, 0)
    second = m.again(m.enter(started, INDEX["kiezen"], CIRCLE, 5000), CIRCLE, 5000)
    assert second.phase.id == "uitleg"
    assert m.late(second, CIRCLE, 5000) == pytest.approx(0)
    chosen = m.start(Meeting(PROGRAM, budget=5400), CIRCLE, 0)
    assert m.again(m.enter(chosen, INDEX["kiezen"], CIRCLE, 5000), CIRCLE, 5000).due == 5400
