"""What a poor line loses, in which order, and how it gets it back."""

from hypothesis import given
from hypothesis import strategies as st

from server.media.budget import (
    FEWEST,
    FIRST_HOLD,
    FLOOD_TIME,
    LONGEST_HOLD,
    LOSS,
    TROUBLE,
    WAIT,
    Budget,
    Level,
    Losses,
    Needs,
    Queue,
)
from server.media.rtcp import Block

NEEDS = Needs(sound=100_000, small=400_000, large=500_000)
Report = tuple[int | None, int, int, Needs]
GOOD: Report = (2_000_000, 1_000_000, 0, NEEDS)
FULL: Report = (660_000, 1_000_000, 0, NEEDS)  # twice in a row: a low estimate that does not grow
LOSSY: Report = (None, 1_100_000, LOSS + 1, NEEDS)


def seconds(budget: Budget, report: Report, count: int) -> list[Level]:
    """The levels passed through."""
    passed = []
    for _ in range(count):
        if budget.step(*report):
            passed.append(budget.level)
    return passed


def test_a_good_line_gets_everything() -> None:
    assert seconds(Budget(), GOOD, 100) == []


def test_a_listener_without_an_estimate_gets_everything() -> None:
    assert seconds(Budget(), (None, 1_000_000, 0, NEEDS), 100) == []


def test_a_full_line_loses_the_small_pictures_rate_then_the_small_pictures_then_the_large_one() -> None:
    budget = Budget()
    assert seconds(budget, FULL, 3 * TROUBLE) == [Level.SLOWER_SMALL, Level.NO_SMALL, Level.SOUND_ONLY]
    assert seconds(budget, FULL, int(FIRST_HOLD) - 1) == []


def test_an_estimate_says_nothing_while_no_picture_comes() -> None:
    """Browsers estimate by pictures and repeat the last figure when there are none: sound only must not be for ever."""
    budget, stale = Budget(), (20_000, 280_000, 0, Needs(sound=180_000, small=100_000))
    assert seconds(budget, stale, TROUBLE) == [Level.NO_SMALL]
    assert seconds(budget, stale, int(FIRST_HOLD)) == [Level.SLOWER_SMALL]


def test_an_estimate_is_of_pictures_and_not_of_the_sound_beside_them() -> None:
    """Seen in Chromium: 188 kbit/s for pictures of 100, and 180 of sound beside them. That line is not full."""
    assert seconds(Budget(), (188_000, 280_000, 0, Needs(sound=180_000, small=100_000)), 100) == []


def test_a_line_that_drops_much_is_full_too() -> None:
    assert seconds(Budget(), LOSSY, TROUBLE) == [Level.SLOWER_SMALL]


def test_a_line_much_too_narrow_goes_to_what_fits_at_once() -> None:
    assert seconds(Budget(), (400_000, 1_000_000, 0, NEEDS), TROUBLE) == [Level.NO_SMALL]
    assert seconds(Budget(), (100_000, 1_000_000, 0, NEEDS), TROUBLE) == [Level.SOUND_ONLY]
    assert seconds(Budget(), (None, 1_000_000, 180, NEEDS), TROUBLE) == [Level.SOUND_ONLY]


def asks(budget: Budget, share: float, times: list[float], rate: int = 200) -> list[Level]:
    """At each moment it asks for this share of what was sent since the last one, at `rate` packets a second."""
    passed, sent = [], 0
    for before, now in zip([times[0], *times], times, strict=False):
        due = round((now - before) * rate)
        sent += due
        if budget.asked(round(due * share), sent, now, lambda: NEEDS):
            passed.append(budget.level)
    return passed


def test_a_flood_is_seen_in_what_is_asked_again_before_any_report() -> None:
    often = [number / 20 for number in range(1 + round(FLOOD_TIME * 20))]
    assert asks(Budget(), 0.65, often) == [Level.SOUND_ONLY]
    assert asks(Budget(), 0.38, often) == [Level.NO_SMALL]
    assert asks(Budget(), 0.12, often) == []


def test_a_short_interruption_is_no_flood() -> None:
    """Everything that was lost is asked for at one moment; what is asked a while later is another matter."""
    budget = Budget()
    assert not budget.asked(60, 100, 0.0, lambda: NEEDS)
    assert not budget.asked(3, 130, 0.1, lambda: NEEDS)
    assert not budget.asked(3, 200, FLOOD_TIME, lambda: NEEDS)
    assert not budget.asked(60, 1000, 5.0, lambda: NEEDS)
    assert not budget.asked(60, 2000, 10.0, lambda: NEEDS)


def test_a_few_packets_say_nothing() -> None:
    budget = Budget()
    assert not budget.asked(1, 0, 0.0, lambda: NEEDS)
    assert not budget.asked(FEWEST, FEWEST - 1, FLOOD_TIME, lambda: NEEDS)


def test_sound_alone_is_never_taken_away() -> None:
    budget = Budget()
    seconds(budget, LOSSY, 20)
    assert asks(budget, 1.0, [number / 20 for number in range(40)]) == []
    assert budget.level == Level.SOUND_ONLY


def test_what_a_level_takes() -> None:
    assert [round(NEEDS.at(level)) for level in Level] == [1_000_000, 860_000, 600_000, 100_000]


def test_loss_that_retransmission_can_mend_takes_nothing_away() -> None:
    assert seconds(Budget(), (None, 1_000_000, LOSS, NEEDS), 100) == []


def test_one_bad_second_takes_nothing_away() -> None:
    budget = Budget()
    for _ in range(20):
        assert seconds(budget, FULL, TROUBLE - 1) == []
        assert seconds(budget, GOOD, 1) == []


def test_an_estimate_that_grows_is_only_late() -> None:
    budget = Budget()
    assert not any(budget.step(int(200_000 * 1.08**second), 1_500_000, 0, NEEDS) for second in range(25))


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


def test_packets_wait_where_reports_run_further_behind_than_at_best() -> None:
    queue = Queue()
    assert queue.stands()  # not known: an estimate is all there is
    for behind, waits in ((0.4, False), (0.5, False), (0.3, False), (0.3 + WAIT, True), (0.4, False)):
        queue.report(behind)
        assert queue.stands() is waits
    queue.report(2.0)
    queue.report(0.3)  # another stream, or a moment later
    assert queue.stands()
    assert queue.stands()  # no report came: still so


def test_a_line_that_recovers_gets_everything_back_step_by_step() -> None:
    budget = Budget()
    seconds(budget, FULL, 3 * TROUBLE)
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
def test_it_goes_up_one_level_at_a_time_and_never_changes_twice_within_two_seconds(reports: list[Report]) -> None:
    budget = Budget()
    last, when = budget.level, -TROUBLE
    for second, report in enumerate(reports):
        if budget.step(*report):
            assert budget.level > last or budget.level == last - 1
            assert second - when >= TROUBLE
            last, when = budget.level, second
