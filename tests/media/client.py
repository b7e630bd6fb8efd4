"""A small WebRTC client without browser or socket: bytes in by `feed`, bytes out by `send`. For tests and benchmarks.

It is the controlling ICE agent, does DTLS in either role with aiortc, and gives the SRTP sessions of pylibsrtp.
"""

import asyncio
import secrets
from collections.abc import Callable
from typing import cast

import pylibsrtp
from aioice import stun
from aiortc import RTCCertificate, RTCDtlsParameters, RTCDtlsTransport, RTCIceTransport, sdp

from server.media.dtls import Wire
from server.media.negotiation import SEND_TIME, TRANSPORT_FEEDBACK

OPUS, VP8, RTX = 111, 96, 97
FEEDBACK_ID, SEND_TIME_ID = 3, 2
SSRC = 1000, 2000  # of a client's sound and picture


def section(kind: str, mid: int, direction: str, lines: list[str]) -> list[str]:
    """One m-section as a browser writes it, without what nobody reads."""
    formats = [OPUS] if kind == "audio" else [VP8, RTX]
    codecs = (
        [f"a=rtpmap:{OPUS} opus/48000/2", f"a=fmtp:{OPUS} minptime=10;useinbandfec=1"]
        if kind == "audio"
        else [f"a=rtpmap:{VP8} VP8/90000", f"a=rtpmap:{RTX} rtx/90000", f"a=fmtp:{RTX} apt={VP8}"]
    )
    return [
        f"m={kind} 9 UDP/TLS/RTP/SAVPF {' '.join(map(str, formats))}",
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        *lines,
        f"a=mid:{mid}",
        f"a=extmap:{SEND_TIME_ID} {SEND_TIME}",
        f"a=extmap:{FEEDBACK_ID} {TRANSPORT_FEEDBACK}",
        f"a={direction}",
        "a=rtcp-mux",
        *codecs,
    ]


def candidate(host: str, port: int) -> str:
    """The line that tells where a client can be reached; Kring, being ICE-lite, needs none."""
    return f"a=candidate:1 1 udp 2130706431 {host} {port} typ host"


def write_offer(
    seats: int, seat: int, fingerprint: str, user: str = "user", password: str = "p" * 24, where: str = ""
) -> str:
    """The offer of a browser that sits at `seat` in a room of `seats`; `where` is a candidate's line."""
    common = [f"a=ice-ufrag:{user}", f"a=ice-pwd:{password}", f"a=fingerprint:sha-256 {fingerprint}", "a=setup:actpass"]
    common += [where] if where else []
    lines = ["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0"]
    lines.append("a=group:BUNDLE " + " ".join(map(str, range(2 * seats))))
    for mid in range(2 * seats):
        direction = "sendonly" if mid // 2 == seat else "recvonly"
        own = [f"a=ssrc:{SSRC[mid % 2]} cname:client"] if direction == "sendonly" else []
        lines += section("video" if mid % 2 else "audio", mid, direction, [*common, *own])
    return "\r\n".join(lines) + "\r\n"


class Client:
    """Offer with `offer()`, hand the answer to `connect()`, feed it what arrives."""

    def __init__(self, send: Callable[[bytes], None], certificate: RTCCertificate | None = None) -> None:
        self.send = send
        self.certificate = certificate or RTCCertificate.generateCertificate()
        self.user, self.password = secrets.token_hex(4), secrets.token_hex(12)
        self.controlling = True  # whoever offers is (RFC 8445 part 6.1.1)
        self.checked = asyncio.Event()
        self.media: list[bytes] = []  # SRTP and SRTCP as they came
        self._wire = Wire(self.send_now)
        self.dtls = RTCDtlsTransport(cast(RTCIceTransport, self._wire), [self.certificate])
        self.remote_user = self.remote_password = ""

    def send_now(self, data: bytes) -> None:
        self.send(data)

    @property
    def fingerprint(self) -> str:
        return next(f.value for f in self.certificate.getFingerprints() if f.algorithm == "sha-256")

    def offer(self, seats: int, seat: int) -> str:
        return write_offer(seats, seat, self.fingerprint, self.user, self.password)

    def check(self, *, nominate: bool = True, priority: int = 1) -> bytes:
        """A signed connectivity check."""
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{self.remote_user}:{self.user}"
        request.attributes["PRIORITY"] = priority
        request.attributes["ICE-CONTROLLING" if self.controlling else "ICE-CONTROLLED"] = 1
        if nominate and self.controlling:
            request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(self.remote_password.encode())
        return bytes(request)

    def read_answer(self, answer: str) -> sdp.SessionDescription:
        session = sdp.SessionDescription.parse(answer)
        ice = session.media[0].ice
        assert ice is not None
        self.remote_user, self.remote_password = ice.usernameFragment or "", ice.password or ""
        return session

    async def connect(self, answer: str) -> tuple[pylibsrtp.Session, pylibsrtp.Session]:
        """Returns (SRTP in, SRTP out) once the handshake is over."""
        session = self.read_answer(answer)
        while not self.checked.is_set():
            self.send(self.check())
            try:
                await asyncio.wait_for(self.checked.wait(), 0.2)
            except TimeoutError:
                continue
        remote = session.media[0].dtls
        assert remote is not None
        self.dtls._set_role("server" if remote.role == "client" else "client")
        await self.dtls.start(RTCDtlsParameters(fingerprints=remote.fingerprints, role=remote.role))
        assert self.dtls.state == "connected"
        return self.dtls._rx_srtp, self.dtls._tx_srtp

    def feed(self, data: bytes) -> None:
        if data[0] < 4:
            self._stun(data)
        elif 20 <= data[0] < 64:
            self._wire.feed(data)
        else:
            self.media.append(data)

    def _stun(self, data: bytes) -> None:
        message = stun.parse_message(data)
        if message.message_class == stun.Class.RESPONSE:
            assert message.check_message_integrity(self.remote_password.encode())
            self.checked.set()
        elif message.message_class == stun.Class.REQUEST:
            answer = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, transaction_id=message.transaction_id)
            answer.attributes["XOR-MAPPED-ADDRESS"] = ("127.0.0.1", 9)
            answer.add_message_integrity(self.password.encode())
            self.send(bytes(answer))

    async def close(self) -> None:
        await self.dtls.stop()
