"""Token buckets, with time as an argument."""

from hypothesis import given
from hypothesis import strategies as st

from server.web import bucket
from server.web.bucket import Bucket, Buckets, Rate

FEW = Rate(each_second=2, burst=3)


def test_so_many_at_once_and_then_so_many_a_second() -> None:
    mine = Bucket(FEW, 0.0)
    assert [mine.take(0.0) for _ in range(4)] == [True, True, True, False]
    assert [mine.take(1.0) for _ in range(3)] == [True, True, False]


@given(st.lists(st.floats(0, 5), max_size=60))
def test_never_more_than_the_burst_and_what_time_brought(pauses: list[float]) -> None:
    mine, now, taken = Bucket(FEW, 0.0), 0.0, 0
    for pause in pauses:
        now += pause
        taken += mine.take(now)
    assert taken <= FEW.burst + now * FEW.each_second + 1e-6


def test_one_key_does_not_pay_for_another() -> None:
    all_ = Buckets(FEW)
    assert [all_.take("a", 0.0) for _ in range(4)][-1] is False
    assert all_.take("b", 0.0)


def test_whoever_is_quiet_is_forgotten() -> None:
    all_ = Buckets(FEW)
    all_.take("a", 10.0)
    all_.take("b", 12.0)
    assert len(all_) == 1


def test_no_flood_of_keys_fills_the_memory() -> None:
    all_ = Buckets(Rate(1, 10))
    taken = [all_.take(str(number), 0.5) for number in range(bucket.MOST_KEYS + 10)]
    assert len(all_) == bucket.MOST_KEYS
    assert taken[-1] is False
