"""Numbering towards one listener, as tables of cases in the manner of mediasoup's sequence manager tests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.media.forwarding import Outbound
from server.media.inbound import STALE, Inbound
from server.media.rtcp import SenderInfo


def outbound(video: bool = True) -> Outbound:
    return Outbound(7, 96, video=video, rtx=(8, 97), send_time=2)


def run(out: Outbound, source: Inbound, packets: list[tuple[int, bool, int]], now: float = 0.0) -> list[int | None]:
    """Feeds (sequence, keyframe, layer) as the packet path does; returns the numbers that went out."""
    went: list[int | None] = []
    for sequence, keyframe, layer in packets:
        index = source.place(sequence, now)
        assert index != STALE
        source.history.put(index, b"x", sequence * 3000, False)
        delta: int | None = out.delta
        if index < out.start:
            delta = out.admit(index, sequence * 3000, keyframe, layer, now)
        if index == source.highest:
            source.stamp = sequence * 3000
        if delta is None and not out.waiting:
            out.omitted(1)
        went.append(None if delta is None else (index + delta) & 0xFFFF)
        source.packets += 1
        source.octets += 1
    return went


def packets(*sequences: int, key: int = -1) -> list[tuple[int, bool, int]]:
    return [(sequence, sequence == key, 0) for sequence in sequences]


def test_nothing_goes_out_before_a_keyframe() -> None:
    out, source = outbound(), Inbound(1, video=True)
    out.open(source)
    assert run(out, source, packets(10, 11, 12, 13, key=12)) == [None, None, 12, 13]


def test_sound_waits_for_nothing() -> None:
    out, source = outbound(video=False), Inbound(1, video=False)
    out.open(source)
    assert run(out, source, packets(10, 11)) == [10, 11]


def test_a_closed_stream_admits_nothing() -> None:
    out, source = outbound(), Inbound(1, video=True)
    assert run(out, source, packets(10, key=10)) == [None]


def test_a_reopened_stream_goes_on_without_a_gap() -> None:
    out, source = outbound(), Inbound(1, video=True)
    out.open(source)
    run(out, source, packets(10, 11, key=10))
    out.close(0.0)
    assert run(out, source, packets(12, 13)) == [None, None]
    out.open(source)
    assert out.waiting
    assert run(out, source, packets(14, 15, 16, key=15)) == [None, 12, 13]
    assert not out.waiting


def test_a_packet_from_before_the_opening_is_dropped() -> None:
    out, source = outbound(), Inbound(1, video=True)
    out.open(source)
    assert run(out, source, packets(10, 12, 11, 13, key=12)) == [None, 12, None, 13]


def test_a_gap_at_the_source_stays_a_gap_and_is_filled_late() -> None:
    out, source = outbound(), Inbound(1, video=True)
    out.open(source)
    assert run(out, source, packets(65534, 1, 65535, 0, key=65534)) == [65534, 1, 65535, 0]


def test_another_source_goes_on_where_the_first_stopped_in_numbers_and_in_time() -> None:
    out, first, second = outbound(), Inbound(1, video=True), Inbound(2, video=True)
    out.open(first)
    run(out, first, packets(10, 11, key=10))
    first.picture, first.base_index = 40, 9
    out.close(now=100.0)
    out.open(second)
    second.picture, second.base_index = 500, 77
    assert run(out, second, packets(900, 901, key=900), now=101.0) == [12, 13]
    assert 900 * 3000 + out.stamp_delta == 11 * 3000 + 90000  # a second later on the listener's clock
    assert (500 + out.picture_delta, 77 + out.base_delta) == (41, 10)


LAYERED = [(1, True, 0), (2, False, 2), (3, False, 0), (4, False, 2), (5, False, 0)]


def test_a_thinned_stream_leaves_out_the_upper_layer_without_a_gap() -> None:
    out, source = outbound(), Inbound(1, video=True)
    out.open(source)
    out.thinned(True)
    assert run(out, source, LAYERED) == [1, None, 2, None, 3]
    assert out.counts() == (3, 3)
    assert [out.find(number) for number in (1, 2, 3)] == [source.base, source.base + 2, source.base + 4]


def test_a_thinned_stream_grows_whole_again_where_that_is_permitted() -> None:
    out, source = outbound(), Inbound(1, video=True)
    out.open(source)
    out.thinned(True)
    run(out, source, LAYERED)
    out.thinned(False)
    assert run(out, source, [(6, False, 2), (7, False, 0), (8, False, 3), (9, False, 2)]) == [None, 4, 5, 6]
    assert run(out, source, packets(10, 11)) == [7, 8]


def test_a_keyframe_makes_a_thinned_stream_whole_too() -> None:
    out, source = outbound(), Inbound(1, video=True)
    out.open(source)
    out.thinned(True)
    run(out, source, LAYERED)
    out.thinned(False)
    assert run(out, source, [(6, True, 0), (7, False, 2)]) == [4, 5]


def test_a_late_packet_of_a_thinned_stream_gets_the_number_that_was_kept_for_it() -> None:
    out, source = outbound(), Inbound(1, video=True)
    out.open(source)
    out.thinned(True)
    assert run(out, source, [(1, True, 0), (3, False, 2), (4, False, 0), (2, False, 0)]) == [1, None, 3, 2]


def test_padding_leaves_no_gap() -> None:
    out, source = outbound(), Inbound(1, video=True)
    out.open(source)
    run(out, source, packets(1, 2, key=1))
    out.leave_out(source.place(3, 0.0))
    assert run(out, source, packets(4)) == [3]
    assert out.find(3) == source.base + 3
    assert out.find(2) == source.base + 1


def test_padding_before_the_opening_is_nobodys_business() -> None:
    out, source = outbound(), Inbound(1, video=True)
    out.open(source)
    out.leave_out(source.place(3, 0.0))
    assert run(out, source, packets(4, key=4)) == [4]


def test_nothing_is_found_on_a_closed_stream() -> None:
    out, source = outbound(), Inbound(1, video=True)
    out.open(source)
    assert out.find(1) is None
    run(out, source, packets(1, key=1))
    out.close(0.0)
    assert out.find(1) is None


def test_how_far_a_listener_is_behind_is_told_on_the_sources_clock() -> None:
    out, source = outbound(), Inbound(1, video=True)
    assert out.behind(10) is None
    out.open(source)
    run(out, source, packets(10, 11, 12, 13, key=11))
    assert [out.behind(number) for number in (11, 12, 13)] == [pytest.approx(2 / 30), pytest.approx(1 / 30), 0]
    assert [out.behind(number) for number in (10, 14)] == [None, None]  # not for this listener, and not there yet
    source.stamp = (13 * 3000 - 9000) & 0xFFFFFFFF
    assert out.behind(13) == 0  # a stamp out of order
    source.history.put(source.place(14, 0.0), b"x", 2**32 - 3000, False)
    source.stamp = 6000
    assert out.behind(14) == 0.1  # the clock has gone round


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from([0, 0, 2, 3])), min_size=1, max_size=60),
    st.sets(st.integers(0, 60)),
    st.integers(0, 0xFFFF),
)
def test_whatever_is_opened_closed_and_thinned_the_numbers_have_no_gap(
    frames: list[tuple[bool, int]], turns: set[int], base: int
) -> None:
    out, source = outbound(), Inbound(1, video=True)
    out.open(source)
    went: list[tuple[int, int]] = []
    for place, (keyframe, layer) in enumerate(frames):
        if place in turns:
            match place % 3:
                case 0:
                    out.close(0.0)
                    out.open(source)
                case 1:
                    out.thinned(True)
                case 2:
                    out.thinned(False)
        (number,) = run(out, source, [((base + place) & 0xFFFF, keyframe, 0 if keyframe else layer)])
        if number is not None:
            went.append((number, source.highest))
    assert [number for number, _ in went] == [(went[0][0] + n) & 0xFFFF for n in range(len(went))] if went else True
    # What went out since the last opening can be found again under its number.
    for number, index in went:
        found = out.find(number)
        assert found is None or found == index


def test_reports_speak_in_the_listeners_numbers() -> None:
    out, source = outbound(), Inbound(1, video=True)
    assert out.report(0.0) is None
    out.open(source)
    run(out, source, packets(1, 2, 3, key=2))
    assert out.report(0.0) is None
    source.clock.report(SenderInfo(1, 5 << 32, 1000, 99, 99), 0.0)
    out.stamp_delta = 10
    assert out.report(0.0) == SenderInfo(7, 5 << 32, 1010, 2, 2)
    out.close(0.0)
    assert out.report(0.0) is None
    assert out.counts() == (2, 2)


@pytest.mark.parametrize(("send_time", "bits"), [(0, 0x8000), (2, 0x9000)])
def test_the_shape_of_the_header_follows_what_the_listener_knows(send_time: int, bits: int) -> None:
    out = Outbound(7, 96, video=True, rtx=None, send_time=send_time)
    assert (out.head, out.rtx_ssrc) == (bits | 96, 0)
