"""Hand-made screens with paper on the table: cards, sheets, modules, dots, and a plan that ends late."""

from collections.abc import Callable
from dataclasses import replace

from server.rooms.views import CardView, Offer, Overlay, SheetView, TimeView, TurnView

from . import screens


def sealed_cards(*lines: str) -> tuple[CardView, ...]:
    ratings = ("warm", "", "koud")
    return tuple(
        CardView(number, screens.seal("card", line), rating)
        for number, (line, rating) in enumerate(zip(lines, ratings, strict=True))
    )


def writing_cards() -> Overlay:
    plain = screens.writing()
    assert plain.phase is not None
    return replace(
        plain,
        phase=replace(plain.phase, shown_later=True),
        written=(screens.seal("card", "Wat raakte je het meest?"),),
        may=plain.may | {"write"},
    )


def cards() -> Overlay:
    title = screens.words("Warm, lauw of koud", "Warm, lukewarm or cold")
    return screens.screen(
        3,
        seats=screens.seats(3, begeleider=(7,), inbrenger=(2,), closed=(0, 1, 2, 3, 5, 6)),
        phase=screens.another_phase("wegen", title, "tegelijk-tonen", 9, rates=True, switches=("geen-discussie",)),
        my_task="group",
        my_task_words=screens.words("Lees alle vragen in stilte.", "Read all the questions in silence."),
        turn=TurnView(),
        my_microphone="closed",
        cards=sealed_cards(
            "Wat raakte je het meest?", "Wie zou het merken als je niets doet?", "Waarom heb je het niet gemeld?"
        ),
        may=frozenset({"speak"}),
    )


def rating() -> Overlay:
    plain = cards()
    circle = screens.seats(2, begeleider=(7,), inbrenger=(2,), closed=(0, 1, 2, 3, 5, 6))
    return replace(plain, seats=circle, me=circle[2], my_task="inbrenger", may=plain.may | {"rate"})


def with_a_sheet(kind: str) -> Overlay:
    plain = writing_cards()
    return replace(plain, written=(), sheet=SheetView(kind, "mine", edits=True))


def late() -> Overlay:
    plain = screens.leading()
    plan = tuple(
        replace(row, caught_up=360) if row.seconds == 480 and row.state == "to come" else row for row in screens.PLAN
    )
    offers = (
        Offer(
            "gedachtenwolk", screens.words("Gedachtenwolk", "Cloud of thoughts"), screens.words("Woorden.", "Words.")
        ),
    )
    return replace(
        plain,
        plan=plan,
        time=TimeView(late_ms=300_000, late_at_best_ms=0),
        modules=offers,
        may=plain.may | {"catch-up", "insert", "go-to", "repeat", "again"},
    )


def choosing_a_module() -> Overlay:
    plain = screens.screen()
    assert plain.phase is not None
    names = (("Brainstorm", "Brainstorm"), ("Kopstand", "Upside down"), ("Resonantieronde", "Round of resonance"))
    choices = tuple(
        Offer(
            nl.lower(),
            screens.words(nl, en),
            screens.words("Om de beurt, kort.", "In turn, briefly."),
            nl == "Kopstand",
        )
        for nl, en in names
    )
    phase = replace(plain.phase, mode="kiezen", helps=True)
    return replace(plain, phase=phase, turn=TurnView(), choices=choices, may=frozenset({"choose-module"}))


def dots() -> Overlay:
    plain = screens.choosing()
    circle = tuple(
        replace(seat, may_get_dot=bool(seat.title), my_dot=seat.number == 1, not_heard=seat.number == 5)
        for seat in plain.seats
    )
    return replace(plain, seats=circle, me=circle[3], dots_left=1, may=plain.may | {"dot", "show-dots"})


PAPER: dict[str, Callable[[], Overlay]] = {
    "writing-cards": writing_cards,
    "cards": cards,
    "rating": rating,
    "quadrant": lambda: with_a_sheet("kernkwadrant"),
    "rose": lambda: with_a_sheet("roos-van-leary"),
    "late": late,
    "choosing-a-module": choosing_a_module,
    "dots": dots,
}
EVERY: dict[str, Callable[[], Overlay]] = {**screens.SITUATIONS, **PAPER}
