"""The plan of a meeting within the time there is: honest about what fits, and never a step without time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.methods.fitting import FEWEST, MOST, TOTALS, fitted
from server.methods.method import Phase
from server.methods.modes import Mode
from server.methods.program import program

from .samples import phase, program_of
from .test_texts import FRAME, METHODS


def steps(*minutes: float, skip: tuple[int, ...] = ()) -> tuple[Phase, ...]:
    return tuple(phase(id=f"stap-{index}", minutes=each, skip=index in skip) for index, each in enumerate(minutes))


def minutes(*given: float, asked: int | None = None, skip: tuple[int, ...] = ()) -> list[int]:
    return [row.minutes for row in fitted(program_of(*steps(*given, skip=skip)), 5, asked).rows]


def test_without_a_time_every_step_takes_what_it_is_planned_for() -> None:
    plan = fitted(program_of(*steps(10, 5, 3)), 5)
    assert [row.minutes for row in plan.rows] == [10, 5, 3]
    assert (plan.minutes, plan.fits, plan.spare, plan.left_out) == (18, True, 0, ())


def test_time_that_is_not_needed_is_told_and_nothing_is_stretched() -> None:
    plan = fitted(program_of(*steps(10, 5)), 5, 45)
    assert (plan.minutes, plan.spare) == (15, 30)


def test_a_plan_that_is_a_little_too_long_gives_up_the_same_share_everywhere() -> None:
    assert minutes(20, 20, 14, 1, asked=50) == [19, 18, 12, 1]


def test_what_may_be_left_out_goes_before_anything_is_hurried_the_longest_first() -> None:
    assert minutes(20, 6, 20, 4, asked=44, skip=(1, 3)) == [18, 5, 18, 3]
    assert minutes(20, 12, 20, 4, asked=44, skip=(1, 3)) == [20, 0, 20, 4]
    assert minutes(20, 12, 20, 8, asked=40, skip=(1, 3)) == [17, 0, 17, 6]
    assert minutes(20, 12, 20, 8, asked=39, skip=(1, 3)) == [20, 0, 19, 0]


def test_a_plan_that_does_not_fit_says_what_is_needed_and_hurries_nobody() -> None:
    plan = fitted(program_of(*steps(30, 30, 5, skip=(2,))), 5, 45)
    assert not plan.fits
    assert plan.shortest == 50
    assert [row.minutes for row in plan.rows] == [30, 30, 5]


def test_more_people_need_more_time() -> None:
    around = program_of(phase(Mode.RONDE, "ronde", minutes={"per_member": 2}))
    assert [fitted(around, people).minutes for people in (3, 6)] == [4, 10]


@pytest.mark.parametrize("name", METHODS)
def test_two_hours_are_enough_for_every_method_with_five_people(name: str) -> None:
    assert fitted(program(METHODS[name], FRAME), 5, max(TOTALS)).fits


def test_steps_of_a_minute_cannot_be_shortened_so_one_that_may_is_left_out() -> None:
    plan = fitted(program_of(*steps(*[1.0] * 6, skip=(5,))), 5, 5)
    assert plan.fits
    assert [row.left_out for row in plan.rows] == [False] * 5 + [True]


@given(
    st.lists(st.tuples(st.floats(0, 30), st.booleans()), min_size=1, max_size=12),
    st.integers(FEWEST, MOST),
    st.integers(5, 150),
)
def test_any_plan_is_honest(given_steps: list[tuple[float, bool]], people: int, asked: int) -> None:
    times, skips = zip(*given_steps, strict=True)
    skip = tuple(index for index, may in enumerate(skips) if may)
    plan = fitted(program_of(*steps(*times, skip=skip)), people, asked)
    assert plan.fits == (asked >= plan.shortest)
    assert all(row.minutes > 0 for row in plan.rows if not row.phase.skip)
    assert plan.minutes <= fitted(program_of(*steps(*times)), people).minutes
