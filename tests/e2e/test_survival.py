"""Never lose the meeting: reloads, lost lines, double clicks, people who go in the middle of their turn."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect

from .machine import Server
from .people import Person, a_group, all_see, goes_to, phase_of

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def three(chromium: Browser, server: Server) -> Iterator[list[Person]]:
    """Anna (who leads), Bram and Cato, in one meeting for all tests but the last two; who leaves does so last."""
    people = a_group(chromium, server.url, ("Anna", "Bram", "Cato"), devices=False)
    people[0].press("cmd-start")
    all_see(people, "phase", "data-index", "1")
    yield people
    for person in people:
        person.gets_up()


def remaining(person: Person) -> float:
    return float(person.see("timer").get_attribute("data-remaining-ms") or "nan")


def index(person: Person) -> int:
    return int(person.see("phase").get_attribute("data-index") or 0)


def goes_on(people: list[Person]) -> None:
    """The begeleider's one button; all see the next phase."""
    before = index(people[0])
    people[0].press("cmd-next")
    all_see(people, "phase", "data-index", str(before + 1))


def test_a_reload_changes_nothing(three: list[Person]) -> None:
    anna, bram, _ = three
    before, left = phase_of(anna), remaining(anna)
    for person in (anna, bram):
        seat = person.seat
        person.page.reload()
        person.is_inside()
        assert person.seat == seat
    assert phase_of(anna) == phase_of(bram) == before
    assert 0 <= left - remaining(anna) < 120_000
    all_see(three, "seat-0", "data-role", "begeleider")
    all_see(three, "seat-1", "data-state", "present")
    expect(bram.see("seat-0")).to_contain_text("Anna")  # the key survived too
    goes_on(three)


def test_a_lost_line_comes_back_by_itself(three: list[Person]) -> None:
    bram = three[1]
    bram.page.evaluate("window.sockets.at(-1).close()")
    expect(bram.page.locator("html[data-link=lost]")).to_have_count(1)
    goes_on(three)
    expect(bram.page.locator("html[data-link=lost]")).to_have_count(0)


def test_two_clicks_on_next_are_one_step(three: list[Person]) -> None:
    anna = three[0]
    after = str(index(anna) + 1)
    anna.see("cmd-next").dblclick()
    all_see(three, "phase", "data-index", after)
    expect(anna.see("cmd-next")).to_be_enabled()
    all_see(three, "phase", "data-index", after)


def test_camera_and_microphone_stay_off_until_someone_turns_them_on(three: list[Person]) -> None:
    bram = three[1]
    for button in ("mic", "camera"):
        expect(bram.see(button)).to_have_attribute("aria-pressed", "false")
    bram.page.reload()
    bram.is_inside()
    for button in ("mic", "camera"):
        expect(bram.see(button)).to_have_attribute("aria-pressed", "false")


def test_the_same_person_in_a_second_window_takes_over(three: list[Person]) -> None:
    bram = three[1]
    second = Person(bram.name, bram.page.context.new_page())
    second.page.goto(bram.page.url)
    second.is_inside()
    all_see([three[0]], "seat-1", "data-state", "present")
    bram.page.close()
    bram.page = second.page


def test_the_turn_goes_on_when_its_holder_leaves(three: list[Person]) -> None:
    goes_to(three[0], three[2], "inchecken")
    people = {person.seat: person for person in three}
    seat = three[0].see("turn").get_attribute("data-seat") or ""
    after = three[0].see("next-turn").get_attribute("data-seat") or ""
    holder = people.pop(int(seat))
    holder.press("leave")
    expect(holder.see("bye")).to_be_visible()
    all_see(people.values(), "turn", "data-seat", after)
    all_see(people.values(), f"seat-{seat}", "data-state", "empty")


def test_a_slow_line_to_one_script_leaves_nobody_at_the_door(chromium: Browser, server: Server) -> None:
    """htmx came before its websocket part: the guest was let in, and never heard of it."""
    (anna,) = a_group(chromium, server.url, ("Anna",), devices=False)
    guest = Person.sits_down(chromium, "Bram")

    def late(route: Route) -> None:
        guest.page.wait_for_timeout(700)
        route.continue_()

    guest.page.context.route("**/hx-ws.min.js*", late)
    guest.page.goto(anna.invitation)
    guest.enters(devices=False)
    guest.waits_at_the_door()
    anna.press("admit")
    guest.is_inside()
    anna.press("cmd-start")
    all_see((anna, guest), "phase", "data-index", "1")
    for person in (anna, guest):
        person.gets_up()


def test_the_door_opens_where_no_websocket_gets_through(chromium: Browser, server: Server) -> None:
    (anna,) = a_group(chromium, server.url, ("Anna",), devices=False)
    guest = Person.sits_down(chromium, "Bram")
    guest.page.add_init_script("WebSocket = class extends EventTarget { close() {} }")
    guest.page.goto(anna.invitation)
    guest.enters(devices=False)
    guest.waits_at_the_door()
    anna.press("admit")
    guest.is_inside()
    for person in (anna, guest):
        person.gets_up()
