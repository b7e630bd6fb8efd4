"""The VP8 payload descriptor (RFC 7741), which frame encryption leaves clear: keyframes, layers, picture ids. Pure."""

from typing import Final, TypeAlias

from .rtp import Bytes

# What `describe` returns.
Frame: TypeAlias = tuple[bool, int, int, int]
NOTHING: Final = (False, 0, 0, 0)


def describe(data: Bytes, start: int, end: int) -> Frame:
    """Returns (begins a keyframe, layer, where the picture id lies or 0, where TL0PICIDX lies or 0).

    `layer` is twice the temporal layer, plus one where a listener may switch up to it (the Y bit).
    Only the descriptor and the first byte of the VP8 payload are read: the rest may be ciphertext. A payload too short
    for its own descriptor counts as an ordinary packet of the base layer.
    """
    at = start + 1
    if at >= end:
        return NOTHING
    first = data[start]
    layer = picture = base = 0
    if first & 0x80:  # X: an octet says which fields follow
        fields = data[at]
        at += 1
        if fields & 0x80 and at < end:  # I: picture id of one or two octets
            picture = at
            at += 2 if data[at] & 0x80 else 1
        if fields & 0x40:  # L: TL0PICIDX
            base = at
            at += 1
        if fields & 0x30:  # T or K: an octet with layer and key index
            if fields & 0x20 and at < end:
                layer = data[at] >> 5
            at += 1
        if at >= end:
            return NOTHING
    # S set and partition 0: the first packet of a frame; P clear in the payload header: a keyframe.
    return first & 0x17 == 0x10 and not data[at] & 1, layer, picture, base


def shift_picture(data: bytearray | memoryview, at: int, by: int) -> None:
    """Adds `by` to the picture id at `at`, within its 7 or 15 bits."""
    if data[at] & 0x80:
        moved = ((data[at] << 8 | data[at + 1]) + by) & 0x7FFF
        data[at] = 0x80 | moved >> 8
        data[at + 1] = moved & 0xFF
    else:
        data[at] = (data[at] + by) & 0x7F


def picture_id(data: Bytes, at: int) -> int:
    """The picture id at `at`, of 7 or 15 bits."""
    return (data[at] << 8 | data[at + 1]) & 0x7FFF if data[at] & 0x80 else data[at]
