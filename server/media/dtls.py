"""DTLS by aiortc over a path of our own: the handshake, the check of the browser's certificate, the SRTP keys.

This file alone uses what aiortc keeps private (`_set_role`, `_setup_srtp`, `_rx_srtp`, `_tx_srtp`, and the shape of the
transport it expects). The version is pinned; `tests/media/test_dtls.py` says what to read when it changes.
"""

import asyncio
from collections.abc import Callable
from typing import Final, cast

import pylibsrtp
from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport, RTCIceTransport

QUEUED: Final = 32  # datagrams of one handshake waiting to be read; more than a flight ever has


class Wire:
    """What aiortc takes for an ICE transport: datagrams in by `feed`, out by `send`."""

    role = "controlled"
    state = "completed"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._out = send
        self._in: asyncio.Queue[bytes] = asyncio.Queue(QUEUED)

    def feed(self, datagram: bytes) -> None:
        if not self._in.full():
            self._in.put_nowait(datagram)

    async def _recv(self) -> bytes:
        return await self._in.get()

    async def _send(self, data: bytes) -> None:
        self._out(data)


class Dtls:
    """One connection's DTLS, the server being the client: a forged ClientHello finds nobody to answer it."""

    def __init__(self, certificate: RTCCertificate, send: Callable[[bytes], None]) -> None:
        self._wire = Wire(send)
        self._transport = RTCDtlsTransport(cast(RTCIceTransport, self._wire), [certificate])
        self._transport._set_role("client")
        self._over = asyncio.Event()
        self._transport.on("statechange", self._changed)

    def _changed(self) -> None:
        if self._transport.state in ("closed", "failed"):
            self._over.set()

    def feed(self, datagram: bytes) -> None:
        self._wire.feed(datagram)

    async def handshake(
        self, fingerprints: list[RTCDtlsFingerprint]
    ) -> tuple[pylibsrtp.Session, pylibsrtp.Session] | None:
        """(SRTP in, SRTP out) when the other side holds the offered certificate, else None."""
        await self._transport.start(RTCDtlsParameters(fingerprints=fingerprints, role="server"))
        if self._transport.state != "connected":
            return None
        return self._transport._rx_srtp, self._transport._tx_srtp

    def senders(self, count: int) -> list[pylibsrtp.Session]:
        """More sessions with the key of SRTP out, after the handshake.

        libsrtp searches a session's streams one by one for every packet: 5 % of all time with the streams of five
        others in one session. A stream must stay with one session, or a nonce would be used twice (RFC 7714 part 8.4).
        """
        transport = self._transport
        kept = transport._rx_srtp, transport._tx_srtp
        made = []
        for _ in range(count):
            transport._setup_srtp()
            made.append(transport._tx_srtp)
        transport._rx_srtp, transport._tx_srtp = kept
        return made

    async def ended(self) -> None:
        """Returns when the browser says goodbye."""
        await self._over.wait()

    async def stop(self) -> None:
        """Says goodbye and ends aiortc's task."""
        await self._transport.stop()
        self._transport.remove_all_listeners()
