"""static/js/crypto/group.js in a browser, with the other members and the server played by this test."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.async_api import Page

from . import reference
from .pages import NewPage

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

LINK = bytes(range(1, 33))
NEW = bytes(range(101, 133))

LOAD = """async ([secret, seat]) => {
  sessionStorage.setItem("kring:secret:room", secret);
  const { Keyring } = await import("/static/js/crypto/keyring.js");
  const { Group } = await import("/static/js/crypto/group.js");
  const frames = {
    secrets: [], sending: [],
    setOwners(owners) { this.owners = Array.from(owners, (owner) => owner ?? ""); },
    addSecret(epoch) { this.secrets.push(epoch); },
    sendWith(epoch) { this.sending.push(epoch); },
  };
  const posts = [], post = async (command, fields) => { posts.push([command, fields]); return window.taken ?? true; };
  const ring = new Keyring("room"), group = new Group({ ring, frames, seat, post });
  group.addEventListener("state", ({ detail }) => {
    window.state = { ...detail, seats: Object.fromEntries(detail.seats) };
  });
  Object.assign(window, { frames, posts, ring, group });
  return (await ring.pair()).public;
}"""


@dataclass
class Member:
    """Another member, in Python: key pair and seat."""

    seat: int
    private: bytes = field(default_factory=lambda: X25519PrivateKey.generate().private_bytes_raw())
    link: bytes = LINK

    @property
    def public(self) -> str:
        key = X25519PrivateKey.from_private_bytes(self.private).public_key()
        return reference.to_base64url(key.public_bytes(Encoding.Raw, PublicFormat.Raw))

    def entry(
        self, epoch: int = 0, secret: bytes = NEW, *, present: bool = True, boxed: bool = False
    ) -> dict[str, Any]:
        """What the server passes on of this member."""
        proofs = [reference.prove(self.link, "room", 0, self.seat, self.public)]
        if epoch:
            proofs.append(reference.prove(secret, "room", epoch, self.seat, self.public))
        return {
            "seat": self.seat, "present": present, "public": self.public,
            "epoch": epoch, "proof": ".".join(proofs), "boxed": boxed,
        }  # fmt: skip


def view(epoch: int, *entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"epoch": epoch, "keeper": None, "shared": True, "box": "", "box_from": None, "seats": list(entries), **more}


async def sees(page: Page, shown: dict[str, Any]) -> None:
    """One push; done when the group has looked at it."""
    await page.evaluate("(view) => { window.state = null; group.see(view); }", shown)
    await page.wait_for_function("window.state")


async def posts(page: Page, command: str) -> list[dict[str, Any]]:
    found = await page.evaluate("posts")
    return [fields for name, fields in found if name == command]


async def me(page: Page, seat: int = 0) -> Member:
    """The page becomes a member who knows the link."""
    public = await page.evaluate(LOAD, [reference.to_base64url(LINK), seat])
    private = reference.from_base64url(await page.evaluate("JSON.parse(sessionStorage.getItem('kring:pair:room')).d"))
    member = Member(seat, private)
    assert member.public == public
    return member


async def test_i_announce_myself_and_send_with_the_secret_of_the_link(new_page: NewPage) -> None:
    page = await new_page()
    anna, bram = await me(page), Member(1)
    await sees(page, view(0, bram.entry()))
    (announced,) = await posts(page, "announce")
    assert announced == {"public": anna.public, "epoch": 0, "proof": anna.entry()["proof"]}
    assert await page.evaluate("[frames.sending, frames.owners]") == [[0], ["", bram.public]]
    await sees(page, view(0, anna.entry(), bram.entry()))
    assert len(await posts(page, "announce")) == 1
    assert await page.evaluate("state.seats") == {"0": "proven", "1": "proven"}


async def test_whoever_does_not_know_the_link_owns_no_seat_gets_no_secret_and_becomes_a_warning(
    new_page: NewPage,
) -> None:
    page = await new_page()
    anna, bram, ghost = await me(page), Member(1), Member(2, link=bytes(32))
    entries = (anna.entry(), bram.entry(), ghost.entry())
    await sees(page, view(0, *entries))
    assert await page.evaluate("frames.owners") == [anna.public, bram.public, ""]
    assert (await page.evaluate("state.seats"))["2"] == "waiting"
    await page.wait_for_function("state?.seats[2] === 'without'")
    await sees(page, view(1, *entries, keeper=0, shared=False))
    (shared,) = await posts(page, "share-key")
    assert set(shared) == {"epoch", "box-1"}


async def test_as_the_keeper_i_make_a_secret_and_seal_it_to_the_others(new_page: NewPage) -> None:
    page = await new_page()
    anna, bram = await me(page), Member(1)
    await sees(page, view(1, anna.entry(), bram.entry(), keeper=0, shared=False))
    (shared,) = await posts(page, "share-key")
    secret = reference.open_box("room", 1, (0, anna.public), (1, bram.public), bram.private, shared["box-1"])
    assert len(secret) == 32
    assert secret != LINK
    announced = (await posts(page, "announce"))[-1]
    assert announced["proof"] == anna.entry(1, secret)["proof"]
    assert await page.evaluate("frames.secrets") == [0, 1]


async def test_a_secret_the_server_did_not_take_is_none(new_page: NewPage) -> None:
    page = await new_page()
    anna, bram = await me(page), Member(1)
    await page.evaluate("window.taken = false")
    await page.evaluate("(view) => group.see(view)", view(1, anna.entry(), bram.entry(), keeper=0, shared=False))
    await page.wait_for_function("posts.some(([command]) => command === 'share-key')")
    await page.evaluate("window.taken = true")
    box = reference.seal_box("room", 1, (1, bram.public), bram.private, (0, anna.public), NEW)
    await sees(page, view(1, anna.entry(boxed=True), bram.entry(1), keeper=1, box=box, box_from=1))
    assert await page.evaluate("JSON.parse(sessionStorage.getItem('kring:epochs:room'))") == [
        [1, reference.to_base64url(NEW)]
    ]


async def test_i_change_over_when_all_who_are_here_have_shown_the_new_secret(new_page: NewPage) -> None:
    page = await new_page()
    anna, bram, cato, daan = await me(page), Member(1), Member(2), Member(3)
    await sees(page, view(0, anna.entry(), bram.entry(), cato.entry()))
    box = reference.seal_box("room", 1, (1, bram.public), bram.private, (0, anna.public), NEW)
    boxed = {"keeper": 1, "box": box, "box_from": 1}
    away = daan.entry(present=False)
    await sees(page, view(1, anna.entry(boxed=True), bram.entry(1), cato.entry(boxed=True), away, **boxed))
    assert await page.evaluate("[frames.secrets, frames.sending]") == [[0, 1], [0]]
    await sees(page, view(1, anna.entry(1), bram.entry(1), cato.entry(1), away, keeper=1))
    await page.wait_for_function("frames.sending.at(-1) === 1")


async def test_i_do_not_wait_for_ever_for_someone_who_never_shows_it(new_page: NewPage) -> None:
    page = await new_page()
    anna, bram = await me(page), Member(1)
    await sees(page, view(0, anna.entry(), bram.entry()))
    await sees(page, view(1, anna.entry(), bram.entry(), keeper=0, shared=False))
    assert await page.evaluate("frames.sending") == [0]
    await page.wait_for_function("frames.sending.at(-1) === 1")


async def test_a_box_from_somebody_else_or_for_another_key_does_not_open_and_i_ask_for_another_once(
    new_page: NewPage,
) -> None:
    page = await new_page()
    anna, bram, other = await me(page), Member(1), Member(1)
    for sealer in (other, bram):
        to = anna.public if sealer is other else other.public
        box = reference.seal_box("room", 1, (1, sealer.public), sealer.private, (0, to), NEW)
        before = len(await posts(page, "announce"))
        shown = view(1, anna.entry(boxed=True), bram.entry(1), keeper=1, box=box, box_from=1)
        await sees(page, shown)
        await sees(page, shown)
        assert len(await posts(page, "announce")) == before + 1
    assert await page.evaluate("frames.secrets") == [0]
    assert await page.evaluate("frames.sending") == []


async def test_as_the_keeper_i_seal_the_present_secret_to_a_newcomer(new_page: NewPage) -> None:
    page = await new_page()
    anna, bram, newcomer = await me(page), Member(1), Member(2)
    box = reference.seal_box("room", 1, (1, bram.public), bram.private, (0, anna.public), NEW)
    await sees(page, view(1, anna.entry(boxed=True), bram.entry(1), keeper=1, box=box, box_from=1))
    await sees(page, view(1, anna.entry(1), bram.entry(1), newcomer.entry(), keeper=0))
    (shared,) = await posts(page, "share-key")
    assert set(shared) == {"epoch", "box-2"}
    opened = reference.open_box("room", 1, (0, anna.public), (2, newcomer.public), newcomer.private, shared["box-2"])
    assert opened == NEW
    await sees(page, view(1, anna.entry(1), bram.entry(1), newcomer.entry(boxed=True), keeper=0))
    assert len(await posts(page, "share-key")) == 1


async def test_no_server_leads_me_back_to_an_old_secret_not_even_after_a_reload(new_page: NewPage) -> None:
    page = await new_page()
    anna, bram = await me(page), Member(1)
    box = reference.seal_box("room", 1, (1, bram.public), bram.private, (0, anna.public), NEW)
    await sees(page, view(1, anna.entry(boxed=True), bram.entry(1), keeper=1, box=box, box_from=1))
    await page.reload()
    await me(page)
    await sees(page, view(0, anna.entry(), bram.entry()))
    await page.wait_for_function("frames.sending.length")
    assert await page.evaluate("frames.sending") == [1]
    assert (await page.evaluate("state.seats"))["1"] == "waiting"


async def test_what_is_typed_after_a_removal_waits_for_the_new_secret_and_what_was_there_stays_readable(
    new_page: NewPage,
) -> None:
    page = await new_page()
    await page.evaluate("(secret) => sessionStorage.setItem('kring:secret:room', secret)", reference.to_base64url(LINK))
    await page.evaluate("import('/static/js/seal.js').then((sealing) => { window.sealing = sealing; })")
    before = await page.evaluate("sealing.seal('card', 'before')")
    assert reference.open_text({0: LINK}, "room", "card", before) == "before"
    await page.evaluate("""() => {
      document.body.innerHTML = `<span id="keys" data-keys='{"epoch": 1}'></span>`;
      window.after = sealing.seal("card", "after").then((text) => (window.sealed = text));
    }""")
    await page.evaluate("new Promise((later) => setTimeout(later, 50))")
    assert await page.evaluate("window.sealed ?? null") is None
    await page.evaluate("(secret) => sealing.ring.add(1, Uint8Array.from(secret))", list(NEW))
    after = await page.evaluate("window.after")
    assert reference.open_text({1: NEW}, "room", "card", after) == "after"
    with pytest.raises(KeyError):  # whoever has the link alone
        reference.open_text({0: LINK}, "room", "card", after)
    assert await page.evaluate("(text) => sealing.open('card', text)", before) == "before"
