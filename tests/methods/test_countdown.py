"""Time that runs, stands still and stretches; the moments are numbers."""

from hypothesis import given
from hypothesis import strategies as st

from server.methods.countdown import Countdown


def test_a_new_countdown_stands_still() -> None:
    clock = Countdown.of(300)
    assert (clock.total, clock.remaining(7), clock.remaining(700), clock.ends_at()) == (300, 300, 300, None)


def test_a_running_countdown_loses_a_second_each_second_and_goes_below_zero() -> None:
    clock = Countdown.of(300).running(1000)
    assert [clock.remaining(now) for now in (1000, 1001, 1300, 1310)] == [300, 299, 0, -10]
    assert clock.ends_at() == 1300


def test_standing_keeps_what_is_left_and_running_goes_on_from_there() -> None:
    clock = Countdown.of(300).running(1000).standing(1100)
    assert (clock.remaining(1100), clock.remaining(5000), clock.ends_at()) == (200, 200, None)
    assert clock.running(5000).remaining(5050) == 150


def test_running_twice_and_standing_twice_change_nothing() -> None:
    running = Countdown.of(300).running(1000)
    assert running.running(1200) == running
    standing = running.standing(1100)
    assert standing.standing(2000) == standing


def test_stretching_changes_the_whole_and_what_is_left() -> None:
    clock = Countdown.of(300).running(1000)
    assert clock.stretched(60).total == 360
    assert clock.stretched(60).remaining(1100) == 260
    assert clock.stretched(-60).remaining(1100) == 140
    assert clock.stretched(-500).total == 0


@given(st.floats(0, 1e7), st.floats(0, 5400))
def test_at_the_moment_it_ends_nothing_is_left(now: float, seconds: float) -> None:
    """Whoever set an alarm for that moment must find the time over, not a rounding error above zero."""
    clock = Countdown.of(seconds).running(now)
    ends = clock.ends_at()
    assert ends is not None
    assert clock.remaining(ends) == 0
