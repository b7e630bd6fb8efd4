"""When the server asks a sender again."""

from hypothesis import given
from hypothesis import strategies as st

from server.media.gaps import AGAIN, GIVE_UP, MOST, WAIT, Gaps


def test_a_packet_that_was_only_overtaken_is_not_asked_for() -> None:
    gaps = Gaps()
    gaps.open(5, 7, now=0.0)
    gaps.close(5)
    gaps.close(6)
    assert gaps.due(WAIT) == []


def test_a_missing_packet_is_asked_for_with_growing_pauses_until_it_is_too_late() -> None:
    gaps = Gaps()
    gaps.open(5, 6, now=0.0)
    asked = [at for at in range(0, 1500, 10) if gaps.due(at / 1000)]
    assert asked[:4] == [20, 20 + 50, 20 + 50 + 100, 20 + 50 + 100 + 200]
    assert max(asked) <= GIVE_UP * 1000
    assert len(gaps) == 0
    assert AGAIN > WAIT


def test_a_broken_line_is_not_flooded_with_requests() -> None:
    gaps = Gaps()
    assert gaps.open(0, 10, 0.0)
    assert not gaps.open(10, 10 + MOST, 0.0)
    assert gaps.due(10.0) == []


@given(st.sets(st.integers(0, 100), max_size=50))
def test_what_is_asked_for_is_what_is_missing_in_order(came: set[int]) -> None:
    gaps = Gaps()
    gaps.open(0, 101, 0.0)
    for index in came:
        gaps.close(index)
    assert gaps.due(WAIT) == sorted(set(range(101)) - came)
