"""static/js/crypto/sframe.js in a browser: the vectors of RFC 9605, agreement with the reference, and refusals."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from playwright.async_api import Page

from . import reference
from .pages import NewPage

# RFC 9605, appendix C.3, cipher suite 0x0004.
KID, CTR = 0x123, 0x4567
BASE_KEY = "000102030405060708090a0b0c0d0e0f"
KEY = "d34f547f4ca4f9a7447006fe7fcbf768"
SALT = "75234edefe07819026751816"
METADATA = "4945544620534672616d65205747"
PLAIN = "64726166742d696574662d736672616d652d656e63"
SEALED = "9901234567b7412c2513a1b66dbb48841bbaf17f598751176ad847681a69c6d0b091c07018ce4adb34eb"
# From appendix C.1: KID, CTR, header.
HEADERS = [
    (0, 0, "00"),
    (0, 1, "01"),
    (0, 0xFF, "08ff"),
    (0, 0x100, "090100"),
    (0, 0xFFFFFF, "0affffff"),
    (0, 0xFFFFFFFFFFFFFFFF, "0fffffffffffffffff"),
    (1, 0xFFFF, "19ffff"),
    (1, 0x10000000000, "1d010000000000"),
    (0xFF, 1, "81ff"),
    (0xFF, 0xFFFFFFFF, "8bffffffffff"),
    (0xFF, 0x100000000000000, "8fff0100000000000000"),
    (0x100, 0x10000, "9a0100010000"),
]
SIXTY_FOUR_BITS = st.integers(0, 2**64 - 1)

LOAD = """async () => {
  const s = await import("/static/js/crypto/sframe.js");
  const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (b) => parseInt(b, 16));
  const refused = async (what) => { try { await what(); return ""; } catch (error) { return error.name; } };
  Object.assign(window, { s, hex, bytes, refused });
}"""


async def page_with_sframe(page: Page) -> Page:
    await page.evaluate(LOAD)
    return page


async def encrypted(page: Page, kid: int, ctr: int, base_key: str, metadata: str, plain: str) -> str:
    script = """async ([kid, ctr, baseKey, metadata, plain]) => {
      const keys = await s.deriveKeySalt(BigInt(kid), bytes(baseKey));
      return hex(await s.encrypt(keys, BigInt(kid), BigInt(ctr), bytes(metadata), bytes(plain)));
    }"""
    return str(await page.evaluate(script, [str(kid), str(ctr), base_key, metadata, plain]))


DECRYPT = """async ([frame, baseKey, metadata]) => {
  const header = s.decodeHeader(bytes(frame));
  const keys = await s.deriveKeySalt(header.kid, bytes(baseKey));
  return hex(await s.decrypt(keys, header, bytes(metadata), bytes(frame)));
}"""


def test_the_reference_follows_the_vectors_of_the_rfc() -> None:
    key, salt = reference.derive_key_salt(KID, bytes.fromhex(BASE_KEY))
    assert (key.hex(), salt.hex()) == (KEY, SALT)
    sealed = reference.encrypt(KID, CTR, bytes.fromhex(BASE_KEY), bytes.fromhex(METADATA), bytes.fromhex(PLAIN))
    assert sealed.hex() == SEALED
    assert reference.decrypt(sealed, bytes.fromhex(BASE_KEY), bytes.fromhex(METADATA)).hex() == PLAIN


@pytest.mark.parametrize(("kid", "ctr", "header"), HEADERS)
def test_the_reference_writes_the_headers_of_the_rfc(kid: int, ctr: int, header: str) -> None:
    assert reference.encode_header(kid, ctr).hex() == header


@given(SIXTY_FOUR_BITS, SIXTY_FOUR_BITS)
@example(7, 8)
@example(2**64 - 1, 2**64 - 1)
def test_the_reference_reads_back_every_header(kid: int, ctr: int) -> None:
    header = reference.encode_header(kid, ctr)
    assert reference.decode_header(header + b"rest") == (kid, ctr, len(header))


@pytest.mark.e2e
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("browser", ["chromium", "firefox"])
async def test_frames_follow_the_vectors_of_the_rfc(browser: str, new_page: NewPage) -> None:
    empty = await new_page(browser)
    page = await page_with_sframe(empty)
    assert await encrypted(page, KID, CTR, BASE_KEY, METADATA, PLAIN) == SEALED
    assert await page.evaluate(DECRYPT, [SEALED, BASE_KEY, METADATA]) == PLAIN
    for kid, ctr, header in HEADERS:
        written = await page.evaluate("([k, c]) => hex(s.encodeHeader(BigInt(k), BigInt(c)))", [str(kid), str(ctr)])
        assert written == header


# Every length of both numbers, at its edges.
EDGES = sorted({0, 7, 8, *(2 ** (8 * n) for n in range(1, 8)), *(2 ** (8 * n) - 1 for n in range(1, 9))})


@pytest.mark.e2e
@pytest.mark.asyncio(loop_scope="module")
async def test_headers_and_frames_agree_with_the_reference(new_page: NewPage) -> None:
    empty = await new_page()
    page = await page_with_sframe(empty)
    pairs = [[str(kid), str(ctr)] for kid in EDGES for ctr in EDGES]
    script = """(pairs) => pairs.map(([kid, ctr]) => {
      const header = s.encodeHeader(BigInt(kid), BigInt(ctr));
      const read = s.decodeHeader(header);
      return [hex(header), String(read.kid), String(read.ctr), read.length];
    })"""
    written = await page.evaluate(script, pairs)
    assert written == [
        [(header := reference.encode_header(int(kid), int(ctr)).hex()), kid, ctr, len(header) // 2]
        for kid, ctr in pairs
    ]
    for size in (0, 1, 3, 160, 1200, 40_000):
        plain, clear = bytes(range(256)) * (size // 256 + 1), b"\x10"
        frame = await encrypted(page, 2**63 + 5, size, BASE_KEY, clear.hex(), plain[:size].hex())
        assert reference.decrypt(bytes.fromhex(frame), bytes.fromhex(BASE_KEY), clear) == plain[:size]


@pytest.mark.e2e
@pytest.mark.asyncio(loop_scope="module")
async def test_a_frame_with_any_bit_changed_is_refused(new_page: NewPage) -> None:
    empty = await new_page()
    page = await page_with_sframe(empty)
    script = f"""async ([frame, baseKey, metadata]) => {{
      const decrypt = {DECRYPT};
      const names = [];
      for (let bit = 0; bit < 4 * frame.length; bit += 1) {{
        const changed = bytes(frame);
        changed[bit >> 3] ^= 1 << (bit & 7);
        names.push(await refused(() => decrypt([hex(changed), baseKey, metadata])));
      }}
      names.push(await refused(() => decrypt([frame, baseKey, metadata + "00"])));
      names.push(await refused(() => decrypt([frame.slice(0, -2), baseKey, metadata])));
      return names;
    }}"""
    names: list[Any] = await page.evaluate(script, [SEALED, BASE_KEY, METADATA])
    assert len(names) == 4 * len(SEALED) + 2
    assert all(names)  # every one of them was refused


@pytest.mark.e2e
@pytest.mark.asyncio(loop_scope="module")
async def test_a_header_that_ends_too_soon_is_a_bad_frame(new_page: NewPage) -> None:
    empty = await new_page()
    page = await page_with_sframe(empty)
    for cut in ("", "80", "9901", "0f00112233445566"):
        assert await page.evaluate("(frame) => refused(() => s.decodeHeader(bytes(frame)))", cut) == "Error"
    assert await page.evaluate(
        "(() => { try { s.decodeHeader(bytes('')); } catch (e) { return e instanceof s.BadFrame; } })()"
    )


@pytest.mark.e2e
@pytest.mark.asyncio(loop_scope="module")
async def test_no_counter_is_accepted_twice_nor_one_that_lies_far_behind(new_page: NewPage) -> None:
    empty = await new_page()
    page = await page_with_sframe(empty)
    script = """(counters) => {
      const replays = new s.ReplayWindow();
      return counters.map((ctr) => {
        const isNew = replays.isNew(BigInt(ctr));
        if (isNew) replays.remember(BigInt(ctr));
        return isNew;
      });
    }"""
    in_order = [0, 1, 2, 2, 1, 5, 3, 3, 4]
    assert await page.evaluate(script, in_order) == [True, True, True, False, False, True, True, False, True]
    far = [2000, 2000 - 1023, 2000 - 1024, 2000 - 1023, 5000, 2000, 5000 - 1023]
    assert await page.evaluate(script, far) == [True, True, False, False, True, False, True]
