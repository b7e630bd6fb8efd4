"""Offers and answers: shapes that are taken, shapes that are refused, and whatever aiortc's parser stumbles over."""

import contextlib

import pytest
from aiortc import RTCCertificate, sdp
from hypothesis import given
from hypothesis import strategies as st

from server.media.negotiation import LONGEST, Identity, MediaRefused, Offer, read_offer, write_answer

from .client import FEEDBACK_ID, OPUS, RTX, SEND_TIME_ID, VP8, write_offer

GOOD = write_offer(3, 1, "AA:BB")


def identity(addresses: tuple[str, ...] = ("192.0.2.1", "2001:db8::1")) -> Identity:
    return Identity("mine", "m" * 22, RTCCertificate.generateCertificate(), addresses, 8443, 1000)


def test_an_offer_is_read_to_what_matters() -> None:
    offer = read_offer(GOOD, 3, 1)
    assert [section.kind for section in offer.sections] == ["audio", "video"] * 3
    assert [section.payload_type for section in offer.sections] == [OPUS, VP8] * 3
    assert [section.rtx_type for section in offer.sections] == [0, RTX] * 3
    assert [section.send_time for section in offer.sections] == [0, SEND_TIME_ID] * 3
    assert {section.transport_feedback for section in offer.sections} == {FEEDBACK_ID}
    assert [(one.algorithm, one.value) for one in offer.fingerprints] == [("sha-256", "AA:BB")]


@pytest.mark.parametrize(
    ("offer", "why"),
    [
        (GOOD + " " * LONGEST, "too large"),
        ("", "one pair"),
        (write_offer(4, 1, "AA:BB"), "one pair"),
        (write_offer(3, 2, "AA:BB"), "sends where"),
        (GOOD.replace("m=audio", "m=application"), "by turns"),
        (GOOD.replace("a=rtcp-mux", "a=nothing"), "rtcp-mux"),
        (GOOD.replace("a=mid:2", "a=mid:1"), "one bundle"),
        (GOOD.replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 0"), "one bundle"),
        (GOOD.replace("opus", "speex"), "lacks Opus"),
        (GOOD.replace("VP8/", "AV1/"), "lacks Opus or VP8"),
        (GOOD.replace("a=setup:actpass", "a=setup:active"), "DTLS role"),
        (GOOD.replace("a=setup:actpass\r\n", ""), "DTLS role"),
        (GOOD.replace("sha-256", "md5"), "fingerprint"),
        (GOOD.replace(f"a=fmtp:{RTX} apt", "a=fmtp:55 apt"), "malformed"),  # StopIteration in aiortc
        (GOOD.replace("a=setup:actpass", "a=setup:what"), "malformed"),  # KeyError
        (GOOD.replace("UDP/TLS/RTP/SAVPF", "?"), "malformed"),  # AssertionError
        ("\x00", "one pair"),
    ],
)
def test_anything_else_is_refused_with_a_reason(offer: str, why: str) -> None:
    with pytest.raises(MediaRefused, match=why):
        read_offer(offer, 3, 1)


@given(st.data())
def test_a_damaged_offer_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    lines = GOOD.split("\r\n")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        line = lines[place]
        at = data.draw(st.integers(0, len(line)))
        lines[place] = line[:at] + data.draw(st.text(max_size=4)) + line[at + data.draw(st.integers(0, 4)) :]
    with contextlib.suppress(MediaRefused):
        assert isinstance(read_offer("\r\n".join(lines), 3, 1), Offer)


def test_the_answer_fits_the_offer_section_by_section() -> None:
    answer = sdp.SessionDescription.parse(write_answer(read_offer(GOOD, 3, 1), 1, identity()))
    assert [media.rtp.muxId for media in answer.media] == [str(mid) for mid in range(6)]
    assert [media.direction for media in answer.media] == ["sendonly"] * 2 + ["recvonly"] * 2 + ["sendonly"] * 2
    assert all(media.ice and media.ice.iceLite and media.rtcp_mux for media in answer.media)
    assert [(one.ip, one.port, one.type) for one in answer.media[0].ice_candidates] == [
        ("192.0.2.1", 8443, "host"),
        ("2001:db8::1", 8443, "host"),
    ]
    first, second = answer.media[0].ice_candidates
    assert first.priority > second.priority
    assert {media.dtls.role for media in answer.media if media.dtls} == {"client"}


def test_every_forwarded_stream_is_announced_with_its_own_number() -> None:
    answer = sdp.SessionDescription.parse(write_answer(read_offer(GOOD, 3, 1), 1, identity()))
    announced = [[one.ssrc for one in media.ssrc] for media in answer.media]
    assert announced == [[1000], [1002, 1003], [], [], [1008], [1010, 1011]]
    assert [media.msid for media in answer.media if media.msid] == [
        "seat-0 seat-0-audio",
        "seat-0 seat-0-video",
        "seat-2 seat-2-audio",
        "seat-2 seat-2-video",
    ]


def test_the_sender_is_told_how_it_arrives_and_the_listener_asked_for_its_estimate() -> None:
    text = write_answer(read_offer(GOOD, 3, 1), 1, identity())
    answer = sdp.SessionDescription.parse(text)
    wishes = [{(f.type, f.parameter) for f in media.rtp.codecs[0].rtcpFeedback} for media in answer.media]
    assert ("transport-cc", None) in wishes[2] & wishes[3]
    assert ("goog-remb", None) in wishes[1]
    assert ("goog-remb", None) not in wishes[3]
    assert {("nack", None), ("nack", "pli"), ("ccm", "fir")} <= wishes[1] & wishes[3]
    assert "usedtx=1" in text
    assert "useinbandfec=1" in text


def test_a_browser_without_retransmission_is_taken_too() -> None:
    bare = "\r\n".join(line for line in GOOD.split("\r\n") if f":{RTX} " not in line).replace(f"{VP8} {RTX}", str(VP8))
    answer = sdp.SessionDescription.parse(write_answer(read_offer(bare, 3, 1), 1, identity()))
    assert [len(media.ssrc) for media in answer.media] == [1, 1, 0, 0, 1, 1]
