"""What the plane counts."""

from server.media.counters import DELAY_BOUNDS, Counters


def test_a_delay_falls_into_its_bucket_with_all_its_packets() -> None:
    counters = Counters()
    counters.delayed(0.0003, 5)
    counters.delayed(0.00005, 2)
    counters.delayed(3.0, 1)
    assert counters.delay_buckets[DELAY_BOUNDS.index(0.0005)] == 5
    assert counters.delay_buckets[0] == 2
    assert counters.delay_buckets[-1] == 1
    assert abs(counters.delay_sum - (0.0015 + 0.0001 + 3.0)) < 1e-9
