"""Chromium and Firefox in one encrypted room for ten minutes, people coming and going, two new secrets on the way.

`python -m benchmarks.ten_minutes [seconds]` (600). Three people stay and look at each other; a fourth comes four times,
goes, and is removed at last. Reported: for each pair the longest time without a new picture, and without a sound that
the decoder did not make up (`concealedSamples`), while the other sat there. Beside the server, on the same machine,
with the small pictures of people who have no turn.
"""

import os
import sys
import time
from contextlib import ExitStack

from playwright.sync_api import Browser, expect, sync_playwright

from benchmarks.results import write
from tests.e2e.machine import (
    CHROMIUM_FLAGS,
    FIREFOX_PREFERENCES,
    chromium_path,
    firefox_path,
    running_server,
)
from tests.e2e.people import Person, all_see_and_hear

FROZEN = 2500  # milliseconds: the page itself shows the person's outline after this (static/js/circle.js)

# Firefox's made-up camera gives 720p at 30 frames/s when asked for it, and three of those keep two cores busy.
CAMERA = """() => {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const small = { width: 320, height: 180, frameRate: 10 };
  navigator.mediaDevices.getUserMedia = (wish) => ask(wish.video ? { ...wish, video: small } : wish);
}"""
# Looks four times a second at what was decoded of each seat, in one report of the whole connection: asking every
# receiver ten times a second kept both cores busy by itself. On a busy machine a look comes late; so sound is counted
# in samples that the decoder made up (or did not make at all), and a picture that went on in the freezes it had.
WATCH = """() => {
  window.gaps = {};
  window.long = [];
  const last = {};
  const longest = (id, gap) => {
    window.gaps[id] = Math.max(window.gaps[id] ?? 0, gap);
    if (gap > 1000) window.long.push(`${id}: ${Math.round(gap)} ms until ${new Date().toTimeString().slice(0, 8)}`);
  };
  const video = (id, { framesDecoded: count, totalFreezesDuration: freezes = 0 }, now) => {
    const before = last[id] ?? { count, freezes, at: now, looked: now };
    const moved = count > before.count;
    if (moved) longest(id, before.looked - before.at + 1000 * (freezes - before.freezes));
    last[id] = { count, freezes, at: moved ? now : before.at, looked: now };
  };
  const audio = (id, { totalSamplesReceived: all, concealedSamples: made }, now) => {
    const before = last[id] ?? { all, made, missed: 0, looked: now };
    const missed = before.missed + (all > before.all ? (made - before.made) / 48 : now - before.looked);
    const heard = all - made > before.all - before.made;
    if (heard) longest(id, missed);
    last[id] = { all, made, missed: heard ? 0 : missed, looked: now };
  };
  const look = async () => {
    const connection = window.connections.filter((each) => each.connectionState === "connected").at(-1);
    for (const report of (await connection?.getStats() ?? new Map()).values()) {
      if (report.type !== "inbound-rtp") continue;
      const seat = Math.floor(Number(report.mid) / 2);
      const id = `${seat} ${report.kind}`;
      const sits = document.getElementById(`seat-${seat}`)?.dataset.state === "present";
      if (sits) (report.kind === "video" ? video : audio)(id, report, performance.now());
      else delete last[id];
    }
    setTimeout(look, 250);
  };
  look();
}"""
EPOCH = "() => JSON.parse(document.getElementById('keys').dataset.keys)"

Gaps = dict[str, dict[str, float]]  # who looks -> "seat kind" -> milliseconds


def tell(what: str) -> None:
    print(f"{time.strftime('%T')} {what}", flush=True)


def holds(person: Person, epoch: int) -> None:
    """Until everybody has shown the secret of this epoch."""
    end = time.monotonic() + 60
    while True:
        keys = person.page.evaluate(EPOCH)
        if keys["epoch"] == epoch and all(entry["epoch"] == epoch for entry in keys["seats"]):
            return
        assert time.monotonic() < end, f"no secret {epoch}"
        time.sleep(0.2)


def sits_down(browser: Browser, name: str) -> Person:
    person = Person.sits_down(browser, name)
    person.page.add_init_script(f"({CAMERA})()")
    return person


def comes(browser: Browser, name: str, host: Person, link: str) -> Person:
    person = sits_down(browser, name)
    person.page.goto(link)
    person.enters()
    person.waits_at_the_door()
    host.lets_in(person)
    return person


def visits(browser: Browser, host: Person, link: str, until: float, epoch: int) -> None:
    """Somebody comes, stays until this moment, and leaves."""
    tell("a visitor comes")
    visitor = comes(browser, "Daan", host, link)
    holds(host, epoch)
    visitor.sees_and_hears(host)
    host.page.wait_for_timeout(max(0.0, until - time.monotonic()) * 1000)
    tell("the visitor leaves")
    visitor.press("leave")
    expect(visitor.see("bye")).to_be_visible()
    visitor.gets_up()


def locks_and_opens(host: Person, epoch: int) -> None:
    tell("the room is locked: a new secret")
    host.page.evaluate("document.getElementById('dock-people').open = true")
    host.press("cmd-lock")
    holds(host, epoch)
    host.press("cmd-unlock")


def removes(host: Person, seat: int, epoch: int) -> None:
    host.page.evaluate("document.getElementById('dock-people').open = true")
    tell("the visitor is removed: a new secret")
    host.page.click(f"[data-testid=ask-remove][data-seat='{seat}']")
    host.page.click(f"[data-testid=cmd-remove][data-seat='{seat}']")
    holds(host, epoch)


def meeting(chromium: Browser, firefox: Browser, url: str, seconds: float) -> Gaps:
    anna = sits_down(chromium, "Anna")
    anna.opens_a_room(url, seats=4)
    anna.enters()
    anna.is_inside()
    link = anna.invitation
    staying = [anna, comes(chromium, "Bram", anna, link), comes(firefox, "Cato", anna, link)]
    all_see_and_hear(staying, staying)
    for person in staying:
        person.page.evaluate(WATCH)
    began = time.monotonic()

    def part(of: float) -> float:
        return began + of * seconds

    visits(chromium, anna, link, part(0.2), 0)
    locks_and_opens(anna, 1)
    visits(firefox, anna, link, part(0.45), 1)
    visits(chromium, anna, link, part(0.65), 1)
    last = comes(chromium, "Daan", anna, link)
    holds(anna, 1)
    last.sees_and_hears(anna)
    anna.page.wait_for_timeout(max(0.0, part(0.8) - time.monotonic()) * 1000)
    removes(anna, last.seat, 2)
    last.gets_up()
    anna.page.wait_for_timeout(max(0.0, part(1) - time.monotonic()) * 1000)
    all_see_and_hear(staying, staying)
    found = {person.name: person.page.evaluate("window.gaps") for person in staying}
    for person in staying:
        print(person.name, *person.page.evaluate("window.long"), sep="\n  ", flush=True)
    for person in staying:
        person.gets_up()
    return found


def rows(found: Gaps) -> list[tuple[str, str, str]]:
    """A row for each pair that stayed."""
    browsers = ("Anna (Chromium)", "Bram (Chromium)", "Cato (Firefox)")
    names = [name.split(" ")[0] for name in browsers]
    return [
        (
            f"{browsers[seat]} at {browsers[at]}",
            f"{found[name].get(f'{seat} video', 0):.0f}",
            f"{found[name].get(f'{seat} audio', 0):.0f}",
        )
        for at, name in enumerate(names)
        for seat in range(len(names))
        if seat != at
    ]


def main() -> int:
    seconds = float(sys.argv[1]) if sys.argv[1:] else 600.0
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        path = firefox_path()
        if path is None:
            print("Firefox is not installed: this measurement needs one", file=sys.stderr)
            return 2
        chromium = playwright.chromium.launch(executable_path=chromium_path(playwright), args=CHROMIUM_FLAGS)
        stack.callback(chromium.close)
        firefox = playwright.firefox.launch(
            channel="moz-firefox", executable_path=path, firefox_user_prefs=FIREFOX_PREFERENCES
        )
        stack.callback(firefox.close)
        server = stack.enter_context(running_server())
        table = rows(meeting(chromium, firefox, server.url, seconds))
    write(
        "Ten minutes in one encrypted room",
        "python -m benchmarks.ten_minutes",
        f"{seconds:.0f} s: two Chromium and a Firefox stay, a fourth comes four times and is removed at last; "
        f"the secret changes twice. Milliseconds, longest of the whole meeting; load average {os.getloadavg()[0]:.1f}.",
        ("who is seen and heard, where", "longest without a new picture", "longest without a new sound"),
        table,
    )
    return 0 if all(float(picture) < FROZEN for _, picture, _ in table) else 1


if __name__ == "__main__":
    sys.exit(main())
