"""Elastic time: one pace for all phases to come, within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.methods.elastic import LEAST, LONGEST, SHORTEST, pace_for, paced, together

PLANS = st.lists(st.floats(LEAST, 5400), max_size=20)


def test_at_the_method_s_own_pace_nothing_changes() -> None:
    assert paced(300, 1.0) == 300


@pytest.mark.parametrize(("pace", "seconds"), [(0.1, 150), (0.5, 150), (1.2, 360), (9, 450)])
def test_a_phase_gets_at_least_half_and_at_most_half_as_much_again(pace: float, seconds: float) -> None:
    assert paced(300, pace) == seconds


def test_no_phase_gets_less_than_a_minute() -> None:
    assert paced(80, 0.5) == 60


def test_what_cannot_shrink_is_taken_from_the_others() -> None:
    plan = [60, 100, 600]
    pace = pace_for(plan, 480)
    assert [round(paced(seconds, pace)) for seconds in plan] == [60, 60, 360]


@pytest.mark.parametrize(
    ("plan", "available", "pace"), [([], 500, 1.0), ([60, 60], 10, SHORTEST), ([60], 500, LONGEST)]
)
def test_a_pace_keeps_within_its_bounds(plan: list[float], available: float, pace: float) -> None:
    assert pace_for(plan, available) == pace


@given(PLANS, st.floats(-1000, 100_000))
def test_the_plan_fits_wherever_it_can(plan: list[float], available: float) -> None:
    took = together(plan, pace_for(plan, available))
    shortest, longest = together(plan, SHORTEST), together(plan, LONGEST)
    assert took == pytest.approx(min(longest, max(shortest, available)), abs=0.01)
