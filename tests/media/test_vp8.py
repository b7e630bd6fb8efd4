"""VP8 payload descriptors: a table after RFC 7741 part 4.2, and aiortc's own writer."""

import pytest
from aiortc.codecs.vpx import VpxPayloadDescriptor
from hypothesis import given
from hypothesis import strategies as st

from server.media.vp8 import NOTHING, describe, picture_id, shift_picture


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ("10 00", (True, 0, 0, 0)),  # S, partition 0, P clear
        ("10 01", (False, 0, 0, 0)),  # P set: depends on earlier frames
        ("00 00", (False, 0, 0, 0)),  # not the first packet of the frame
        ("11 00", (False, 0, 0, 0)),  # partition 1
        ("90 80 05 00", (True, 0, 2, 0)),  # picture id of 7 bits
        ("90 80 85 01 00", (True, 0, 2, 0)),  # of 15 bits
        ("90 e0 85 01 07 40 01", (False, 2, 2, 4)),  # picture id, TL0PICIDX, temporal layer 1
        ("90 e0 85 01 07 60 01", (False, 3, 2, 4)),  # ... where one may switch up
        ("90 20 80 01", (False, 4, 0, 0)),  # a layer alone
        ("90 10 1f 00", (True, 0, 0, 0)),  # a key index alone
        ("10", NOTHING),
        ("90 80", NOTHING),
        ("90 f0 85 01 07", NOTHING),  # cut off in the middle
        ("", NOTHING),
    ],
)
def test_a_descriptor_is_read_to_its_first_payload_octet(payload: str, expected: tuple[bool, int, int, int]) -> None:
    data = bytes.fromhex(payload)
    assert describe(data, 0, len(data)) == expected


@given(st.binary(max_size=12))
def test_no_payload_makes_the_reader_stumble(data: bytes) -> None:
    _, layer, picture, base = describe(data, 0, len(data))
    assert 0 <= layer < 8
    assert max(picture, base) < max(len(data), 1)


@given(st.integers(0, 0x7FFF), st.integers(0, 255), st.integers(0, 3), st.booleans(), st.booleans())
def test_what_aiortc_writes_is_read(picture: int, base: int, layer: int, sync: bool, key: bool) -> None:
    written = bytes(
        VpxPayloadDescriptor(
            partition_start=1, partition_id=0, picture_id=picture, tl0picidx=base, tid=(layer, int(sync))
        )
    ) + (b"\x00" if key else b"\x01")
    keyframe, both, at, base_at = describe(written, 0, len(written))
    assert (keyframe, both >> 1, both & 1) == (key, layer, sync)
    assert (picture_id(written, at), written[base_at]) == (picture, base)


@pytest.mark.parametrize(
    ("before", "by", "after"), [("05", 3, "08"), ("7f", 1, "00"), ("8005", -6, "ffff"), ("ffff", 1, "8000")]
)
def test_a_picture_id_moves_within_its_width(before: str, by: int, after: str) -> None:
    data = bytearray.fromhex(before + "aa")
    shift_picture(data, 0, by)
    assert data.hex() == after + "aa"
