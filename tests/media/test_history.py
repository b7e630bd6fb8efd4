"""The ring of packets, and retransmissions that come in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.media.history import History, unpack_rtx


def test_a_packet_is_found_until_the_ring_comes_round() -> None:
    history = History(4)
    for index in range(10, 15):
        history.put(index, bytes([index]), index * 100, index % 2 == 0)
    assert history.get(14) == (b"\x0e", 1400, True)
    assert history.get(11) == (b"\x0b", 1100, False)
    assert history.get(10) is None
    assert 11 in history
    assert 10 not in history


@given(st.lists(st.integers(0, 200), max_size=60))
def test_it_never_gives_another_packet_than_was_asked_for(indices: list[int]) -> None:
    history = History(16)
    for index in indices:
        history.put(index, str(index).encode(), index, False)
    for index in range(201):
        kept = history.get(index)
        assert kept is None or kept[0] == str(index).encode()


def test_a_size_that_is_no_power_of_two_is_refused() -> None:
    with pytest.raises(ValueError, match="power of two"):
        History(100)


@pytest.mark.parametrize(("payload", "expected"), [(b"\x01\x02abc", (258, b"abc")), (b"\x01\x02", None), (b"", None)])
def test_a_retransmission_holds_its_old_number(payload: bytes, expected: tuple[int, bytes] | None) -> None:
    assert unpack_rtx(payload) == expected
