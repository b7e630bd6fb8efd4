"""Clocks and reception figures of one stream."""

from server.media.rtcp import SenderInfo
from server.media.timing import NTP_SECOND, Reception, SenderClock


def test_a_steady_stream_has_no_jitter_even_when_its_timestamp_wraps() -> None:
    reception = Reception(90000)
    for frame in range(100):
        reception.arrival((0xFFFFF000 + frame * 3000) & 0xFFFFFFFF, 10 + frame * 3000 / 90000)
    assert reception.jitter < 1


def test_an_uneven_stream_has_jitter() -> None:
    reception = Reception(1000)
    for frame in range(100):
        reception.arrival(frame * 20, frame * 0.02 + (0.005 if frame % 2 else 0))
    assert 4 < reception.jitter <= 5


def test_loss_is_told_per_interval_in_256ths() -> None:
    reception = Reception(90000)
    assert reception.fraction_lost(100, 75) == 64
    assert reception.fraction_lost(200, 175) == 0
    assert reception.fraction_lost(200, 175) == 0
    assert reception.fraction_lost(300, 290) == 0  # more came than was expected: retransmissions
    assert reception.fraction_lost(400, 290) == 255


def test_a_sender_report_is_carried_forward() -> None:
    clock = SenderClock(90000)
    assert clock.at(5.0) is None
    assert clock.echo(5.0) == (0, 0)
    clock.report(SenderInfo(1, 7 * NTP_SECOND, 1000, 0, 0), 5.0)
    assert clock.at(6.5) == (7 * NTP_SECOND + 3 * NTP_SECOND // 2, 1000 + 135000)
    assert clock.echo(5.5) == (7 << 16, 32768)
