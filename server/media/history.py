"""What a stream sent lately, so that a listener who misses a packet can be given it again. Pure."""

from typing import Final

from .rtp import Bytes

NEVER: Final = -1


class History:
    """A ring of the last `size` packets of one incoming stream; `size` is a power of two.

    The payload is kept once, whatever the number of listeners: what differs between them is computed from the index.
    """

    __slots__ = ("_indices", "_mask", "_payloads", "_stamps")

    def __init__(self, size: int) -> None:
        if size & (size - 1):
            raise ValueError("a history's size is a power of two")
        self._mask = size - 1
        self._indices = [NEVER] * size
        self._payloads: list[bytes] = [b""] * size
        self._stamps = [0] * size  # timestamp and marker: stamp << 1 | marker

    def put(self, index: int, payload: bytes, stamp: int, marker: bool) -> None:
        slot = index & self._mask
        self._indices[slot] = index
        self._payloads[slot] = payload
        self._stamps[slot] = stamp << 1 | marker

    def __contains__(self, index: int) -> bool:
        return self._indices[index & self._mask] == index

    def get(self, index: int) -> tuple[bytes, int, bool] | None:
        """(payload, timestamp, marker) of the packet with this unwrapped number, if it is still known."""
        slot = index & self._mask
        if self._indices[slot] != index:
            return None
        return self._payloads[slot], self._stamps[slot] >> 1, bool(self._stamps[slot] & 1)


def unpack_rtx(payload: Bytes) -> tuple[int, Bytes] | None:
    """The original sequence number and payload inside a retransmission (RFC 4588), or None when there is none."""
    if len(payload) < 3:  # two octets of number; an empty rest is probing, not a packet
        return None
    return payload[0] << 8 | payload[1], payload[2:]
