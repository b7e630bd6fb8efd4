"""aiortc's DTLS over our own wire. When this fails after an upgrade: read aiortc/rtcdtlstransport.py of the new version
(`_set_role`, `_recv_next`, `_setup_srtp`, `stop`), then server/media/dtls.py.
"""

import asyncio

import aiortc
from aiortc import RTCCertificate, RTCDtlsFingerprint

from server.media.dtls import QUEUED, Dtls, Wire

from .client import Client


def pair() -> tuple[Dtls, Client]:
    """The server's end, and a browser's, wired to each other."""
    browser = Client(lambda data: None)
    server = Dtls(RTCCertificate.generateCertificate(), browser.feed)
    browser.send = server.feed
    return server, browser


async def answer(browser: Client, fingerprints: list[RTCDtlsFingerprint]) -> None:
    browser.dtls._set_role("server")
    await browser.dtls.start(aiortc.RTCDtlsParameters(fingerprints=fingerprints))


def prints(certificate: RTCCertificate) -> list[RTCDtlsFingerprint]:
    return [one for one in certificate.getFingerprints() if one.algorithm == "sha-256"]


async def test_a_handshake_gives_keys_that_fit_each_other() -> None:
    server, browser = pair()
    theirs = prints(server._transport._RTCDtlsTransport__local_certificate)  # type: ignore[attr-defined]
    task = asyncio.create_task(answer(browser, theirs))
    sessions = await server.handshake(prints(browser.certificate))
    await task
    assert sessions is not None
    packet = b"\x80\x60\x00\x01" + bytes(8) + b"payload"
    for number, sender in enumerate([sessions[1], *server.senders(2)], 1):
        mine = b"\x80\x60\x00\x01" + bytes(7) + bytes([number]) + b"payload"
        assert browser.dtls._rx_srtp.unprotect(sender.protect(mine)) == mine
    assert (server._transport._rx_srtp, server._transport._tx_srtp) == sessions
    assert sessions[0].unprotect(browser.dtls._tx_srtp.protect(packet)) == packet
    assert browser.dtls._rx_srtp.unprotect(sessions[1].protect(packet)) == packet
    await browser.close()
    await asyncio.wait_for(server.ended(), 2)
    await server.stop()


async def test_another_certificate_than_was_offered_gives_no_keys() -> None:
    server, browser = pair()
    theirs = prints(server._transport._RTCDtlsTransport__local_certificate)  # type: ignore[attr-defined]
    task = asyncio.create_task(answer(browser, theirs))
    assert await server.handshake(prints(RTCCertificate.generateCertificate())) is None
    await server.stop()
    task.cancel()


async def test_a_flood_of_datagrams_is_not_kept() -> None:
    wire = Wire(lambda data: None)
    for _ in range(QUEUED + 10):
        wire.feed(b"x")
    for _ in range(QUEUED):
        await wire._recv()
    assert wire._in.empty()


def test_the_version_is_the_one_this_was_written_for() -> None:
    assert aiortc.__version__ == "1.16.0"
