"""SRTP in place: libsrtp's own functions on bytes where they lie, through the handles inside pylibsrtp's sessions.

pylibsrtp's `Session.protect` copies each packet twice and makes two objects of it; at tens of thousands of packets a
second that is the largest cost of all. The handles are private: the version is pinned, and `tests/media/test_srtp.py`
says what to read when they change.
"""

from typing import Any, Final

import pylibsrtp
from pylibsrtp._binding import ffi, lib

OVERHEAD: Final = 16 + 128  # octets libsrtp may add to a packet: the longest tag and master key identifier
OK: Final = 0

protect: Final = lib.srtp_protect  # (handle, packet, pointer to its size) -> 0 or an error; the size grows by the tag
unprotect: Final = lib.srtp_unprotect
protect_control: Final = lib.srtp_protect_rtcp
unprotect_control: Final = lib.srtp_unprotect_rtcp


def handle(session: pylibsrtp.Session) -> Any:
    """libsrtp's own session; valid as long as `session` is kept."""
    return session._srtp[0]


def slots(count: int, size: int) -> tuple[list[memoryview], list[Any]]:
    """`count` buffers of `size` octets, each as a view for Python and as a pointer for C."""
    pointers = [ffi.new("unsigned char[]", size) for _ in range(count)]
    return [memoryview(ffi.buffer(pointer)) for pointer in pointers], pointers


def sizes(count: int) -> tuple[memoryview, list[Any]]:
    """`count` sizes, each a number for Python, and the `int` in which libsrtp takes and returns a packet's size."""
    numbers = ffi.new("int[]", count)
    return memoryview(ffi.buffer(numbers)).cast("i"), [numbers + slot for slot in range(count)]


def cell_at(address: int) -> Any:
    """Such an `int` at an address in memory that someone else keeps."""
    return ffi.cast("int *", address)
