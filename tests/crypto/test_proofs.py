"""static/js/crypto/proofs.js and keyring.js in a browser, against the reference: proofs, sealed secrets, four words."""

import re

import pytest
from playwright.async_api import Page

from . import reference
from .pages import ROOT, NewPage

WORDS = re.findall(r"\w+", (ROOT / "static/js/crypto/words.js").read_text().split("`")[1])
SECRET = bytes(range(1, 33))
NEXT = bytes(range(101, 133))

LOAD = """async ([secret, next]) => {
  const place = Object.fromEntries(["secret", "epochs", "pair"].map((what) => [what, `kring:${what}:room`]));
  if (secret) sessionStorage.setItem(place.secret, secret);
  const { Keyring } = await import("/static/js/crypto/keyring.js");
  const { fromBase64url } = await import("/static/js/crypto/bytes.js");
  window.p = await import("/static/js/crypto/proofs.js");
  window.ring = new Keyring("room");
  if (next) ring.add(3, fromBase64url(next));
  window.owner = (await ring.pair()).public;
  window.base64url = (await import("/static/js/crypto/bytes.js")).toBase64url;
  window.refused = (what) => what.then(() => false, () => true);
  return owner;
}"""


async def member(page: Page, secret: bytes | None = SECRET, following: bytes | None = NEXT) -> str:
    """Makes the page a member; answers its public key."""
    texts = [reference.to_base64url(value) if value else None for value in (secret, following)]
    return str(await page.evaluate(LOAD, texts))


def test_there_is_one_plain_word_for_each_byte() -> None:
    assert len(WORDS) == 256
    assert len(set(WORDS)) == 256
    assert all(re.fullmatch(r"[a-z]{3,9}", word) for word in WORDS)


@pytest.mark.e2e
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("browser", ["chromium", "firefox"])
async def test_proofs_and_words_are_those_of_the_document(browser: str, new_page: NewPage) -> None:
    page = await new_page(browser)
    owner = await member(page)
    for epoch, secret in ((0, SECRET), (3, NEXT)):
        proof = await page.evaluate("(epoch) => p.prove(ring, epoch, 2, owner)", epoch)
        assert proof == reference.prove(secret, "room", epoch, 2, owner)
        check = "([epoch, seat, owner, proof]) => p.isProven(ring, epoch, seat, owner, proof)"
        assert await page.evaluate(check, [epoch, 2, owner, proof])
        assert not await page.evaluate(check, [epoch, 1, owner, proof])
        assert not await page.evaluate(check, [epoch, 2, owner[::-1], proof])
        assert not await page.evaluate(check, [3 - epoch, 2, owner, proof])
        assert not await page.evaluate(check, [9, 2, owner, proof])
        assert not await page.evaluate(check, [epoch, 2, owner, "%"])
    members = {10: "ten", 2: owner, 0: "zero"}
    listed = [{"seat": seat, "owner": public} for seat, public in members.items()]
    words = await page.evaluate("(members) => p.fourWords(ring, 3, members)", listed)
    assert words == [WORDS[byte] for byte in reference.four_bytes(NEXT, "room", 3, members)]


@pytest.mark.e2e
@pytest.mark.asyncio(loop_scope="module")
async def test_a_box_opens_for_one_member_only_and_shows_who_sealed_it(new_page: NewPage) -> None:
    a, b = [await new_page() for _ in range(2)]
    of_a, of_b = [await member(page, following=None) for page in (a, b)]
    from_, to = {"seat": 0, "owner": of_a}, {"seat": 1, "owner": of_b}
    box = await a.evaluate(
        "([from, to, secret]) => p.sealBox(ring, 1, from, to, Uint8Array.from(secret))", [from_, to, list(NEXT)]
    )
    opened = "([epoch, from, to, box]) => p.openBox(ring, epoch, from, to, box).then((s) => base64url(s))"
    assert await b.evaluate(opened, [1, from_, to, box]) == reference.to_base64url(NEXT)
    private = reference.from_base64url(
        (await b.evaluate("JSON.parse(sessionStorage.getItem('kring:pair:room')).d")),
    )
    assert reference.open_box("room", 1, (0, of_a), (1, of_b), private, box) == NEXT
    refused = "([epoch, from, to, box]) => refused(p.openBox(ring, epoch, from, to, box))"
    assert await b.evaluate(refused, [2, from_, to, box])
    assert await b.evaluate(refused, [1, {**from_, "seat": 2}, to, box])
    assert await b.evaluate(refused, [1, {**from_, "owner": of_b}, to, box])
    assert await b.evaluate(refused, [1, from_, {**to, "seat": 2}, box])
    assert await b.evaluate(refused, [1, from_, to, box[:-4] + "AAAA"])
    assert await a.evaluate(refused, [1, {"seat": 1, "owner": of_b}, from_, box])


@pytest.mark.e2e
@pytest.mark.asyncio(loop_scope="module")
async def test_a_reload_keeps_secrets_and_key_pair_and_nobody_can_read_them_back_from_the_keys(
    new_page: NewPage,
) -> None:
    page = await new_page()
    owner = await member(page)
    proof = await page.evaluate("p.prove(ring, 3, 0, owner)")
    await page.reload()
    assert await member(page, None, None) == owner
    assert await page.evaluate("p.prove(ring, 3, 0, owner)") == proof
    assert await page.evaluate("ring.newest") == 3
    extractable = """Promise.all([ring.secret(0), ring.secret(3), ring.text(3), ring.presence(0), ring.words(3),
      ring.pair().then((pair) => pair.privateKey)]).then((keys) => keys.map((key) => key.extractable))"""
    assert await page.evaluate(extractable) == [False] * 6
    assert await page.evaluate("refused(ring.text(7))")
    await page.evaluate("sessionStorage.clear()")
    await page.reload()
    assert await member(page, None, None) != owner
    assert await page.evaluate("ring.newest") == -1
