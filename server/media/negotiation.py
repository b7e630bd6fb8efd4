"""Offer and answer (RFC 8829, RFC 8843): what a browser's one offer must hold, and the answer to it.

A room of n seats takes an offer of n pairs of sections, sound then picture, in the order of the seats: one's own pair
sends, the others receive. aiortc's `sdp` module reads and writes; nothing here keeps what it does not need.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aiortc import RTCCertificate, RTCDtlsFingerprint, sdp
from aiortc.rtcdtlstransport import RTCDtlsParameters
from aiortc.rtcicetransport import RTCIceCandidate, RTCIceParameters
from aiortc.rtcrtpparameters import RTCRtcpFeedback, RTCRtpCodecParameters, RTCRtpHeaderExtensionParameters

LONGEST: Final = 64 * 1024  # octets
TRANSPORT_FEEDBACK: Final = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
SEND_TIME: Final = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
DIGESTS: Final = {"sha-256", "sha-384", "sha-512"}
# FEC and DTX are asked for by whoever receives (RFC 7587 part 6.1).
OPUS: Final = {"minptime": 10, "useinbandfec": 1, "usedtx": 1}
VIDEO_REPAIR: Final = (("nack", None), ("nack", "pli"), ("ccm", "fir"))


class MediaRefused(Exception):
    """This offer cannot be taken: malformed, too large, or not of this room's shape."""


@dataclass(frozen=True, slots=True)
class Section:
    """One m-section, as far as it matters here. Numbers are the browser's own; 0 where it offers no such thing."""

    mid: str
    kind: str
    payload_type: int
    rtx_type: int
    transport_feedback: int
    send_time: int


@dataclass(frozen=True, slots=True)
class Offer:
    sections: tuple[Section, ...]
    fingerprints: tuple[RTCDtlsFingerprint, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """What this server calls itself in one answer."""

    user: str
    password: str
    certificate: RTCCertificate
    addresses: Sequence[str]
    port: int
    ssrc: int  # the first of a row: section i sends as ssrc + 2i, retransmits as ssrc + 2i + 1


def read_offer(text: str, seats: int, seat: int) -> Offer:
    """Raises MediaRefused for whatever is no offer of this room's shape (aiortc's parser raises nearly anything)."""
    if len(text) > LONGEST:
        raise MediaRefused("the offer is too large")
    try:
        session = sdp.SessionDescription.parse(text)
        _check_shape(session, seats, seat)
        sections = tuple(_section(media) for media in session.media)
        dtls = session.media[0].dtls
    except MediaRefused:
        raise
    except Exception as broken:
        raise MediaRefused("the offer is malformed") from broken
    if dtls is None or dtls.role not in ("auto", "server"):
        raise MediaRefused("the offer leaves no DTLS role for the server")
    fingerprints = tuple(print_ for print_ in dtls.fingerprints if print_.algorithm.lower() in DIGESTS)
    if not fingerprints:
        raise MediaRefused("the offer has no usable fingerprint")
    return Offer(sections, fingerprints)


def _check_shape(session: sdp.SessionDescription, seats: int, seat: int) -> None:
    if len(session.media) != 2 * seats:
        raise MediaRefused("the offer has not one pair of sections for each seat")
    for place, media in enumerate(session.media):
        if media.kind != ("video" if place % 2 else "audio"):
            raise MediaRefused("the offer's sections are not sound and picture by turns")
        if media.direction != ("sendonly" if place // 2 == seat else "recvonly"):
            raise MediaRefused("the offer sends where it should receive, or the other way round")
        if not media.rtcp_mux or not media.rtp.muxId:
            raise MediaRefused("the offer lacks rtcp-mux or mid")
    mids = [media.rtp.muxId for media in session.media]
    bundled = [group.items for group in session.group if group.semantic == "BUNDLE"]
    if bundled != [mids] or len(set(mids)) != len(mids):
        raise MediaRefused("the offer is not one bundle")


def _section(media: sdp.MediaDescription) -> Section:
    name = "audio/opus" if media.kind == "audio" else "video/vp8"
    wanted = [codec for codec in media.rtp.codecs if codec.mimeType.lower() == name]
    if not wanted:
        raise MediaRefused("the offer lacks Opus or VP8")
    payload_type = wanted[0].payloadType or 0
    again = [
        codec.payloadType or 0
        for codec in media.rtp.codecs
        if codec.mimeType.lower() == "video/rtx" and codec.parameters.get("apt") == payload_type
    ]
    extensions = {extension.uri: extension.id for extension in media.rtp.headerExtensions if 0 < extension.id < 15}
    return Section(
        mid=media.rtp.muxId,
        kind=media.kind,
        payload_type=payload_type,
        rtx_type=again[0] if again else 0,
        transport_feedback=extensions.get(TRANSPORT_FEEDBACK, 0),
        send_time=extensions.get(SEND_TIME, 0) if media.kind == "video" else 0,
    )


def write_answer(offer: Offer, seat: int, own: Identity) -> str:
    """The answer to `offer`: receives on the pair of `seat`, sends on all others, everything over one address."""
    session = sdp.SessionDescription()
    session.origin = "- 0 0 IN IP4 0.0.0.0"
    session.group = [sdp.GroupDescription("BUNDLE", [section.mid for section in offer.sections])]
    session.msid_semantic = [sdp.GroupDescription("WMS", ["*"])]
    for place, section in enumerate(offer.sections):
        media = _media(section, receiving=place // 2 == seat)
        if place // 2 != seat:
            stream = f"seat-{place // 2}"
            media.msid = f"{stream} {stream}-{section.kind}"
            media.ssrc = [sdp.SsrcDescription(own.ssrc + 2 * place, cname=stream, msid=media.msid)]
            if section.rtx_type:
                again = own.ssrc + 2 * place + 1
                media.ssrc.append(sdp.SsrcDescription(again, cname=stream, msid=media.msid))
                media.ssrc_group = [sdp.GroupDescription("FID", [own.ssrc + 2 * place, again])]
        media.ice = RTCIceParameters(own.user, own.password, iceLite=True)
        digest = next(print_ for print_ in own.certificate.getFingerprints() if print_.algorithm == "sha-256")
        media.dtls = RTCDtlsParameters([digest], role="client")
        media.ice_candidates = [_candidate(rank, host, own.port) for rank, host in enumerate(own.addresses)]
        media.ice_candidates_complete = True
        session.media.append(media)
    return str(session)


def _media(section: Section, *, receiving: bool) -> sdp.MediaDescription:
    formats = [section.payload_type, section.rtx_type] if section.rtx_type else [section.payload_type]
    media = sdp.MediaDescription(section.kind, 9, "UDP/TLS/RTP/SAVPF", formats)
    media.host = "0.0.0.0"  # noqa: S104 -- the candidates tell the address (RFC 8829 part 5.3.1)
    media.direction = "recvonly" if receiving else "sendonly"
    media.rtp.muxId = section.mid
    media.rtcp_port, media.rtcp_mux = 9, True
    feedback = [RTCRtcpFeedback(kind, more) for kind, more in VIDEO_REPAIR] if section.kind == "video" else []
    extension = (section.transport_feedback, TRANSPORT_FEEDBACK) if receiving else (section.send_time, SEND_TIME)
    if extension[0]:
        media.rtp.headerExtensions.append(RTCRtpHeaderExtensionParameters(*extension))
        feedback.append(RTCRtcpFeedback("transport-cc" if receiving else "goog-remb"))
    if section.kind == "audio":
        codec = RTCRtpCodecParameters("audio/opus", 48000, 2, section.payload_type, feedback, dict(OPUS))
    else:
        codec = RTCRtpCodecParameters("video/VP8", 90000, None, section.payload_type, feedback)
    media.rtp.codecs.append(codec)
    if section.rtx_type:
        again = RTCRtpCodecParameters("video/rtx", 90000, None, section.rtx_type)
        again.parameters = {"apt": section.payload_type}
        media.rtp.codecs.append(again)
    return media


def _candidate(rank: int, host: str, port: int) -> RTCIceCandidate:
    priority = (126 << 24) + ((65535 - rank) << 8) + 255  # RFC 8445 part 5.1.2: host, in the order announced
    return RTCIceCandidate(1, str(rank + 1), host, port, priority, "udp", "host")
