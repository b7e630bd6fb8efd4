"""The numbering of an incoming stream."""

import pytest

from server.media.inbound import STALE, VIDEO_HISTORY, Inbound


def placed(source: Inbound, sequences: list[int]) -> list[int]:
    """Where each packet lands, relative to the first; those that land are remembered."""
    places = []
    for sequence in sequences:
        index = source.place(sequence, 0.0)
        if index != STALE:
            source.history.put(index, b"x", 0, False)
        places.append(index - source.base if index != STALE else STALE)
    return places


@pytest.mark.parametrize(
    ("sequences", "places"),
    [
        ([1, 2, 3], [0, 1, 2]),
        ([65534, 65535, 0, 1], [0, 1, 2, 3]),  # round the corner
        ([1, 3, 2], [0, 2, 1]),  # overtaken
        ([1, 2, 2, 3], [0, 1, STALE, 2]),  # twice
        ([0, 65535], [0, -1]),  # the first came second
        ([1000, 1000 - VIDEO_HISTORY], [0, STALE]),  # too late for anyone
    ],
)
def test_packets_are_placed_in_their_order(sequences: list[int], places: list[int]) -> None:
    assert placed(Inbound(1, video=True), sequences) == places


def test_what_is_missing_is_asked_for_by_its_own_number() -> None:
    source = Inbound(1, video=True)
    placed(source, [65534, 1])
    assert source.missing(0.02) == [65535, 0]


def test_a_leap_asks_for_a_keyframe_instead() -> None:
    source = Inbound(1, video=True)
    placed(source, [1, 2000])
    assert source.missing(1.0) == []
    assert source.keyframes.waiting


def test_the_report_counts_what_never_came() -> None:
    source = Inbound(9, video=False)
    for sequence in (1, 2, 4):
        source.place(sequence, 0.0)
        source.packets += 1
    report = source.report(1.0)
    assert (report.ssrc, report.lost, report.total_lost, report.highest) == (9, 64, 1, 4)


def test_the_report_can_tell_of_the_loss_farther_on() -> None:
    source = Inbound(9, video=False)
    source.place(1, 0.0)
    source.packets = 1
    assert source.report(1.0, least=20).lost == 20
