"""Transport-wide feedback, read back by an independent reader written after the draft."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from server.media.feedback import MOST, TICK, Arrivals, chunks
from server.media.rtcp import split


def read(message: bytes) -> tuple[int, list[float | None]]:
    """(first number, arrival times or None for lost) of a feedback message."""
    ((kind, count, body),) = split(message)
    assert (kind, count) == (205, 15)
    first, total, word = struct.unpack_from("!HHI", body, 8)
    symbols: list[int] = []
    at = 16
    while len(symbols) < total:
        (chunk,) = struct.unpack_from("!H", body, at)
        at += 2
        if chunk >> 15 == 0:
            symbols += [chunk >> 13 & 3] * (chunk & 0x1FFF)
        else:
            assert chunk >> 14 == 3
            symbols += [chunk >> (12 - 2 * place) & 3 for place in range(7)]
    clock = round((word >> 8) * 0.064 / TICK)
    times: list[float | None] = []
    for symbol in symbols[:total]:
        if symbol == 0:
            times.append(None)
            continue
        (delta,) = struct.unpack_from("!B" if symbol == 1 else "!h", body, at)
        at += symbol
        clock += delta
        times.append(clock * TICK)
    assert not any(symbols[total:])
    assert len(body) - at < 4
    return first, times


@given(
    st.integers(0, 0xFFFF),
    st.dictionaries(st.integers(0, 300), st.floats(0, 2), min_size=1, max_size=80),
)
def test_a_sender_learns_when_each_packet_came(base: int, came: dict[int, float]) -> None:
    arrivals = Arrivals()
    for number, time in came.items():
        arrivals.numbers.append((base + number) & 0xFFFF)
        arrivals.times.append(100 + time)
    first, times = read(arrivals.message(1, 2))
    assert first == (base + min(came)) & 0xFFFF
    assert len(times) == max(came) - min(came) + 1
    for place, told in enumerate(times):
        expected = came.get(min(came) + place)
        assert (told is None) == (expected is None)
        if told is not None and expected is not None:
            assert abs(told - 100 - expected) <= TICK


def test_what_was_lost_between_two_messages_is_told() -> None:
    arrivals = Arrivals()
    arrivals.numbers, arrivals.times = [10, 11], [1.0, 1.01]
    arrivals.message(1, 2)
    arrivals.numbers, arrivals.times = [14], [1.1]
    first, times = read(arrivals.message(1, 2))
    assert first == 12
    assert [time is None for time in times] == [True, True, False]


def test_a_late_packet_is_told_after_all() -> None:
    arrivals = Arrivals()
    arrivals.numbers, arrivals.times = [10, 12], [1.0, 1.01]
    arrivals.message(1, 2)
    arrivals.numbers, arrivals.times = [11, 13], [1.1, 1.11]
    first, times = read(arrivals.message(1, 2))
    assert first == 11
    assert [time is None for time in times] == [False, True, False]


def test_silence_is_not_reported() -> None:
    assert Arrivals().message(1, 2) == b""


def test_a_leap_in_the_numbers_costs_no_more_than_a_full_message() -> None:
    arrivals = Arrivals()
    arrivals.numbers, arrivals.times = [0, 20000], [1.0, 1.0]
    first, times = read(arrivals.message(1, 2))
    assert len(times) == MOST
    assert (first + len(times) - 1) & 0xFFFF == 20000


@given(st.lists(st.sampled_from([0, 1, 2]), min_size=1, max_size=100))
def test_chunks_hold_every_symbol_in_order(symbols: list[int]) -> None:
    packed = chunks(symbols)
    unpacked: list[int] = []
    for (chunk,) in struct.iter_unpack("!H", packed):
        if chunk >> 15:
            unpacked += [chunk >> (12 - 2 * place) & 3 for place in range(7)]
        else:
            unpacked += [chunk >> 13] * (chunk & 0x1FFF)
    assert unpacked[: len(symbols)] == symbols
    assert len(unpacked) - len(symbols) < 7


def test_the_usual_case_and_the_others_follow_each_other_without_a_seam() -> None:
    arrivals = Arrivals()
    told: list[int] = []
    for numbers in ([65533, 65534], [65535, 0, 1], [2, 3], [4, 6], [5, 7], [8, 9]):
        arrivals.numbers += numbers
        arrivals.times += [number % 9000 / 1000 for number in range(len(told), len(told) + len(numbers))]
        first, times = read(arrivals.message(1, 2))
        told += [(first + place) & 0xFFFF for place, time in enumerate(times) if time is not None]
    assert told == [65533, 65534, 65535, 0, 1, 2, 3, 4, 6, 5, 7, 8, 9]


def test_a_pause_too_long_for_an_octet_is_told_in_two() -> None:
    arrivals = Arrivals()
    arrivals.numbers, arrivals.times = [1, 2, 3], [1.0, 1.5, 1.4]
    first, times = read(arrivals.message(1, 2))
    assert (first, [round(time or 0, 3) for time in times]) == (1, [1.0, 1.5, 1.4])
