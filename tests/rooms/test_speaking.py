"""Turns, voices, consent and short texts."""

import pytest

from server.methods.modes import Mode
from server.rooms import commands as c
from server.rooms.errors import Reason
from server.rooms.room import SEAT_KEPT
from tests.methods.samples import phase, program_of

from .people import ANNA, BRAM, CATO, DAAN, EMMA, FINN, GUEST, SEAT, SIX, Group, guided, on_their_own


def turns(group: Group, count: int) -> list[str | None]:
    """Who has the turn now and after each of the coming turns, which their holders end themselves."""
    found = [group.holder]
    for _ in range(count):
        assert group.holder is not None
        group.asks(group.holder, c.TurnDone)
        found.append(group.holder)
    return found


# Turns


def test_a_round_begins_beside_the_inbrenger_and_goes_clockwise_without_inbrenger_and_begeleider() -> None:
    assert turns(guided("ronde", CATO), 4) == [DAAN, EMMA, FINN, BRAM, None]


def test_a_round_with_the_inbrenger_ends_with_the_inbrenger() -> None:
    assert turns(guided("allen", CATO), 5) == [DAAN, EMMA, FINN, BRAM, CATO, None]


def test_a_group_on_its_own_is_complete_in_the_round() -> None:
    assert turns(on_their_own("ronde", CATO), 5) == [DAAN, EMMA, FINN, ANNA, BRAM, None]


def test_checking_in_is_for_the_begeleider_too() -> None:
    assert turns(guided("inchecken", None), 6) == [BRAM, CATO, DAAN, EMMA, FINN, ANNA, None]


def test_questions_go_round_until_everyone_passes() -> None:
    group = guided("vragen", CATO)
    assert turns(group, 5) == [DAAN, EMMA, FINN, BRAM, DAAN, EMMA]
    for _ in range(7):
        assert group.holder is not None
        group.asks(group.holder, c.Pass)
    assert group.holder is None
    assert group.sees(ANNA).turn.done


def test_the_begeleider_ends_a_turn_and_others_do_not() -> None:
    group = guided("ronde")
    assert group.asks_in_vain(EMMA, c.TurnDone) is Reason.NOT_YOURS
    group.asks(ANNA, c.TurnDone)
    assert group.holder == EMMA


def test_nobody_ends_a_turn_that_is_not_there() -> None:
    assert guided("gesprek").asks_in_vain(ANNA, c.TurnDone) is Reason.NOT_NOW


def test_whoever_comes_later_may_pass_before() -> None:
    group = guided("ronde")
    group.asks(FINN, c.Pass)
    assert turns(group, 3) == [DAAN, EMMA, BRAM, None]


def test_whoever_has_been_has_nothing_to_pass() -> None:
    group = guided("ronde")
    group.asks(DAAN, c.TurnDone)
    assert group.asks_in_vain(DAAN, c.Pass) is Reason.NOT_YOURS
    assert group.asks_in_vain(CATO, c.Pass) is Reason.NOT_YOURS


def test_someone_at_the_door_has_nothing_to_pass_when_nobody_has_the_turn() -> None:
    group = guided("ronde")
    turns(group, 4)
    group.knock(GUEST)
    assert group.asks_in_vain(GUEST, c.Pass) is Reason.NOT_YOURS


def test_whoever_is_skipped_comes_last() -> None:
    group = guided("ronde")
    group.asks(ANNA, c.SkipTurn)
    assert turns(group, 4) == [EMMA, FINN, BRAM, DAAN, None]


def test_whoever_gets_the_turn_speaks_first_and_whoever_had_it_next() -> None:
    group = guided("ronde")
    assert group.seat(ANNA, BRAM).may_get_turn
    group.asks(ANNA, c.GiveTurn, seat=SEAT[BRAM])
    assert turns(group, 4) == [BRAM, DAAN, EMMA, FINN, None]


@pytest.mark.parametrize("who", [ANNA, CATO, DAAN])
def test_the_turn_is_not_given_to_begeleider_inbrenger_or_holder(who: str) -> None:
    group = guided("ronde")
    assert not group.seat(ANNA, who).may_get_turn
    assert group.asks_in_vain(ANNA, c.GiveTurn, seat=SEAT[who]) is Reason.NO_SUCH_SEAT


def test_the_turn_is_not_given_to_an_empty_seat_or_someone_away_or_without_a_round() -> None:
    group = guided("ronde")
    group.goes_away(BRAM)
    for seat in (SEAT[BRAM], 6, 99):
        assert group.asks_in_vain(ANNA, c.GiveTurn, seat=seat) is Reason.NO_SUCH_SEAT
    assert guided("gesprek").asks_in_vain(ANNA, c.GiveTurn, seat=1) is Reason.NOT_NOW


def test_a_turn_done_twice_on_one_screen_is_one_turn() -> None:
    group = guided("ronde")
    seen = group.state.version
    group.does(c.TurnDone(by=DAAN, seen=seen))
    assert group.refused(c.TurnDone(by=DAAN, seen=seen)) is Reason.STALE
    assert group.refused(c.TurnDone(by=ANNA, seen=seen)) is Reason.STALE
    assert group.holder == EMMA


# Coming and going during a round


def test_someone_away_is_passed_over_and_comes_first_on_return() -> None:
    group = guided("ronde")
    group.goes_away(EMMA)
    assert group.sees(BRAM).turn.next == SEAT[FINN]
    group.asks(DAAN, c.TurnDone)
    assert group.holder == FINN
    group.does(c.Connect(by=EMMA))
    assert turns(group, 3) == [FINN, EMMA, BRAM, None]


def test_a_round_waits_for_the_last_who_is_away_and_goes_on_when_they_return() -> None:
    group = guided("ronde")
    group.goes_away(BRAM)
    turns(group, 3)
    assert group.holder is None
    assert not group.sees(ANNA).turn.done
    group.does(c.Connect(by=BRAM))
    assert group.holder == BRAM


def test_questions_go_on_while_someone_is_away() -> None:
    group = guided("vragen")
    group.goes_away(FINN)
    assert turns(group, 4) == [DAAN, EMMA, BRAM, DAAN, EMMA]


def test_when_whoever_has_the_turn_leaves_it_moves_on() -> None:
    group = guided("ronde")
    group.does(c.Leave(by=DAAN))
    assert group.holder == EMMA


def test_when_whoever_has_the_turn_stays_away_the_begeleider_moves_it_on() -> None:
    group = guided("ronde")
    group.goes_away(DAAN)
    assert group.holder == DAAN
    group.asks(ANNA, c.SkipTurn)
    assert group.holder == EMMA


def test_when_whoever_has_the_turn_never_returns_it_moves_on_by_itself() -> None:
    group = guided("ronde")
    group.goes_away(DAAN, seconds=SEAT_KEPT)
    assert group.state.person(DAAN) is None
    assert group.holder == EMMA


def test_whoever_arrives_late_gets_a_turn_too() -> None:
    group = guided("ronde")
    group.enter(GUEST)
    assert turns(group, 5) == [DAAN, EMMA, FINN, BRAM, GUEST, None]
    late = guided("ronde")
    turns(late, 4)
    late.enter(GUEST)
    assert late.holder == GUEST


# Microphones


def test_the_inbrenger_opens_a_closed_microphone_and_closes_it_again() -> None:
    group = guided("rug", CATO)
    assert group.sees(CATO).my_microphone == "closed"
    group.asks(CATO, c.Speak)
    assert group.sees(CATO).my_microphone == "reopened"
    group.asks(CATO, c.Speak)
    assert group.sees(CATO).my_microphone == "reopened"
    group.asks(CATO, c.Speak, on=False)
    assert group.sees(CATO).my_microphone == "closed"


def test_nobody_opens_a_microphone_that_is_open() -> None:
    group = guided("rug", CATO)
    assert group.asks_in_vain(BRAM, c.Speak) is Reason.NOT_NOW
    assert guided("schrijven").asks_in_vain(ANNA, c.Speak) is Reason.NOT_NOW


def test_an_opened_microphone_is_closed_again_by_the_next_phase() -> None:
    group = guided("schrijven")
    group.asks(DAAN, c.Speak)
    group.asks(ANNA, c.Next)
    assert group.sees(DAAN).my_microphone == "closed"


# Ready


def test_everyone_ticks_the_agreements_once() -> None:
    group = guided("afspraken", None)
    group.asks(BRAM, c.Tick)
    assert group.seat(ANNA, BRAM).ready
    assert not group.seat(ANNA, DAAN).ready
    assert group.asks_in_vain(BRAM, c.Tick) is Reason.NOT_NOW
    assert guided("ronde").asks_in_vain(BRAM, c.Tick) is Reason.NOT_NOW


def test_whoever_has_written_says_so_and_may_take_it_back() -> None:
    group = guided("schrijven")
    group.asks(DAAN, c.Written)
    assert group.seat(ANNA, DAAN).ready
    group.asks(DAAN, c.Written)
    assert group.seat(ANNA, DAAN).ready, "pressed twice, done once"
    group.asks(DAAN, c.Written, on=False)
    assert not group.seat(ANNA, DAAN).ready


# Consent


def test_a_group_on_its_own_moves_on_when_all_agree() -> None:
    group = on_their_own("ronde")
    for name in SIX[:-1]:
        group.asks(name, c.Agree)
        assert group.phase == "ronde"
    assert group.sees(FINN).agreed == 5
    group.asks(FINN, c.Agree)
    assert group.phase == "allen"
    assert group.sees(FINN).agreed == 0


def test_whoever_agreed_may_take_it_back() -> None:
    group = on_their_own("ronde")
    group.asks(ANNA, c.Agree)
    group.asks(ANNA, c.Agree)
    assert group.sees(ANNA).agreed == 1
    group.asks(ANNA, c.Agree, on=False)
    for name in SIX[1:]:
        group.asks(name, c.Agree)
    assert group.phase == "ronde"


def test_once_the_time_is_over_most_of_the_group_is_enough() -> None:
    group = on_their_own("uitleg")
    for name in SIX[:4]:
        group.asks(name, c.Agree)
    group.wait(299)
    assert group.phase == "uitleg"
    group.wait(1)
    assert group.phase == "vertellen"


def test_half_of_the_group_is_not_most() -> None:
    group = on_their_own("uitleg")
    for name in SIX[:3]:
        group.asks(name, c.Agree)
    group.wait(400)
    assert group.phase == "uitleg"
    group.asks(DAAN, c.Agree)
    assert group.phase == "vertellen"


def test_whoever_is_away_is_not_waited_for() -> None:
    group = on_their_own("ronde")
    for name in SIX[:-1]:
        group.asks(name, c.Agree)
    group.goes_away(FINN)
    assert group.phase == "allen"


def test_when_the_last_who_did_not_agree_leaves_the_group_moves_on() -> None:
    group = on_their_own("ronde")
    for name in SIX[:-1]:
        group.asks(name, c.Agree)
    group.does(c.Leave(by=FINN))
    assert group.phase == "allen"


def test_a_group_without_anyone_who_agreed_stays_where_it_is() -> None:
    group = on_their_own("ronde")
    group.wait(5000)
    assert group.phase == "ronde"


def test_a_group_on_its_own_ends_by_consent() -> None:
    group = on_their_own("volgende-keer")
    for name in SIX:
        group.asks(name, c.Agree)
    assert group.room.is_over(group.now)


def test_a_led_group_has_no_consent() -> None:
    assert guided("ronde").asks_in_vain(BRAM, c.Agree) is Reason.NOT_NOW
    assert on_their_own().asks_in_vain(BRAM, c.Agree) is Reason.NOT_NOW


# Short texts


def test_everyone_writes_a_casus_in_one_line_and_may_take_it_back() -> None:
    group = guided("casus", None)
    group.does(c.Title(by=DAAN, text="Daans"))
    group.does(c.Title(by=BRAM, text="Brams"))
    assert [group.seat(ANNA, name).title for name in (BRAM, CATO, DAAN)] == ["Brams", "", "Daans"]
    group.does(c.Title(by=DAAN, text="Beter"))
    assert group.seat(ANNA, DAAN).title == "Beter"
    group.does(c.Title(by=DAAN, text=""))
    assert [title for _, title in group.state.titles] == ["Brams"]


def test_the_begeleider_of_a_led_group_brings_no_casus() -> None:
    assert guided("casus", None).refused(c.Title(by=ANNA, text="Annas")) is Reason.NOT_YOURS
    group = on_their_own("casus", None)
    group.asks(ANNA, c.TakeTask)
    group.does(c.Title(by=ANNA, text="Annas"))


def test_one_liners_belong_to_the_choice_of_a_casus() -> None:
    assert guided("ronde").refused(c.Title(by=BRAM, text="Brams")) is Reason.NOT_NOW


def test_only_the_inbrenger_writes_the_question() -> None:
    group = guided("vertellen", CATO)
    group.does(c.Question(by=CATO, text="vraag"))
    assert group.sees(BRAM).question == "vraag"
    assert group.refused(c.Question(by=BRAM, text="andere")) is Reason.NOT_YOURS
    group.does(c.Question(by=CATO, text=""))
    assert group.sees(BRAM).question == ""


@pytest.mark.parametrize("text", ["twee woorden", "a" * 2401, "<script>"])
def test_texts_that_could_be_read_are_refused(text: str) -> None:
    group = guided("casus", CATO)
    assert group.refused(c.Title(by=BRAM, text=text)) is Reason.BAD_TEXT
    assert group.refused(c.Question(by=CATO, text=text)) is Reason.BAD_TEXT


def test_a_pause_does_not_stop_the_turns() -> None:
    group = Group(*SIX, program=program_of(phase(Mode.RONDE_MET_INBRENGER, seconds_each=60), phase(Mode.GESPREK)))
    group.asks(ANNA, c.Start)
    group.asks(ANNA, c.Pause)
    group.asks(BRAM, c.TurnDone)
    turn = group.sees(CATO).turn
    assert (turn.seat, turn.remaining_ms) == (SEAT[CATO], 60_000)
    group.wait(100)
    assert group.sees(CATO).turn.remaining_ms == 60_000


# Later, and who has not been heard yet


def test_whoever_leads_lets_a_seat_come_last() -> None:
    group = guided("ronde")
    group.asks(ANNA, c.Later, seat=SEAT[EMMA])
    assert group.sees(ANNA).turn.to_come == (SEAT[FINN], SEAT[BRAM], SEAT[EMMA])
    assert [seat.number for seat in group.sees(ANNA).seats if seat.may_come_later] == [SEAT[BRAM], SEAT[FINN]]
    for seat in (SEAT[EMMA], SEAT[DAAN], SEAT[CATO], 7):
        assert group.asks_in_vain(ANNA, c.Later, seat=seat) is Reason.NO_SUCH_SEAT


def not_heard(group: Group, who: str = ANNA) -> set[str]:
    return {name for name in SIX if group.seat(who, name).not_heard}


def test_whoever_leads_sees_who_has_not_had_the_floor_in_the_method() -> None:
    group = guided("uitleg")
    assert not_heard(group) == set(SIX) - {ANNA}
    group.onward()
    group.onward()
    assert not_heard(group) == {BRAM, EMMA, FINN}
    group.asks(DAAN, c.TurnDone)
    assert not_heard(group) == {BRAM, FINN}
    group.asks(EMMA, c.Pass)
    assert not_heard(group) == {BRAM, EMMA}
    assert not_heard(group, BRAM) == set()
    group.onward()
    assert not_heard(group) == {BRAM, EMMA}


def test_checking_in_is_not_counted_nor_asked() -> None:
    group = guided("inchecken", None)
    assert not_heard(group) == set()
    group.asks(BRAM, c.TurnDone)
    assert group.state.spoken == frozenset()
