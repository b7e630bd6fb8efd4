"""From a click to the changed overlay on six screens, and how far apart their seconds are.

`python -m benchmarks.overlay`. Six pages in one Chromium beside the server, first without, then with voice and
video. Six pages that encode and decode each other's pictures without a graphics card want more than two cores: with
media the figures say what such a machine does; without, what Kring does.
The clocks of the pages are one clock (performance.timeOrigin + performance.now()), so that moments can be compared.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack

from playwright.sync_api import Browser, sync_playwright

from benchmarks.results import write
from tests.e2e.machine import CHROMIUM_FLAGS, chromium_path, running_server
from tests.e2e.people import Person, a_group, all_see, all_see_and_hear

CLICKS = 20
SECONDS = 20

# Notes the moment at which the phase on this screen changes, and at which the shown second does.
WATCH = """() => {
  const now = () => performance.timeOrigin + performance.now();
  window.moments = [];
  window.seconds = {};
  const look = () => {
    const phase = document.querySelector("[data-testid=phase]")?.dataset.phase;
    if (phase !== window.shown) { window.shown = phase; window.moments.push(now()); }
    const text = document.querySelector("[data-testid=timer]")?.textContent.trim();
    if (text !== window.second) { window.second = text; window.seconds[`${phase} ${text}`] ??= now(); }
  };
  const everything = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(look).observe(document.body, everything);
}"""
CLICK = """(hook) => {
  const at = performance.timeOrigin + performance.now();
  document.querySelector(`[data-testid=${hook}]`).click();
  return at;
}"""


def quantile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def click_delays(people: list[Person]) -> Iterator[float]:
    """Milliseconds from each click to the change on each screen."""
    leader, number = people[0], 1
    for click in range(CLICKS):
        forward = click % 2 == 0
        for person in people:
            person.page.evaluate("window.moments = []")
        at = leader.page.evaluate(CLICK, "cmd-next" if forward else "cmd-back")
        number += 1 if forward else -1
        all_see(people, "phase", "data-index", str(number))
        for person in people:
            yield person.page.evaluate("window.moments[0]") - at


def skews(people: list[Person]) -> list[float]:
    """For each second that every screen showed: milliseconds between the first and the last to show it."""
    for person in people:
        person.page.evaluate("window.seconds = {}")
    people[0].page.wait_for_timeout(SECONDS * 1000)
    shown = [person.page.evaluate("window.seconds") for person in people]
    common = set.intersection(*(set(each) for each in shown))
    # The first second is the one that stood there when watching began.
    return [max(each[second] for each in shown) - min(each[second] for each in shown) for second in sorted(common)]


def measured(browser: Browser, url: str, *, devices: bool) -> tuple[list[float], list[float], float]:
    """Delays of clicks and distances of seconds, both in milliseconds, and the load average at the end."""
    people = a_group(browser, url, ("Anna", "Bram", "Cato", "Daan", "Emma", "Finn"), devices=devices)
    if devices:
        all_see_and_hear(people, people)
    people[0].press("cmd-start")
    all_see(people, "phase", "data-index", "1")
    for person in people:
        person.page.evaluate(WATCH)
    delays = list(click_delays(people))
    apart = skews(people)
    for person in people:
        person.gets_up()
    return delays, apart, os.getloadavg()[0]


def main() -> int:
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium_path(playwright), args=CHROMIUM_FLAGS)
        stack.callback(browser.close)
        server = stack.enter_context(running_server())
        quiet = measured(browser, server.url, devices=False)
        media = measured(browser, server.url, devices=True)
    write(
        "Click to changed overlay, and timer skew",
        "python -m benchmarks.overlay",
        f"Six pages, {CLICKS} clicks, {len(quiet[0])} changes seen, {len(quiet[1])} common seconds; load average "
        f"{quiet[2]:.1f} without voice and video, {media[2]:.1f} with.",
        ("what", "p50", "p99", "max"),
        [
            ("click to overlay on a screen (ms)", *figures(quiet[0])),
            ("the same, with voice and video", *figures(media[0])),
            ("the same second on six screens, apart (ms)", *figures(quiet[1])),
            ("the same, with voice and video", *figures(media[1])),
        ],
    )
    return 0 if max(quiet[1]) < 50 else 1


def figures(values: list[float]) -> tuple[str, str, str]:
    return f"{quantile(values, 0.5):.0f}", f"{quantile(values, 0.99):.0f}", f"{max(values):.0f}"


if __name__ == "__main__":
    sys.exit(main())
