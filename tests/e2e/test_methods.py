"""Five people and five methods, in one browser each: what a method asks of people is what they can do and hear.

The methods follow one another in the same five pages. Only where sound is measured does anyone have a microphone on.
"""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from .machine import Server
from .people import DESK, PATIENCE, SMALLER, Person, all_see

pytestmark = pytest.mark.e2e

NAMES = ("Anna", "Bram", "Cato", "Daan", "Emma")  # in the order of their seats; Anna leads, Bram brings in his casus


@pytest.fixture(scope="module")
def five(chromium: Browser) -> Iterator[list[Person]]:
    people = [Person.sits_down(chromium, name, size=SMALLER if name == "Cato" else DESK) for name in NAMES]
    yield people
    for person in people:
        person.gets_up()


def meet(five: list[Person], server: Server, method: str, *, with_microphone: tuple[Person, ...] = ()) -> None:
    """Everyone in a new room with this method, and it has begun."""
    anna, *others = five
    anna.opens_a_room(server.url, seats=len(five), method=method)
    comes_in(anna, with_microphone)
    anna.is_inside()
    link = anna.invitation
    for person in others:
        person.page.goto(link)
        comes_in(person, with_microphone)
        person.waits_at_the_door()
    anna.press("admit-all")
    for person in others:
        person.is_inside()
    anna.press("cmd-start")
    all_see(five, "phase", "data-index", "1")


def comes_in(person: Person, with_microphone: tuple[Person, ...]) -> None:
    if person in with_microphone:
        person.press("join-mic")
        expect(person.see("join-mic")).to_have_attribute("aria-pressed", "true")
    person.enters(devices=False)


def go_on_to(five: list[Person], phase: str) -> None:
    """The begeleider's one button, until everyone is there."""
    anna = five[0]
    for _ in range(20):
        here = anna.see("phase").get_attribute("data-phase") or ""
        if here == phase:
            break
        anna.press("cmd-next")
        expect(anna.see("phase")).not_to_have_attribute("data-phase", here)
    all_see(five, "phase", "data-phase", phase)


def bring_in_a_casus(five: list[Person], phase: str = "casus-kiezen") -> None:
    go_on_to(five, phase)
    five[1].press("cmd-inbrenger")
    all_see(five, "seat-1", "data-role", "inbrenger")


def put_ready(person: Person, *lines: str) -> None:
    """Written in silence; the text goes to the room by itself once the typing stops."""
    person.see("note").fill("\n".join(lines))
    expect(person.see("written-count")).to_contain_text(f"{len(lines)}")


def cards(person: Person) -> Locator:
    return person.see("card")


def rate(person: Person, line: str, rating: str) -> None:
    button = cards(person).filter(has_text=line).locator(f"[data-testid=cmd-rate][data-rating={rating}]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def test_tien_stappen_asks_in_silence_and_answers_warm_questions_first(five: list[Person], server: Server) -> None:
    _, bram, cato, daan, emma = five
    meet(five, server, "tien-stappen")
    bring_in_a_casus(five)
    go_on_to(five, "vragen-schrijven")
    put_ready(cato, "Wat raakt je het meest?", "Wie weet hiervan?")
    put_ready(daan, "Waar ging het mis?")
    cato.press("cmd-written")
    expect(five[0].see("seat-2").locator(".ready")).to_be_visible()
    put_ready(emma, "Wat zou je missen als het ophield?")
    cato.page.reload()  # what I wrote stays mine
    expect(cato.see("note")).to_have_value("Wat raakt je het meest?\nWie weet hiervan?")
    for person in five:
        expect(cards(person)).to_have_count(0)

    go_on_to(five, "vragen-wegen")
    for person in five:
        expect(cards(person)).to_have_count(4)
        expect(cards(person).filter(has_text="Cato")).to_have_count(0)
    rate(bram, "Waar ging het mis?", "warm")
    rate(bram, "Wie weet hiervan?", "koud")
    expect(daan.see("cmd-rate")).to_have_count(0)

    go_on_to(five, "antwoorden")
    for person in five:
        expect(cards(person).first).to_contain_text("Waar ging het mis?")
        expect(cards(person).first).to_have_attribute("data-rating", "warm")
        expect(cards(person).last).to_contain_text("Wie weet hiervan?")


def packets(person: Person, seat: int) -> tuple[float, float]:
    """How many packets of sound came from this seat, and how much energy they had."""
    found = person.received().get(str(seat), {})
    return found.get("packets", 0), found.get("energy", 0.0)


def hears(person: Person, seat: int) -> None:
    """A beep of this seat sounds, from now on."""
    deadline, (_, before) = time.monotonic() + PATIENCE / 1000, packets(person, seat)
    while packets(person, seat)[1] <= before:
        assert time.monotonic() < deadline, f"{person.name} does not hear seat {seat}"
        person.page.wait_for_timeout(250)


def hears_only(person: Person, seat: int, silent: int) -> None:
    """While more than two beeps of one seat sound, nothing at all comes from another."""
    deadline = time.monotonic() + PATIENCE / 1000
    last = (-1.0, -1.0)
    while packets(person, silent) != last:  # what was under way may still come in
        assert time.monotonic() < deadline, f"sound of seat {silent} goes on"
        last = packets(person, silent)
        person.page.wait_for_timeout(250)
    first, energy = packets(person, seat)
    while packets(person, seat)[0] < first + 125:  # 20 milliseconds of sound in each: two and a half seconds
        assert time.monotonic() < deadline, f"{person.name} does not hear seat {seat}"
        person.page.wait_for_timeout(250)
    assert packets(person, seat)[1] > energy
    assert packets(person, silent) == last


def test_roddelmethode_closes_the_sound_of_the_inbrenger_who_can_come_back(five: list[Person], server: Server) -> None:
    anna, bram, cato, *_ = five
    meet(five, server, "roddelmethode", with_microphone=(anna, bram))
    bring_in_a_casus(five)
    others = [person for person in five if person is not bram]
    for person in others:
        hears(person, bram.seat)

    go_on_to(five, "roddelen")
    for person in five:
        expect(person.see("seat-1")).to_have_attribute("data-closed", "")
    for person in others[1:]:
        hears_only(person, anna.seat, silent=bram.seat)
    hears(bram, anna.seat)  # who turned round hears everything
    expect(cato.see("cmd-speak")).to_have_count(0)

    expect(bram.see("notes")).to_be_visible()
    expect(cato.see("listens")).to_have_text("hoort alleen mee")
    expect(bram.see("cmd-speak")).to_have_text("Ik wil terug")
    bram.press("cmd-speak")
    for person in five:
        expect(person.see("seat-1")).not_to_have_attribute("data-closed", "")
    for person in others:
        hears(person, bram.seat)
    bram.press("cmd-speak")
    hears_only(cato, anna.seat, silent=bram.seat)
    go_on_to(five, "terugkeer")
    hears(cato, bram.seat)


def test_denkhoeden_puts_the_same_hat_on_everyone(five: list[Person], server: Server) -> None:
    anna, bram, cato, daan, emma = five
    meet(five, server, "zes-denkhoeden")
    bring_in_a_casus(five)
    go_on_to(five, "vraag")
    bram.see("my-question").fill("Nemen we deze opdracht aan?")
    bram.press("cmd-question")
    go_on_to(five, "wit")
    for person in (anna, cato, daan, emma):
        expect(person.page.locator(".question")).to_contain_text("Nemen we deze opdracht aan?")
    all_see(five, "turn", "data-seat", "2")
    expect(cato.see("helps")).to_be_visible()
    expect(emma.see("helps")).to_have_count(0)

    go_on_to(five, "rood")
    the_turn_goes_round(five)

    go_on_to(five, "groen-schrijven")
    put_ready(daan, "Een dag per week beginnen")
    put_ready(bram, "Nee zeggen en iemand anders noemen")
    go_on_to(five, "groen-bouwen")
    for person in five:
        expect(cards(person)).to_have_count(2)
        expect(person.see("cards")).to_contain_text("Een dag per week beginnen")


def the_turn_goes_round(five: list[Person]) -> None:
    """Another order, someone who is away for a moment, someone who passes; nobody is forgotten."""
    anna, bram, cato, daan, emma = five
    here = [anna, bram, cato, daan]
    all_see(five, "turn", "data-seat", "2")
    anna.press("open-people")
    expect(anna.page.locator("#person-4")).to_contain_text("nog niet aan het woord")
    anna.page.locator("#person-3").get_by_test_id("cmd-later").click()
    all_see(five, "next-turn", "data-seat", "4")
    room = emma.page.url
    emma.page.goto("about:blank")
    all_see(here, "seat-4", "data-state", "away")
    all_see(here, "next-turn", "data-seat", "1")
    cato.press("cmd-turn-done")
    all_see(here, "turn", "data-seat", "1")
    emma.page.goto(room)
    all_see(five, "next-turn", "data-seat", "4")  # who was away comes first
    bram.press("cmd-turn-done")
    all_see(five, "turn", "data-seat", "4")
    expect(emma.see("turn-timer")).to_be_visible()
    emma.press("cmd-turn-done")
    all_see(five, "turn", "data-seat", "3")
    daan.press("cmd-pass")
    all_see(five, "turn", "data-seat", "")
    expect(anna.page.locator("#person-2")).not_to_contain_text("nog niet aan het woord")
    anna.page.keyboard.press("Escape")


def test_kernkwadranten_fill_one_sheet_that_all_see(five: list[Person], server: Server) -> None:
    _, bram, cato, daan, emma = five
    meet(five, server, "kernkwadranten")
    bring_in_a_casus(five)
    go_on_to(five, "invullen")
    cato.see("sheet-kwaliteit").fill("behulpzaam")
    cato.see("sheet-valkuil").fill("bemoeizuchtig")
    daan.see("sheet-kwaliteit").fill("zorgvuldig")
    for person in (cato, daan):
        expect(person.page.locator(".write-foot .quiet")).to_be_visible()
    go_on_to(five, "tonen")
    for person in five:
        expect(cards(person)).to_have_count(2)
        expect(person.see("cards")).to_contain_text("bemoeizuchtig")

    go_on_to(five, "eigen-kwadrant")
    for field, word in {"kwaliteit": "zorgzaam", "valkuil": "betuttelend", "uitdaging": "loslaten"}.items():
        bram.see(f"sheet-{field}").fill(word)
    for person in (cato, daan, emma):
        for word in ("zorgzaam", "betuttelend", "loslaten"):
            expect(person.page.locator(".sheet")).to_contain_text(word)
    expect(emma.see("sheet-kwaliteit")).to_have_count(0)
    go_on_to(five, "toepassen")
    for person in five:
        expect(person.page.locator(".sheet")).to_contain_text("zorgzaam")


def test_tietze_goes_on_in_the_form_the_inbrenger_chooses(five: list[Person], server: Server) -> None:
    anna, bram, cato, *_ = five
    meet(five, server, "tietze")
    time_stretches_and_is_caught_up(anna, cato)
    bring_in_a_casus(five, "rollen")
    go_on_to(five, "vorm-kiezen")
    for person in five:
        expect(person.see("module")).to_have_count(9)
    expect(cato.see("cmd-choose-module")).to_have_count(0)
    bram.page.locator("#module-kopstand").get_by_test_id("cmd-choose-module").click()
    for person in five:
        expect(person.page.locator("#module-kopstand")).to_have_attribute("data-chosen", "")
    anna.press("cmd-next")
    all_see(five, "phase", "data-phase", "kopstand")
    go_on_to(five, "afsluiting")


def time_stretches_and_is_caught_up(anna: Person, cato: Person) -> None:
    """Whoever gives more time sees what the other phases would get; the time at which we end stays in view for all."""
    anna.press("cmd-extend")
    anna.press("open-plan")
    expect(anna.see("end-time")).to_be_visible()
    expect(anna.see("late")).to_contain_text("2 minuten later")
    row = anna.page.locator("#dock-plan .plan li[data-state='to come']").filter(has_text=" of ").first
    expect(row).to_be_visible()
    anna.press("cmd-catch-up")
    expect(anna.see("late")).to_have_count(0)
    expect(row).to_have_count(0)
    anna.page.keyboard.press("Escape")
    cato.press("open-plan")
    expect(cato.see("end-time")).to_be_visible()
    expect(cato.see("cmd-catch-up")).to_have_count(0)
    cato.page.keyboard.press("Escape")
