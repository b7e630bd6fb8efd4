"""The overlay of each person: what this screen shows, and what is asked of me."""

import pytest

from server.methods.modes import Mode, Switch
from server.rooms import commands as c
from server.rooms.overlay import NAMES
from server.rooms.rules import RULES
from tests.methods.samples import MODES, PROGRAM, phase, program_of

from .people import ANNA, BRAM, CATO, DAAN, EMMA, FINN, GUEST, SEAT, SIX, Group, guided, on_their_own

# Names


def test_every_command_a_screen_can_offer_has_a_name_of_its_own() -> None:
    assert set(RULES) - set(NAMES) == {c.Connect, c.Disconnect, c.Leave}
    assert len(set(NAMES.values())) == len(NAMES)


# The circle


def test_everyone_sees_the_same_circle_and_themselves_in_it() -> None:
    group = guided("ronde")
    for name in SIX:
        overlay = group.sees(name)
        assert [seat.number for seat in overlay.seats] == list(range(8))
        assert [seat.state for seat in overlay.seats] == ["present"] * 6 + ["empty"] * 2
        assert [seat.number for seat in overlay.seats if seat.me] == [SEAT[name]]
        assert [seat.name for seat in overlay.seats[:6]] == list(SIX)
        assert overlay.me == overlay.seats[SEAT[name]]


def test_a_seat_shows_role_turn_and_who_comes_next() -> None:
    seats = guided("ronde").sees(FINN).seats
    assert [seat.number for seat in seats if seat.begeleider] == [SEAT[ANNA]]
    assert [seat.number for seat in seats if seat.inbrenger] == [SEAT[CATO]]
    assert [seat.number for seat in seats if seat.turn] == [SEAT[DAAN]]
    assert [seat.number for seat in seats if seat.next] == [SEAT[EMMA]]
    assert [seat.number for seat in seats if seat.large] == [SEAT[DAAN]]


def test_whoever_has_the_turn_knows_to_be_large() -> None:
    group = guided("ronde")
    assert group.sees(DAAN).i_am_large
    assert not group.sees(EMMA).i_am_large


def test_a_seat_shows_a_closed_microphone_and_an_opened_one() -> None:
    group = guided("schrijven")
    group.asks(DAAN, c.Speak)
    seats = group.sees(BRAM).seats
    assert [(seat.closed, seat.opened) for seat in seats[:4]] == [
        (False, False),
        (True, False),
        (True, False),
        (True, True),
    ]
    assert [group.sees(name).my_microphone for name in (ANNA, BRAM, DAAN)] == ["open", "closed", "reopened"]


def test_seats_are_offered_to_whoever_may_choose_among_them() -> None:
    group = guided("casus", None)
    seats = group.sees(ANNA).seats
    assert [seat.number for seat in seats if seat.may_be_inbrenger] == [1, 2, 3, 4, 5]
    assert [seat.number for seat in seats if seat.may_get_task] == [1, 2, 3, 4, 5]
    assert [seat.number for seat in seats if seat.may_get_turn] == [2, 3, 4, 5]
    mine = group.sees(DAAN).seats
    assert [seat.number for seat in mine if seat.may_be_inbrenger] == [SEAT[DAAN]]
    assert not any(seat.may_get_task or seat.may_get_turn for seat in mine)


def test_agreeing_shows_on_the_seat_and_in_the_count() -> None:
    group = on_their_own("ronde")
    group.asks(BRAM, c.Agree)
    assert group.seat(ANNA, BRAM).ready
    assert group.sees(ANNA).agreed == 1


# The door


def test_only_whoever_may_admit_sees_who_is_at_the_door() -> None:
    group = guided()
    group.knock(GUEST)
    assert [guest.id for guest in group.sees(ANNA).guests] == [GUEST]
    assert group.sees(BRAM).guests == ()


def test_a_locked_door_shows() -> None:
    group = guided()
    assert not group.sees(BRAM).locked
    group.does(c.Lock(by=ANNA))
    assert group.sees(BRAM).locked


# The phase


@pytest.mark.parametrize("id", MODES)
def test_everyone_sees_the_same_phase(id: str) -> None:
    group = guided(id)
    for name in SIX:
        overlay = group.sees(name)
        assert overlay.phase is not None
        assert (overlay.phase.id, overlay.phase.mode) == (id, MODES[id].value)
        assert (overlay.phase.index, overlay.phase.count) == (4 + list(MODES).index(id), 16)
        assert overlay.phase.task.nl == f"Samen doen we {id}."
        assert overlay.phase.writes is (id == "schrijven")
        assert overlay.method.nl == "Proefmethode"


def test_only_whoever_leads_sees_what_to_say_and_why() -> None:
    group = guided("ronde")
    leading, taking_part = group.sees(ANNA).phase, group.sees(BRAM).phase
    assert leading is not None
    assert taking_part is not None
    assert (leading.say, leading.why) == (PROGRAM.steps[5].phase.say, PROGRAM.steps[5].phase.why)
    assert (taking_part.say, taking_part.why) == (None, None)


def test_in_a_group_on_its_own_everyone_sees_why_and_whoever_leads_what_to_say() -> None:
    group = on_their_own("ronde")
    group.asks(ANNA, c.TakeTask)
    for name, says in ((ANNA, True), (BRAM, False)):
        shown = group.sees(name).phase
        assert shown is not None
        assert (shown.say is not None) is says
        assert shown.why is not None


def test_switches_are_shown_in_one_order() -> None:
    switches = frozenset({Switch.IK_VORM, Switch.GEEN_ADVIES})
    group = Group(*SIX, program=program_of(phase(switches=switches)))
    group.asks(ANNA, c.Start)
    shown = group.sees(BRAM).phase
    assert shown is not None
    assert shown.switches == ("geen-advies", "ik-vorm")


def test_choosing_and_ticking_show_where_they_happen() -> None:
    for id, inbrenger, expected in [
        ("casus", None, (True, False)),
        ("casus", CATO, (True, False)),
        ("afspraken", None, (False, True)),
        ("vertellen", CATO, (False, False)),
        ("vertellen", None, (True, False)),
    ]:
        shown = guided(id, inbrenger).sees(BRAM).phase
        assert shown is not None
        assert (shown.choosing, shown.ticks) == expected, (id, inbrenger)


# What is asked of me


@pytest.mark.parametrize(
    ("id", "inbrenger", "who", "kind", "words"),
    [
        ("ronde", CATO, DAAN, "turn", "Jij bent aan de beurt."),
        ("ronde", CATO, EMMA, "next", "Samen doen we ronde."),
        ("ronde", CATO, FINN, "group", "Samen doen we ronde."),
        ("ronde", CATO, CATO, "inbrenger", "Jij bracht de casus in."),
        ("ronde", CATO, ANNA, "group", "Samen doen we ronde."),
        ("vertellen", CATO, CATO, "inbrenger", "Jij bracht de casus in."),
        ("vertellen", CATO, ANNA, "begeleider", "Jij let op de tijd."),
        ("vertellen", CATO, BRAM, "group", "Samen doen we vertellen."),
        ("vertellen", None, BRAM, "choose", None),
        ("vertellen", None, ANNA, "choose", None),
        ("afspraken", None, BRAM, "tick", "Samen doen we afspraken."),
        ("schrijven", CATO, CATO, "group", "Samen doen we schrijven."),
        ("gesprek", None, BRAM, "group", "Samen doen we gesprek."),
    ],
)
def test_each_person_is_asked_for_something(
    id: str, inbrenger: str | None, who: str, kind: str, words: str | None
) -> None:
    overlay = guided(id, inbrenger).sees(who)
    assert overlay.my_task == kind
    assert (overlay.my_task_words and overlay.my_task_words.nl) == words


def test_whoever_ticked_is_thanked_and_waits_for_the_others() -> None:
    group = guided("afspraken", None)
    group.asks(BRAM, c.Tick)
    group.asks(ANNA, c.Tick)
    overlay = group.sees(BRAM)
    assert (overlay.my_task, overlay.my_task_words) == ("ticked", None)
    assert group.sees(ANNA).my_task == "group"


def test_a_turn_without_words_of_its_own_has_the_task_of_the_group() -> None:
    group = Group(*SIX, program=program_of(phase(Mode.RONDE_MET_INBRENGER, turn=None)))
    group.asks(ANNA, c.Start)
    words = group.sees(BRAM).my_task_words
    assert words is not None
    assert words.nl == "Doe dit."


def test_in_a_group_on_its_own_whoever_leads_is_one_of_the_group() -> None:
    group = on_their_own("vertellen")
    group.asks(ANNA, c.TakeTask)
    assert group.sees(ANNA).my_task == "group"


def test_before_the_start_whoever_may_is_asked_to_start_and_others_to_wait() -> None:
    assert [guided().sees(name).my_task for name in (ANNA, BRAM)] == ["start", "waiting"]
    assert [on_their_own().sees(name).my_task for name in (ANNA, BRAM)] == ["start", "start"]


def test_after_the_end_nothing_is_asked() -> None:
    group = guided("ronde")
    group.asks(ANNA, c.End)
    overlay = group.sees(BRAM)
    assert (overlay.state, overlay.my_task, overlay.my_task_words, overlay.phase) == ("done", "done", None, None)
    assert overlay.turn.seat is None
    assert all(row.state == "past" for row in overlay.plan)


# Turns


def test_everyone_sees_the_turn_who_comes_next_and_who_is_still_to_come() -> None:
    group = guided("ronde")
    group.wait(30)
    for name in SIX:
        turn = group.sees(name).turn
        assert (turn.seat, turn.next, turn.to_come, turn.done) == (3, 4, (4, 5, 1), False)
        assert (turn.remaining_ms, turn.total_ms) == (60_000, 90_000)
        assert turn.answers is None


def test_the_time_of_a_turn_may_run_out() -> None:
    group = guided("ronde")
    group.wait(100)
    assert group.sees(BRAM).turn.remaining_ms == -10_000


def test_a_turn_without_time_of_its_own_shows_none() -> None:
    turn = guided("allen").sees(BRAM).turn
    assert (turn.remaining_ms, turn.total_ms) == (None, None)


def test_in_question_and_answer_the_inbrenger_answers_while_someone_asks() -> None:
    group = guided("vragen")
    assert group.sees(BRAM).turn.answers == SEAT[CATO]
    for _ in range(4):
        assert group.holder is not None
        group.asks(group.holder, c.Pass)
    turn = group.sees(BRAM).turn
    assert (turn.seat, turn.answers, turn.done) == (None, None, True)


def test_a_phase_without_turns_shows_none() -> None:
    turn = guided("gesprek").sees(BRAM).turn
    assert (turn.seat, turn.next, turn.to_come, turn.done) == (None, None, (), False)


# Time and plan


@pytest.mark.parametrize(
    ("after", "state", "remaining"),
    [(0, "running", 300_000), (299.999, "running", 1), (300, "over", 0), (310, "over", -10_000)],
)
def test_the_clock_runs_and_is_over_at_zero(after: float, state: str, remaining: int) -> None:
    group = guided("uitleg")
    group.now += after
    clock = group.sees(BRAM).clock
    assert (clock.state, clock.remaining_ms, clock.total_ms) == (state, remaining, 300_000)


def test_before_the_start_there_is_no_time() -> None:
    clock = guided().sees(BRAM).clock
    assert (clock.state, clock.remaining_ms, clock.total_ms) == ("waiting", 0, 0)


def test_the_plan_shows_the_whole_meeting_with_its_minutes() -> None:
    group = guided("vertellen")
    plan = group.sees(BRAM).plan
    assert [row.id for row in plan] == [step.phase.id for step in PROGRAM.steps]
    assert [row.state for row in plan] == ["past"] * 4 + ["now"] + ["to come"] * 11
    assert [row.part for row in plan] == ["before"] * 3 + ["method"] * 11 + ["after"] * 2
    assert [row.seconds for row in plan[:6]] == [360, 120, 420, 300, 300, 360]


def test_before_the_start_all_of_the_plan_is_to_come() -> None:
    overlay = guided().sees(BRAM)
    assert {row.state for row in overlay.plan} == {"to come"}
    assert overlay.rest_ms == 1000 * sum(row.seconds for row in overlay.plan)


def test_extending_shows_what_it_does_to_the_rest_of_the_meeting() -> None:
    group = guided("volgende-keer")
    assert group.sees(BRAM).rest_ms == 180_000
    group.asks(ANNA, c.Extend, seconds=60)
    group.wait(40)
    overlay = group.sees(BRAM)
    assert overlay.plan[-1].seconds == 240
    assert overlay.rest_ms == 200_000
    group.wait(1000)
    assert group.sees(BRAM).rest_ms == 0


def test_late_joiners_lengthen_the_rounds_to_come() -> None:
    group = guided("vertellen")
    before = group.sees(BRAM).plan[5].seconds
    group.enter(GUEST)
    assert group.sees(BRAM).plan[5].seconds == before + 90


# The question


def test_the_question_stays_on_every_screen_during_the_method_and_not_after() -> None:
    group = guided("vertellen", CATO)
    group.does(c.Question(by=CATO, text="vraag"))
    assert (group.sees(BRAM).question, group.sees(BRAM).question_seat) == ("vraag", SEAT[CATO])
    group.asks(ANNA, c.Next)
    assert group.sees(BRAM).question == "vraag"
    while group.state.meeting.step.part == "method":
        group.asks(ANNA, c.Next)
    assert (group.sees(BRAM).question, group.sees(BRAM).question_seat) == ("", None)


def test_without_a_question_there_is_none() -> None:
    overlay = guided("vertellen", CATO).sees(BRAM)
    assert (overlay.question, overlay.question_seat) == ("", None)


# Who leads


def test_everyone_knows_who_leads() -> None:
    group = guided()
    assert [group.sees(name).leads for name in (ANNA, BRAM)] == [True, False]
    assert group.sees(BRAM).leader == SEAT[ANNA]
    assert not group.sees(BRAM).independent
    alone = on_their_own()
    assert (alone.sees(BRAM).leader, alone.sees(BRAM).independent) == (None, True)


def test_the_overlay_says_what_it_was_drawn_from() -> None:
    group = guided()
    assert group.sees(BRAM).version == group.state.version
