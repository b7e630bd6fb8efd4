"""Chromium and Firefox in one room: everyone sees and hears everyone, chooses devices, and may listen only."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from .machine import Server
from .people import PATIENCE, Person, a_group, all_see, all_see_and_hear

pytestmark = pytest.mark.e2e

SENDING = """() => window.connections.at(-1).getTransceivers()
  .find((each) => each.currentDirection === "sendonly" && each.sender.track?.kind === "video")
  .sender.track.getSettings().deviceId"""


def test_a_firefox_among_chromiums(whole_chromium: Browser, firefox: Browser, server: Server) -> None:
    people = a_group(whole_chromium, server.url, ("Anna", "Bram"))
    fleur = Person.sits_down(firefox, "Fleur")
    fleur.page.goto(people[0].invitation)
    fleur.enters()
    fleur.waits_at_the_door()
    people[0].lets_in(fleur)
    people.append(fleur)
    for person in people:
        person.sees_and_hears(*people)
        expect(person.see("seat-2")).to_contain_text("Fleur")
    people[0].press("cmd-start")
    all_see(people, "phase", "data-index", "1")
    anna_takes_her_other_camera(people[0], watchers=people[1:])
    for listener in (people[1], fleur):
        only_listens_for_a_while(listener)
        all_see_and_hear(people, [people[0], listener])
    for person in people:
        person.gets_up()


def anna_takes_her_other_camera(anna: Person, watchers: list[Person]) -> None:
    anna.press("open-settings")
    cameras = anna.page.locator("#choose-video option")
    expect(cameras).to_have_count(4)
    other = cameras.last.get_attribute("value")
    assert other != anna.page.evaluate(SENDING)
    anna.page.locator("#choose-video").select_option(other)
    expect(anna.see("camera")).to_have_attribute("aria-pressed", "true")
    wait_until(anna, lambda: anna.page.evaluate(SENDING) == other)
    anna.page.keyboard.press("Escape")
    for watcher in watchers:
        watcher.sees_and_hears(anna)


def wait_until(person: Person, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while not condition():
        assert time.monotonic() < deadline, condition.__name__
        person.page.wait_for_timeout(1000)


def only_listens_for_a_while(person: Person) -> None:
    """No picture comes any more while sound does; at a second press everything is back."""
    person.press("sound-only")
    expect(person.see("sound-only")).to_have_attribute("aria-pressed", "true")
    seen = [person.received()]

    def silent_pictures() -> bool:
        before, now = seen[-1], person.received()
        seen.append(now)
        others = now.keys() & before.keys()
        still = all(now[seat]["frames"] == before[seat]["frames"] for seat in others)
        return still and any(now[seat]["packets"] > before[seat]["packets"] for seat in others)

    wait_until(person, silent_pictures)
    expect(person.page.locator("#video-0")).to_be_hidden()
    person.press("sound-only")
    expect(person.see("sound-only")).to_have_attribute("aria-pressed", "false")
