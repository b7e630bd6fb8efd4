"""What a poor line loses, in which order, and how it gets it back."""

from hypothesis import given
from hypothesis import strategies as st

from server.media.budget import FIRST_HOLD, LONGEST_HOLD, LOSS, TROUBLE, Budget, Level, Losses
from server.media.rtcp import Block

GOOD = (2_000_000, 1_000_000, 0)
FULL = (500_000, 1_000_000, 0)  # twice in a row: a low estimate that does not grow
LOSSY = (None, 1_000_000, LOSS + 1)


def seconds(budget: Budget, report: tuple[int | None, int, int], count: int) -> list[Level]:
    """The levels passed through."""
    passed = []
    for _ in range(count):
        if budget.step(*report):
            passed.append(budget.level)
    return passed


def test_a_good_line_gets_everything() -> None:
    assert seconds(Budget(), GOOD, 100) == []


def test_a_listener_without_an_estimate_gets_everything() -> None:
    assert seconds(Budget(), (None, 1_000_000, 0), 100) == []


def test_a_full_line_loses_the_small_pictures_rate_then_the_small_pictures_then_the_large_one() -> None:
    budget = Budget()
    assert seconds(budget, FULL, 20) == [Level.SLOWER_SMALL, Level.NO_SMALL, Level.SOUND_ONLY]
    assert seconds(budget, FULL, 20) == []


def test_a_line_that_drops_much_is_full_too() -> None:
    assert seconds(Budget(), LOSSY, TROUBLE) == [Level.SLOWER_SMALL]


def test_loss_that_retransmission_can_mend_takes_nothing_away() -> None:
    assert seconds(Budget(), (None, 1_000_000, LOSS), 100) == []


def test_one_bad_second_takes_nothing_away() -> None:
    budget = Budget()
    for _ in range(20):
        assert seconds(budget, FULL, TROUBLE - 1) == []
        assert seconds(budget, GOOD, 1) == []


def test_an_estimate_that_grows_is_only_late() -> None:
    budget = Budget()
    assert not any(budget.step(int(200_000 * 1.08**second), 1_500_000, 0) for second in range(25))


def test_the_share_lost_is_taken_over_all_streams_and_each_report_counts_once() -> None:
    def block(ssrc: int, total: int, highest: int) -> Block:
        return Block(ssrc, 0, total, highest, 0, 0, 0)

    losses = Losses()
    for report in (block(1, 5, 1000), block(2, 0, 1000)):  # where they begin says nothing
        losses.report(report)
    assert losses.share() == 0
    for report in (block(1, 15, 1030), block(2, 0, 1010)):
        losses.report(report)
    assert losses.share() == 64
    assert losses.share() == 0


def test_a_line_that_recovers_gets_everything_back_step_by_step() -> None:
    budget = Budget()
    seconds(budget, FULL, 20)
    assert seconds(budget, GOOD, int(FIRST_HOLD) - 1) == []
    assert seconds(budget, GOOD, 1) == [Level.NO_SMALL]
    assert seconds(budget, GOOD, 3 * int(FIRST_HOLD)) == [Level.SLOWER_SMALL, Level.EVERYTHING]


def test_each_failed_attempt_makes_the_next_one_wait_longer() -> None:
    budget = Budget()
    seconds(budget, FULL, TROUBLE)
    waits = []
    for _ in range(6):
        waited = 0
        while budget.level == Level.SLOWER_SMALL:
            budget.step(*GOOD)
            waited += 1
        waits.append(waited)
        seconds(budget, FULL, TROUBLE)
    assert waits == [6, 12, 24, 48, 60, 60]


def test_a_long_good_time_forgives_failed_attempts() -> None:
    budget = Budget()
    for _ in range(3):
        seconds(budget, FULL, TROUBLE)
        seconds(budget, GOOD, int(LONGEST_HOLD))
    seconds(budget, GOOD, 2 * int(LONGEST_HOLD))
    seconds(budget, FULL, TROUBLE)
    assert seconds(budget, GOOD, int(FIRST_HOLD)) == [Level.EVERYTHING]


@given(st.lists(st.sampled_from([GOOD, FULL, LOSSY]), max_size=200))
def test_it_moves_one_level_at_a_time_and_never_twice_within_two_seconds(
    reports: list[tuple[int | None, int, int]],
) -> None:
    budget = Budget()
    last, when = budget.level, -TROUBLE
    for second, report in enumerate(reports):
        if budget.step(*report):
            assert abs(budget.level - last) == 1
            assert second - when >= TROUBLE
            last, when = budget.level, second
