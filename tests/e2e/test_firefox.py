"""Chromium and Firefox in one room: everyone sees and hears everyone."""

import pytest
from playwright.sync_api import Browser, expect

from .machine import Server
from .people import Person, a_group, all_see

pytestmark = pytest.mark.e2e


def test_a_firefox_among_chromiums(chromium: Browser, firefox: Browser, server: Server) -> None:
    people = a_group(chromium, server.url, ("Anna", "Bram"))
    fleur = Person.sits_down(firefox, "Fleur")
    fleur.page.goto(people[0].invitation)
    fleur.enters()
    fleur.waits_at_the_door()
    people[0].lets_in(fleur)
    people.append(fleur)
    for person in people:
        person.sees_and_hears(seat for seat in range(3) if seat != person.seat)
        expect(person.see("seat-2")).to_contain_text("Fleur")
    people[0].press("cmd-start")
    all_see(people, "phase", "data-index", "1")
    for person in people:
        person.gets_up()
