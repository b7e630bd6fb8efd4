"""People with a browser each, who do what people do: open, join, look, click. The tests speak through these."""

import itertools
import time
from collections.abc import Iterable
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

# Milliseconds. Nothing waits this long on a quiet machine; tests must not fail on a busy one.
PATIENCE = 45_000
expect.set_options(timeout=PATIENCE)

DESK: ViewportSize = {"width": 1280, "height": 800}
# Drawing moving pictures without a graphics card costs by the pixel; a whole group shares two cores.
SMALLER: ViewportSize = {"width": 900, "height": 640}
PHONE: ViewportSize = {"width": 390, "height": 700}

# Keeps hold of the page's own connections and sockets, so that a test can read their statistics or cut them.
WATCH_CONNECTIONS = """
window.sockets = [];
window.WebSocket = class extends WebSocket {
  constructor(...options) { super(...options); window.sockets.push(this); }
};
window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...options) { super(...options); window.connections.push(this); }
};
"""

# For every seat but my own: frames its <video> has shown, and the energy of the sound that came in.
RECEIVED = """async () => {
  const connection = window.connections.filter((each) => each.connectionState === "connected").at(-1);
  if (!connection) return {};
  const found = {};
  for (const [index, transceiver] of connection.getTransceivers().entries()) {
    const seat = Math.floor(index / 2);
    if (transceiver.currentDirection !== "recvonly") continue;
    found[seat] ??= { frames: 0, energy: 0, packets: 0 };
    for (const report of (await transceiver.receiver.getStats()).values()) {
      if (report.type !== "inbound-rtp") continue;
      if (report.kind === "video") found[seat].frames = report.framesDecoded ?? 0;
      else { found[seat].energy = report.totalAudioEnergy ?? 0; found[seat].packets = report.packetsReceived; }
    }
    const video = document.getElementById(`video-${seat}`);
    found[seat].width = video?.videoWidth ?? 0;
    found[seat].paused = video?.paused ?? true;
  }
  return found;
}"""


@dataclass(eq=False)
class Person:
    """Someone in front of a screen."""

    name: str
    page: Page

    @classmethod
    def sits_down(cls, browser: Browser, name: str, *, size: ViewportSize = DESK) -> "Person":
        context: BrowserContext = browser.new_context(viewport=size, locale="nl-NL", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        if browser.browser_type.name == "chromium":  # has said yes; Firefox is told so by its preferences
            context.grant_permissions(["camera", "microphone"])
        context.add_init_script(WATCH_CONNECTIONS)
        return cls(name, context.new_page())

    def gets_up(self) -> None:
        self.page.context.close()

    def see(self, hook: str) -> Locator:
        return self.page.get_by_test_id(hook)

    def press(self, hook: str) -> None:
        self.see(hook).first.click()

    def opens_a_room(self, url: str, *, seats: int = 8, guidance: str = "guided", method: str = "incident") -> None:
        self.page.goto(url)
        self.see("open-method").select_option(method)
        self.see("open-seats").select_option(str(seats))
        self.see("open-guidance").select_option(guidance)
        self.press("open-room")
        expect(self.see("join-name")).to_be_visible()

    def enters(self, *, devices: bool = True) -> None:
        """Fill in the name, agree, turn on camera and microphone, go inside."""
        if devices:
            for button in ("join-mic", "join-camera"):
                self.press(button)
                expect(self.see(button)).to_have_attribute("aria-pressed", "true")
        self.see("join-name").fill(self.name)
        self.see("join-agree").check()
        self.press("join-enter")

    def is_inside(self) -> None:
        expect(self.page.locator("[data-testid^=seat-][data-me]")).to_be_visible()

    def waits_at_the_door(self) -> None:
        expect(self.see("waiting")).to_be_visible()

    def lets_in(self, guest: "Person") -> None:
        self.press("admit")
        guest.is_inside()

    @property
    def invitation(self) -> str:
        link = self.see("invite-link").first
        expect(link).not_to_have_value("")
        return link.input_value()

    @property
    def seat(self) -> int:
        return int(self.page.locator("body").get_attribute("data-seat") or -1)

    def received(self) -> dict[str, dict[str, float]]:
        """What comes in from every other seat."""
        found: dict[str, dict[str, float]] = self.page.evaluate(RECEIVED)
        return found

    def sees_and_hears(self, *others: "Person") -> None:
        """Their pictures move and their sound has energy."""
        all_see_and_hear([self], others)


def all_see_and_hear(people: Iterable[Person], others: Iterable[Person]) -> None:
    """Every one of the people sees and hears each of the others but themselves."""
    seats = {other: str(other.seat) for other in others}
    missing = [(person, other) for person in people for other in seats if other is not person]
    before = {person: person.received() for person, _ in missing}
    deadline = time.monotonic() + 2 * PATIENCE / 1000
    while missing:
        now = {person: person.received() for person, _ in missing}
        missing = [
            (person, other)
            for person, other in missing
            if not moves(before[person].get(seats[other]), now[person].get(seats[other], {}))
        ]
        who = [f"{person.name}: {other.name} {now[person].get(seats[other])}" for person, other in missing]
        assert time.monotonic() < deadline, f"not seen and heard by {who}"
        if missing:
            missing[0][0].page.wait_for_timeout(500)


def moves(before: dict[str, float] | None, now: dict[str, float]) -> bool:
    """Frames came since, at a real size, in a picture that plays; and there was sound with energy."""
    if not now:
        return False
    frames, energy = (now[what] - (before or {}).get(what, 0) for what in ("frames", "energy"))
    return frames > 3 and energy > 0 and now["width"] > 2 and not now["paused"]


def phase_of(person: Person) -> tuple[str | None, str | None, str | None]:
    """Which phase, how far the clock is, and whose turn: what must be the same on every screen."""
    phase, turn = person.see("phase"), person.see("turn")
    return (
        phase.get_attribute("data-phase"),
        person.see("timer").get_attribute("data-state"),
        turn.get_attribute("data-seat") if turn.count() else None,
    )


def all_see(people: Iterable[Person], hook: str, attribute: str, value: str) -> None:
    for person in people:
        expect(person.see(hook)).to_have_attribute(attribute, value)


def goes_to(leader: Person, other: Person, phase: str) -> None:
    """Whoever leads takes everyone to this phase."""
    expect(leader.see("pick-go-to")).to_be_attached()
    leader.page.evaluate("for (const id of ['dock-plan', 'sure-steer']) document.getElementById(id).open = true")
    leader.see("pick-go-to").select_option(phase)
    leader.press("cmd-go-to")
    all_see((leader, other), "phase", "data-phase", phase)
    leader.page.evaluate("document.getElementById('dock-plan').open = false")


def a_group(
    browser: Browser,
    url: str,
    names: Iterable[str],
    *,
    seats: int = 8,
    guidance: str = "guided",
    devices: bool = True,
    size: ViewportSize | None = None,
) -> list[Person]:
    """People in one room, in the order of their seats; the first opened it and let the others in."""
    sizes = (size or (SMALLER if place > 1 else DESK) for place in itertools.count())
    first, *others = [Person.sits_down(browser, name, size=each) for name, each in zip(names, sizes, strict=False)]
    first.opens_a_room(url, seats=seats, guidance=guidance)
    first.enters(devices=devices)
    first.is_inside()
    link = first.invitation
    for person in others:
        person.page.goto(link)
        person.enters(devices=devices)
        person.waits_at_the_door()
        first.lets_in(person)
    return [first, *others]
