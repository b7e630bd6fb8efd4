"""A whole meeting, encrypted: who can read what, what the server sees, and what removing somebody means.

One circle serves most tests: Anna and Bram, and Cato who came in after a new secret. Being removed comes last.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
import uvicorn
from cryptography.exceptions import InvalidTag
from playwright.sync_api import Browser, expect

from server.app import build
from server.rooms.commands import Command, ShareKey
from server.rooms.room import Room
from server.rooms.state import Person as ServersPerson
from server.settings import Settings
from tests.crypto.reference import Sender, from_base64url, open_box, open_text
from tests.crypto.wiretap import Wiretap, tapped

from .people import Person, a_group, all_see_and_hear

pytestmark = pytest.mark.e2e


@dataclass(frozen=True)
class Tapped:
    """A Kring in this process: its address, its application, and all that it sees of voice and video."""

    url: str
    app: Any
    tap: Wiretap


@pytest.fixture(scope="module")
def kring() -> Iterator[Tapped]:
    app = build(Settings(media_port=0))
    with tapped() as tap:
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield Tapped(f"http://127.0.0.1:{port}", app, tap)
        finally:
            server.should_exit = True
            thread.join(20)


def until(there: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def secret_of(person: Person, epoch: int = 0) -> bytes:
    """The secret of an epoch, out of the person's own browser."""
    script = """(epoch) => {
      const room = document.body.dataset.room, get = (what) => sessionStorage.getItem(`kring:${what}:${room}`);
      return epoch ? Object.fromEntries(JSON.parse(get("epochs")))[epoch] : get("secret");
    }"""
    return from_base64url(person.page.evaluate(script, epoch))


def keys_of(person: Person) -> dict[str, Any]:
    return dict(person.page.evaluate("JSON.parse(document.getElementById('keys').dataset.keys)"))


def senders(person: Person) -> dict[int, Sender]:
    room = person.page.evaluate("document.body.dataset.room")
    return {entry["seat"]: Sender(room, entry["seat"], entry["public"]) for entry in keys_of(person)["seats"]}


def everybody_sees_everybody(group: list[Person]) -> None:
    all_see_and_hear(group, group)


def everybody_holds(group: list[Person], epoch: int) -> None:
    for person in group:
        person.page.wait_for_function(
            """(epoch) => { const keys = JSON.parse(document.getElementById("keys").dataset.keys);
              return keys.epoch === epoch && keys.seats.every((entry) => entry.epoch === epoch); }""",
            arg=epoch,
        )


def words_of(person: Person) -> str:
    return person.page.text_content("#check-words") or ""


def group_of(kring: Tapped, browser: Browser, *names: str, guidance: str = "guided") -> list[Person]:
    return a_group(browser, kring.url, names, guidance=guidance)


def comes_to(person: Person, link: str, host: Person, *, devices: bool = True) -> None:
    """Knocks at the door and is let in."""
    person.page.goto(link)
    person.enters(devices=devices)
    person.waits_at_the_door()
    host.lets_in(person)


def removes(person: Person, other: Person) -> None:
    seat = other.seat
    person.page.evaluate("document.getElementById('dock-people').open = true")
    person.page.click(f"[data-testid=ask-remove][data-seat='{seat}']")
    person.page.click(f"[data-testid=cmd-remove][data-seat='{seat}']")


def sealed_by(person: Person, card: str) -> str:
    """A card as this person's page seals it now."""
    script = "(text) => import('/static/js/seal.js').then(({ seal }) => seal('card', text))"
    return str(person.page.evaluate(script, card))


def opened_by(person: Person, card: str) -> str:
    script = "(text) => import('/static/js/seal.js').then(({ open }) => open('card', text))"
    return str(person.page.evaluate(script, card))


def names_on(person: Person) -> set[str]:
    return {name.strip() for name in person.page.locator(".seat .name x-sealed").all_text_contents()}


FIGURES = """() => new Promise((resolve) => {
  const worker = window.workers.at(-1);
  worker.addEventListener("message", ({ data }) => resolve(data), { once: true });
  worker.postMessage({ type: "figures" });
})"""
KEEP_WORKERS = """
window.workers = [];
window.Worker = class extends Worker { constructor(...all) { super(...all); window.workers.push(this); } };
"""


def locks(person: Person) -> int:
    """Lock the door, which asks for a new secret, and open it again; the number of that secret."""
    epoch = int(keys_of(person)["epoch"]) + 1
    person.page.evaluate("document.getElementById('dock-people').open = true")
    person.press("cmd-lock")
    expect(person.see("cmd-unlock")).to_be_visible()
    person.press("cmd-unlock")
    return epoch


@pytest.fixture(scope="module")
def circle(kring: Tapped, chromium: Browser, firefox: Browser) -> Iterator[list[Person]]:
    """Anna and Bram, a new secret, and then Cato in Firefox, who knows the link alone."""
    anna, bram = group_of(kring, chromium, "Anna", "Bram")
    for person in (anna, bram):
        person.page.context.add_init_script(KEEP_WORKERS)
        person.page.reload()
        person.is_inside()
    everybody_sees_everybody([anna, bram])
    everybody_holds([anna, bram], locks(anna))
    cato = Person.sits_down(firefox, "Cato")
    comes_to(cato, anna.invitation, anna)
    everybody_holds([anna, bram, cato], 1)
    yield [anna, bram, cato]
    for person in (anna, bram, cato):
        person.gets_up()


def test_everybody_sees_everybody_and_the_server_sees_ciphertext(kring: Tapped, circle: list[Person]) -> None:
    everybody_sees_everybody(circle)
    until(lambda: len({words_of(person) for person in circle}) == 1 and words_of(circle[0]).count("·") == 3)
    until(lambda: all(names_on(person) == {"Anna", "Bram", "Cato"} for person in circle))
    secret, of = secret_of(circle[0], 1), senders(circle[0])
    assert secret == secret_of(circle[2], 1) != secret_of(circle[0])
    kring.tap.clear()
    until(lambda: all(len(kring.tap.copy().frames(kind)) > 30 for kind in ("video", "audio")))
    tap = kring.tap.copy()
    for kind in ("video", "audio"):
        assert sum(len(tap.opened(kind, secret, sender)) for sender in of.values()) == len(tap.frames(kind))
        assert not tap.opened(kind, secret_of(circle[0]), of[0])  # what everyone who had the link knows


def test_a_new_secret_loses_no_frame(kring: Tapped, circle: list[Person]) -> None:
    anna, bram, _ = circle
    everybody_sees_everybody(circle)
    before = {person.name: between_the_first_two(person) for person in (anna, bram)}
    kring.tap.clear()
    epoch = locks(anna)
    everybody_holds(circle, epoch)
    until(lambda: kring.tap.copy().epochs("video") >= {epoch})
    everybody_sees_everybody(circle)
    for person in (anna, bram):
        for old, new in zip(before[person.name], between_the_first_two(person), strict=True):
            assert (old["refused"], old["waited"]) == (new["refused"], new["waited"])


def between_the_first_two(person: Person) -> list[dict[str, int]]:
    """The worker's figures of what Anna and Bram send each other."""
    return [end for end in person.page.evaluate(FIGURES) if end["seat"] in (0, 1)]


def test_a_reload_keeps_secret_words_and_picture(circle: list[Person]) -> None:
    anna, bram, _ = circle
    everybody_sees_everybody(circle)
    until(lambda: words_of(anna) == words_of(bram) != "")
    words, epoch = words_of(anna), keys_of(anna)["epoch"]
    bram.page.reload()
    bram.is_inside()
    everybody_sees_everybody(circle)
    assert names_on(bram) == {"Anna", "Bram", "Cato"}
    until(lambda: words_of(bram) == words_of(anna) != "")
    assert words_of(bram) == words
    assert secret_of(bram, epoch) == secret_of(anna, epoch)


def test_someone_without_the_key_is_a_warning_to_all(chromium: Browser, circle: list[Person]) -> None:
    anna, bram, _ = circle
    stranger = Person.sits_down(chromium, "Vreemde")
    link, _, secret = anna.invitation.partition("#")
    comes_to(stranger, f"{link}#{secret[::-1]}", anna, devices=False)
    for person in circle:
        expect(person.page.locator("#seat-3 .chip.without")).to_be_visible()
        expect(person.page.locator("#seat-1 .chip.without")).to_be_hidden()
    assert "Anna" not in names_on(stranger)
    assert words_of(stranger) != words_of(anna)
    assert all(of_seat["frames"] == 0 for of_seat in stranger.received().values())
    stranger.press("leave")
    expect(bram.see("seat-3")).to_have_attribute("data-state", "empty")
    stranger.gets_up()


def test_a_browser_that_cannot_encrypt_is_told_so_at_the_door(chromium: Browser, circle: list[Person]) -> None:
    old = Person.sits_down(chromium, "Oud")
    old.page.context.add_init_script("delete window.RTCRtpScriptTransform")
    old.page.goto(circle[0].invitation)
    expect(old.see("old-browser")).to_be_visible()
    expect(old.see("join-enter")).to_be_hidden()
    old.gets_up()


def shares_seen(monkeypatch: pytest.MonkeyPatch) -> list[ShareKey]:
    """All that the server is given when members share a secret."""
    seen: list[ShareKey] = []
    handle = Room.handle

    def watching(self: Room, command: Command, now: float) -> None:
        if isinstance(command, ShareKey):
            seen.append(command)
        handle(self, command, now)

    monkeypatch.setattr(Room, "handle", watching)
    return seen


def has_frames(tap: Wiretap, kind: str, secret: bytes, sender: Sender) -> bool:
    return len(tap.copy().opened(kind, secret, sender)) > 5


def seated(kring: Tapped, room: str) -> tuple[ServersPerson, ...]:
    """Who sits in a room, as the server has it in memory."""
    people: tuple[ServersPerson, ...] = kring.app.state.services.house.find(room)._room.state.seated
    return people


def test_whoever_is_removed_is_out_for_good_and_can_read_nothing_more(
    kring: Tapped, circle: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bram, cato = circle
    everybody_sees_everybody(circle)
    last = int(keys_of(anna)["epoch"])
    epoch, link, of = last + 1, anna.invitation, senders(cato)
    known = [secret_of(cato, number) for number in {0, last}]
    room = of[2].room
    private = from_base64url(
        cato.page.evaluate(f"JSON.parse(sessionStorage.getItem('kring:pair:{room}')).d")  # all that Cato had
    )
    shared = shares_seen(monkeypatch)
    before = sealed_by(cato, "before")
    removes(anna, cato)
    removed_at = time.monotonic()
    expect(cato.page).to_have_url(f"{kring.url}/bye?lang=nl")
    everybody_holds([anna, bram], epoch)
    until(lambda: epoch in kring.tap.copy().epochs("video"))
    until(lambda: time.monotonic() > removed_at + 3)
    kring.tap.clear()
    everybody_sees_everybody([anna, bram])
    new = secret_of(bram, epoch)
    assert opened_by(anna, before) == opened_by(bram, before) == "before"  # what lay on the table stays readable
    assert open_text({epoch: new}, room, "card", sealed_by(anna, "after")) == "after"  # not with what Cato had
    for kind in ("video", "audio"):
        until(partial(has_frames, kring.tap, kind, new, of[0]))
        tap = kring.tap.copy()
        assert tap.epochs(kind) == {epoch}
        assert not any(tap.opened(kind, old, sender) for old in known for sender in of.values())
    boxes = [(share.epoch, *box) for share in shared for box in share.boxes]
    assert {(number, to) for number, to, _ in boxes} == {(epoch, 1)}  # for Bram alone, though perhaps twice
    with pytest.raises(InvalidTag):
        open_box(room, epoch, (0, of[0].public), (2, of[2].public), private, boxes[0][2])
    with pytest.raises(InvalidTag):
        open_box(room, epoch, (0, of[0].public), (1, of[1].public), private, boxes[0][2])
    until(lambda: all(from_base64url(person.name)[:2] == epoch.to_bytes(2) for person in seated(kring, room)))
    assert [open_text({epoch: new}, room, "name", person.name) for person in seated(kring, room)] == ["Anna", "Bram"]
    assert names_on(anna) == names_on(bram) == {"Anna", "Bram"}

    # The token, a reload, and knocking with it: the room is not there any more for Cato.
    for address in (link, f"{kring.url}/r/{room}"):
        answer = cato.page.goto(address)
        assert answer is not None
        assert answer.status == 404
    own_site = {"Origin": kring.url}
    knock: dict[str, str | float | bool] = {"agree": "on", "sealed_name": "QUJD"}
    assert cato.page.request.post(f"{kring.url}/r/{room}/join", form=knock, headers=own_site).status == 404


def test_a_group_on_its_own_removes_someone_together(kring: Tapped, chromium: Browser) -> None:
    anna, bram, cato = group = group_of(kring, chromium, "Anna", "Bram", "Cato", guidance="independent")
    removes(anna, cato)
    bram.page.evaluate("document.getElementById('dock-people').open = true")
    expect(bram.page.locator("#person-2")).to_contain_text("1 van jullie")
    expect(cato.page.locator("#person-2")).not_to_contain_text("van jullie")
    removes(bram, cato)
    expect(cato.page).to_have_url(f"{kring.url}/bye?lang=nl")
    everybody_holds([anna, bram], 1)
    for person in group:
        person.gets_up()
