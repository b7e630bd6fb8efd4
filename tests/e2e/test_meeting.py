"""The main job: six people, one link, a whole meeting with the incidentmethode, in real browsers with real media."""

import itertools
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from .machine import Server
from .people import DESK, PHONE, SMALLER, Person, a_group, all_see, all_see_and_hear, phase_of

pytestmark = pytest.mark.e2e

NAMES = ("Anna", "Bram", "Cato", "Daan", "Emma", "Finn")


@pytest.fixture
def six(chromium: Browser, server: Server) -> Iterator[list[Person]]:
    people = a_group(chromium, server.url, NAMES, size=PHONE, devices=False)
    yield people
    for person in people:
        person.gets_up()


def agree_on_phase(people: list[Person], id: str) -> None:
    all_see(people, "phase", "data-phase", id)
    assert len({phase_of(person)[1] for person in people}) == 1
    assert len({person.see("my-task").inner_text() != "" for person in people}) == 1


def test_six_people_go_through_a_whole_meeting(six: list[Person], chromium: Browser, server: Server) -> None:
    anna, _, cato, *_ = six
    everyone_sees_and_hears_everyone(six)
    for person in six:
        expect(person.see("seat-2")).to_contain_text("Cato")
        person.page.set_viewport_size(DESK if person is anna else SMALLER)
    a_seventh_waits_and_the_lock_refuses(anna, chromium)

    all_see(six, "timer", "data-state", "waiting")
    anna.press("cmd-start")
    phases = walk(six)
    assert phases[0] == "inchecken"
    assert "informatieronde" in phases
    assert phases[-1] == "volgende-keer"

    turn(six[:2], "mic", "true")
    turn(six[:2], "camera", "true")
    cato.sees_and_hears(*six[:2])
    anna.press("cmd-end")
    for person in six:
        expect(person.see("bye")).to_be_visible()
    cato.page.goto(f"{server.url}/r/{'A' * 22}")
    expect(cato.see("message")).to_be_visible()


def everyone_sees_and_hears_everyone(six: list[Person]) -> None:
    """Three pictures at a time, on small screens: six browsers that draw thirty of them take more than two small cores,
    and a browser that cannot keep up asks for less. They rest in the walk that follows, and come again at the end.
    """
    first, then = six[:3], six[3:]
    turn(six, "mic", "true")
    turn(first, "camera", "true")
    all_see_and_hear(six, first)
    turn(first, "camera", "false")
    turn(then, "camera", "true")
    all_see_and_hear(six, then)
    turn(then, "camera", "false")
    turn(six, "mic", "false")


def turn(people: list[Person], device: str, pressed: str) -> None:
    for person in people:
        person.press(device)
        expect(person.see(device)).to_have_attribute("aria-pressed", pressed)


def a_seventh_waits_and_the_lock_refuses(anna: Person, chromium: Browser) -> None:
    seventh = Person.sits_down(chromium, "Guus")
    seventh.page.goto(anna.invitation)
    seventh.enters(devices=False)
    seventh.waits_at_the_door()
    anna.press("open-people")
    anna.press("cmd-lock")
    expect(seventh.see("bye")).to_be_visible()
    seventh.page.goto(anna.invitation)
    seventh.enters(devices=False)
    expect(seventh.see("message")).to_be_visible()
    anna.page.keyboard.press("Escape")
    seventh.gets_up()


def walk(six: list[Person]) -> list[str]:
    """From the first phase to the last; every screen agrees after every step."""
    anna, bram, *_ = six
    seen: list[str] = []
    for number in itertools.count(1):
        all_see(six, "phase", "data-index", str(number))
        id = anna.see("phase").get_attribute("data-phase") or ""
        agree_on_phase(six, id)
        seen.append(id)
        mode = anna.see("phase").get_attribute("data-mode")
        if anna.see("cmd-tick").count():
            for person in six:
                person.press("cmd-tick")
                expect(person.see("cmd-tick")).to_have_count(0)
        if bram.see("cmd-inbrenger").count():
            bram.press("cmd-inbrenger")
            all_see(six, "seat-1", "data-role", "inbrenger")
        if mode == "vraag-en-antwoord":
            turns_go_round(six)
        if mode == "ronde":
            the_task_goes_there_and_back(six)
        if not anna.see("cmd-next").count():
            return seen
        anna.press("cmd-next")
    return seen


def turns_go_round(six: list[Person]) -> None:
    """Clockwise, beginning beside the inbrenger (seat 1); the begeleider (seat 0) has no turn; a member passes."""
    all_see(six, "turn", "data-seat", "2")
    all_see(six, "next-turn", "data-seat", "3")
    six[2].press("cmd-turn-done")
    all_see(six, "turn", "data-seat", "3")
    six[3].press("cmd-pass")
    all_see(six, "turn", "data-seat", "4")


def the_task_goes_there_and_back(six: list[Person]) -> None:
    anna, _, cato, *_ = six
    before = anna.see("phase").get_attribute("data-phase")
    hand_over(anna, 2)
    all_see(six, "seat-2", "data-role", "begeleider")
    expect(anna.see("cmd-next")).to_have_count(0)
    hand_over(cato, 0)
    all_see(six, "seat-0", "data-role", "begeleider")
    assert anna.see("phase").get_attribute("data-phase") == before


def hand_over(person: Person, seat: int) -> None:
    person.see(f"seat-{seat}").get_by_test_id("cmd-hand-over").click()
