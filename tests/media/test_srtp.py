"""pylibsrtp's private handles. When this fails after an upgrade: read pylibsrtp/__init__.py (Session, `_srtp`) and
pylibsrtp/_binding (ffi, lib) of the new version, then server/media/srtp.py.
"""

import struct

import pylibsrtp
import pytest

from server.media import srtp

PACKET = struct.pack("!BBHII", 0x80, 96, 1, 2, 3) + b"payload"
REPORT = struct.pack("!BBHI", 0x80, 201, 1, 3)


def session(direction: int) -> pylibsrtp.Session:
    profile = pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_128_GCM
    return pylibsrtp.Session(pylibsrtp.Policy(key=bytes(range(28)), ssrc_type=direction, srtp_profile=profile))


@pytest.mark.parametrize(
    ("packet", "protect", "unprotect", "theirs"),
    [
        (PACKET, srtp.protect, srtp.unprotect, "unprotect"),
        (REPORT, srtp.protect_control, srtp.unprotect_control, "unprotect_rtcp"),
    ],
)
def test_a_packet_protected_in_place_is_what_pylibsrtp_itself_reads(
    packet: bytes, protect: object, unprotect: object, theirs: str
) -> None:
    assert callable(protect)
    assert callable(unprotect)
    (view,), (pointer,) = srtp.slots(1, 200)
    size, (cell,) = srtp.sizes(1)
    out = session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
    view[: len(packet)], size[0] = packet, len(packet)
    assert protect(srtp.handle(out), pointer, cell) == srtp.OK
    assert len(packet) < size[0] <= len(packet) + srtp.OVERHEAD
    protected = bytes(view[: size[0]])
    assert getattr(session(pylibsrtp.Policy.SSRC_ANY_INBOUND), theirs)(protected) == packet
    into = session(pylibsrtp.Policy.SSRC_ANY_INBOUND)
    assert unprotect(srtp.handle(into), pointer, cell) == srtp.OK
    assert bytes(view[: size[0]]) == packet


def test_a_forged_packet_is_an_error_and_no_exception() -> None:
    _, (pointer,) = srtp.slots(1, 200)
    size, (cell,) = srtp.sizes(1)
    size[0] = 60
    assert srtp.unprotect(srtp.handle(session(pylibsrtp.Policy.SSRC_ANY_INBOUND)), pointer, cell) != srtp.OK


def test_the_version_is_the_one_this_was_written_for() -> None:
    assert pylibsrtp.__version__ == "1.0.0"
