"""The turn engine: everyone comes round, nobody is forgotten, nobody comes twice while another waits."""

from hypothesis import given
from hypothesis import strategies as st

from server.methods.rounds import Round, clockwise

HERE = frozenset(range(10))
ORDER = (3, 4, 5, 0)


def begin(*, laps: bool = False, here: frozenset[int] = HERE, order: tuple[int, ...] = ORDER) -> Round:
    return Round.begin(order, here, laps=laps)


def holders(round_: Round, turns: int, here: frozenset[int] = HERE) -> list[int | None]:
    """Who has the turn now and after each of the coming turns."""
    found = [round_.holder]
    for _ in range(turns):
        round_ = round_.finish(here)
        found.append(round_.holder)
    return found


# The order of the circle


def test_the_order_goes_clockwise_from_beside_someone_who_comes_last() -> None:
    assert clockwise({0, 1, 2, 3, 4}, after=2) == (3, 4, 0, 1, 2)
    assert clockwise({0, 1, 3, 4}, after=2) == (3, 4, 0, 1)
    assert clockwise({0, 1, 3}, after=3) == (0, 1, 3)


def test_without_someone_to_begin_beside_the_order_begins_at_the_first_seat() -> None:
    assert clockwise({4, 0, 2}, after=None) == (0, 2, 4)
    assert clockwise((), after=2) == ()


# One lap


def test_everyone_has_one_turn_in_the_order_and_then_it_is_done() -> None:
    assert holders(begin(), 4) == [3, 4, 5, 0, None]


def test_a_round_is_done_when_the_last_turn_is() -> None:
    round_ = begin()
    for _ in range(3):
        round_ = round_.finish(HERE)
        assert not round_.done
    assert round_.finish(HERE).done


def test_who_comes_next_is_known_until_nobody_comes() -> None:
    round_, coming = begin(), []
    while round_.holder is not None:
        coming.append(round_.next(HERE))
        round_ = round_.finish(HERE)
    assert coming == [4, 5, 0, None]
    assert round_.next(HERE) is None


def test_turns_are_numbered_so_that_two_of_one_person_differ() -> None:
    assert begin().number == 1
    assert begin().finish(HERE).number == 2
    assert begin(order=(3,)).skip(HERE).number == 2
    assert begin().give(0).number == 2


def test_a_round_of_nobody_is_done() -> None:
    assert begin(order=()).done


# Passing and skipping


def test_who_passes_in_the_turn_makes_way() -> None:
    assert begin().without_turn(3, HERE).holder == 4


def test_who_passes_before_the_turn_is_not_called() -> None:
    round_ = begin().without_turn(4, HERE)
    assert holders(round_, 3) == [3, 5, 0, None]


def test_who_is_skipped_comes_at_the_end() -> None:
    assert holders(begin().skip(HERE), 4) == [4, 5, 0, 3, None]


def test_skipping_when_nobody_has_the_turn_changes_nothing() -> None:
    round_ = begin(here=frozenset())
    assert round_.skip(HERE) == round_


def test_who_is_skipped_as_the_last_has_the_turn_again() -> None:
    assert begin(order=(3,)).skip(HERE).holder == 3


# Giving the turn


def test_who_gets_the_turn_comes_first_and_who_had_it_comes_next() -> None:
    assert holders(begin().give(0), 4) == [0, 3, 4, 5, None]


def test_the_turn_can_be_given_to_someone_who_had_one() -> None:
    assert holders(begin().finish(HERE).give(3), 4) == [3, 4, 5, 0, None]


def test_the_turn_can_be_given_when_everyone_has_been() -> None:
    round_ = begin(order=(3,)).finish(HERE)
    assert round_.done
    assert round_.give(3).holder == 3
    assert round_.give(3).finish(HERE).done


# Coming and going


def test_who_is_away_is_passed_over_and_comes_first_on_return() -> None:
    round_ = begin().finish(HERE - {4})
    assert round_.holder == 5
    assert round_.next(HERE - {4}) == 0
    assert round_.next(HERE) == 4
    assert holders(round_, 3) == [5, 4, 0, None]


def test_when_only_people_who_are_away_are_left_the_round_waits_for_them() -> None:
    away = HERE - {0}
    round_ = begin().finish(away).finish(away).finish(away)
    assert (round_.holder, round_.queue, round_.done) == (None, (0,), False)
    assert round_.among(ORDER, away).holder is None
    assert round_.among(ORDER, HERE).holder == 0


def test_who_arrives_late_comes_last() -> None:
    round_ = begin().among((3, 4, 5, 7, 0), HERE)
    assert holders(round_, 5) == [3, 4, 5, 0, 7, None]


def test_who_arrives_after_the_last_turn_still_gets_one() -> None:
    round_ = begin(order=(3,)).finish(HERE)
    assert round_.among((3, 7), HERE).holder == 7


def test_who_leaves_before_the_turn_is_not_called() -> None:
    assert holders(begin().among((3, 5, 0), HERE), 3) == [3, 5, 0, None]


def test_when_the_holder_leaves_the_turn_moves_on() -> None:
    assert begin().among((4, 5, 0), HERE).holder == 4


def test_when_nobody_changes_nothing_changes() -> None:
    assert begin().among(ORDER, HERE) == begin()


# Laps: question and answer


def test_laps_begin_again_until_everyone_passes() -> None:
    round_ = begin(laps=True)
    assert holders(round_, 9) == [3, 4, 5, 0, 3, 4, 5, 0, 3, 4]
    for seat in ORDER:
        assert not round_.done
        round_ = round_.without_turn(seat, HERE)
    assert round_.done


def test_one_question_in_a_lap_is_enough_for_another_lap() -> None:
    round_ = begin(laps=True).finish(HERE)
    for seat in (4, 5, 0):
        round_ = round_.without_turn(seat, HERE)
    assert round_.holder == 3
    assert round_.passed == frozenset()


def test_in_the_last_turn_of_a_lap_the_next_lap_is_in_view() -> None:
    round_ = begin(laps=True).finish(HERE).finish(HERE).finish(HERE)
    assert (round_.holder, round_.next(HERE)) == (0, 3)
    assert round_.next(frozenset({0})) is None


def test_the_next_lap_begins_beside_whoever_had_the_last_turn() -> None:
    """Otherwise someone who was skipped to the end would have two turns running."""
    round_ = begin(laps=True).skip(HERE).finish(HERE).finish(HERE).finish(HERE)
    assert (round_.holder, round_.next(HERE)) == (3, 4)
    assert holders(round_, 4) == [3, 4, 5, 0, 3]


def test_laps_go_on_without_those_who_are_away() -> None:
    away = HERE - {5}
    assert holders(begin(laps=True, here=away), 6, away) == [3, 4, 0, 3, 4, 0, 3]


def test_who_was_passed_over_in_a_lap_comes_first_in_the_next() -> None:
    away = HERE - {5}
    round_ = begin(laps=True, here=away).finish(away).finish(away).finish(away)
    assert round_.holder == 3
    assert round_.next(HERE) == 5
    assert holders(round_, 3) == [3, 5, 4, 0]


def test_a_lap_passed_by_all_who_are_here_is_the_last_and_waits_for_the_others() -> None:
    away = HERE - {5}
    round_ = begin(laps=True, here=away)
    for seat in (3, 4, 0):
        round_ = round_.without_turn(seat, away)
    assert (round_.holder, round_.done) == (None, False)
    assert round_.among(ORDER, HERE).holder == 5


def test_when_the_last_of_a_lap_leaves_the_next_lap_begins() -> None:
    round_ = begin(laps=True).finish(HERE).finish(HERE).finish(HERE)
    assert round_.holder == 0
    assert round_.among((3, 4, 5), HERE).holder == 3


def test_who_gets_the_turn_after_passing_has_not_passed() -> None:
    round_ = begin(laps=True)
    for seat in ORDER:
        round_ = round_.without_turn(seat, HERE)
    again = round_.give(4)
    assert again.finish(HERE).holder == 5
    assert again.without_turn(4, HERE).done


def test_a_lap_of_people_who_are_all_away_waits_for_the_first_to_return() -> None:
    round_ = begin(laps=True, order=(3, 4)).finish(HERE).finish(frozenset())
    assert (round_.holder, round_.done) == (None, False)
    assert round_.among((3, 4), frozenset({4})).holder == 4


# Whatever happens

SEATS = st.sets(st.integers(0, 9), min_size=1)
STEPS = st.lists(st.tuples(st.sampled_from(["finish", "pass", "skip", "among"]), SEATS, SEATS), max_size=20)


@given(st.booleans(), SEATS, SEATS, STEPS)
def test_the_holder_is_of_the_order_and_nobody_waits_twice(
    laps: bool, seats: set[int], here: set[int], steps: list[tuple[str, set[int], set[int]]]
) -> None:
    round_ = Round.begin(clockwise(seats, None), here, laps=laps)
    for step, some, others in steps:
        match step:
            case "finish" if round_.holder is not None:
                round_ = round_.finish(others)
            case "pass":
                round_ = round_.without_turn(min(some), others) if min(some) in round_.order else round_
            case "skip":
                round_ = round_.skip(others)
            case _:
                round_ = round_.among(clockwise(some, None), others)
        assert round_.holder is None or round_.holder in round_.order
        assert set(round_.queue) <= set(round_.order)
        assert len(round_.queue) == len(set(round_.queue))
        assert round_.holder not in round_.queue
        assert round_.passed <= set(round_.order)
        assert not (round_.holder is None and step == "among" and any(seat in others for seat in round_.queue))


def test_a_seat_still_to_come_can_come_last() -> None:
    round_ = Round.begin((1, 2, 3, 4), {1, 2, 3, 4}, laps=False)
    assert round_.later(2).queue == (3, 4, 2)
    assert round_.later(1) == round_.later(9) == round_
