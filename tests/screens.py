"""Hand-made screens: an Overlay for every situation a room page can be in. For tests and for pictures of the pages."""

import base64
from collections.abc import Callable
from dataclasses import replace

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.methods.method import Words
from server.rooms.views import ClockView, Guest, Overlay, PhaseView, PlanRow, SeatView, TurnView

ROOM = "stille-vijver-42"
SECRET = base64.urlsafe_b64encode(bytes(range(32))).decode().rstrip("=")
NAMES = ("Anna", "Bilal", "Carmen", "Dirk", "Esra", "Femke", "Gerrit", "Ria", "Hanna", "Ivo")

MEMBER = frozenset({"pass"})
LEADER = frozenset(
    {"invite", "lock", "hand-over"}
    | {"next", "back", "pause", "extend", "shorten", "end", "give-turn", "skip-turn", "turn-done"}
)


def seal(kind: str, text: str, secret: str = SECRET, room: str = ROOM, iv: bytes = b"kring-iv-12b") -> str:
    """What static/js/seal.js makes of a text in epoch 0; the fixed IV is for tests alone."""
    box = AESGCM(_key(secret, room)).encrypt(iv, text.encode(), f"{room}|{kind}".encode())
    return base64.urlsafe_b64encode(bytes(2) + iv + box).decode().rstrip("=")


def unseal(kind: str, sealed: str, secret: str = SECRET, room: str = ROOM) -> str:
    """What static/js/seal.js reads from a sealed text."""
    raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    return AESGCM(_key(secret, room)).decrypt(raw[2:14], raw[14:], f"{room}|{kind}".encode()).decode()


def _key(secret: str, room: str) -> bytes:
    raw = base64.urlsafe_b64decode(secret + "=")
    return HKDF(SHA256(), 32, salt=room.encode(), info=b"kring text").derive(raw)


def words(nl: str, en: str) -> Words:
    return Words(nl=nl, en=en)


QUESTIONS = PhaseView(
    id="informatieronde",
    title=words("Informatieronde", "Round of questions"),
    mode="vraag-en-antwoord",
    index=7,
    count=14,
    task=words("Om de beurt één open vraag. Nog geen advies.", "One open question each. No advice yet."),
    switches=("geen-advies", "geen-oordeel", "vraag-blijft-zichtbaar"),
    choosing=False,
    ticks=False,
    writes=False,
)
SAY = words(
    "Stel om de beurt één open vraag. Vraag alleen wat je nodig hebt om het te begrijpen.",
    "Ask one open question each. Ask only what you need in order to understand.",
)
WHY = words(
    "Wie eerst alles weet, hoeft minder te raden. Een advies in de vorm van een vraag sluit juist af.",
    "Once you know enough you need to guess less. Advice dressed up as a question closes the conversation.",
)


def guided(phase: PhaseView) -> PhaseView:
    """The phase as whoever leads sees it."""
    return replace(phase, say=SAY, why=WHY)


PLAN = tuple(
    PlanRow(id=f"p{index}", title=words(nl, en), seconds=60 * mins, state=state, part=part)
    for index, (nl, en, mins, state, part) in enumerate(
        (
            ("Inchecken", "Check-in", 8, "past", "before"),
            ("Afspraken", "Agreements", 2, "past", "before"),
            ("Terugblik", "Looking back", 5, "past", "before"),
            ("Inventarisatie en keuze", "Gathering and choosing", 10, "past", "method"),
            ("De vraag en het voorval", "The question and the event", 5, "past", "method"),
            ("Informatieronde", "Round of questions", 15, "now", "method"),
            ("Diagnose", "Diagnosis", 8, "to come", "method"),
            ("Oplossingen", "Solutions", 8, "to come", "method"),
            ("Keuze van de inbrenger", "The inbrenger's choice", 5, "to come", "method"),
            ("Afronding", "Rounding off", 5, "to come", "method"),
            ("Wat neem je mee?", "What do you take along?", 6, "to come", "after"),
            ("Evaluatie van het proces", "Looking at the process", 5, "to come", "after"),
            ("Volgende keer", "Next time", 3, "to come", "after"),
        )
    )
)


def seats(me: int, many: int = 8, empty: tuple[int, ...] = (4,), **marks: tuple[int, ...]) -> tuple[SeatView, ...]:
    """The circle seen from seat `me`; marks name a field of SeatView and the seats it holds for."""
    circle = []
    for number in range(many):
        if number in empty:
            circle.append(SeatView(number, "empty"))
            continue
        flags = {mark: number in holds for mark, holds in marks.items() if mark != "away"}
        state = "away" if number in marks.get("away", ()) else "present"
        circle.append(SeatView(number, state, me=number == me, name=seal("name", NAMES[number]), **flags))  # type: ignore[arg-type]
    return tuple(circle)


def screen(me: int = 3, **changes: object) -> Overlay:
    """Someone's screen in the middle of the incidentmethode: seat 1 asks, seat 3 is next, seat 2 brings the casus."""
    circle = seats(me, begeleider=(7,), inbrenger=(2,), turn=(1,), next=(3,), large=(1,))
    plain = Overlay(
        version=41,
        state="running",
        method=words("Incidentmethode", "Incident method"),
        me=circle[me],
        leads=False,
        independent=False,
        leader=7,
        my_task="next",
        my_task_words=words("Bedenk één open vraag. Nog geen advies.", "Think of one open question. No advice yet."),
        my_microphone="open",
        i_am_large=False,
        phase=QUESTIONS,
        clock=ClockView("running", 372_000, 900_000),
        turn=TurnView(seat=1, next=3, to_come=(3, 5, 6, 0), answers=2),
        seats=circle,
        guests=(),
        locked=False,
        question=seal("question", "Hoe begrens ik mijn collega zonder de sfeer te verliezen?"),
        question_seat=2,
        agreed=0,
        plan=PLAN,
        rest_ms=3_100_000,
        may=MEMBER,
    )
    changed = replace(plain, **changes)  # type: ignore[arg-type]
    return replace(changed, me=changed.seats[me], may=changed.may | {"pictures"})


def leading() -> Overlay:
    circle = seats(
        7,
        begeleider=(7,),
        inbrenger=(2,),
        turn=(1,),
        next=(3,),
        large=(1,),
        may_get_turn=(0, 3, 5, 6),
        may_get_task=(0, 1, 2, 3, 5, 6),
    )
    task = words(
        "Bewaak dat het vragen blijven. Hoor je een advies, vraag dan om er een open vraag van te maken.",
        "See that they remain questions. When you hear advice, ask to turn it into an open question.",
    )
    return screen(
        7,
        seats=circle,
        leads=True,
        my_task="begeleider",
        my_task_words=task,
        may=LEADER,
        phase=guided(QUESTIONS),
    )


def waiting_to_begin() -> Overlay:
    circle = seats(0, empty=(3, 4, 5, 6, 7), begeleider=(0,))
    guests = (Guest("g1", seal("name", "Dirk")), Guest("g2", seal("name", "Esra")))
    may = frozenset({"start", "admit", "admit-all", "refuse", "invite", "lock", "hand-over", "end"})
    return _before(0, circle, leads=True, my_task="start", leader=0, guests=guests, may=may)


def waiting_as_a_member() -> Overlay:
    return _before(1, seats(1, empty=(4, 5, 6, 7), begeleider=(0,)), leader=0, my_task="waiting", may=frozenset())


def _before(me: int, circle: tuple[SeatView, ...], **changes: object) -> Overlay:
    plan = tuple(replace(row, state="to come") for row in PLAN)
    return screen(
        me,
        seats=circle,
        state="waiting",
        my_task_words=None,
        phase=None,
        clock=ClockView("waiting", 0, 0),
        turn=TurnView(),
        question="",
        question_seat=None,
        plan=plan,
        rest_ms=5_100_000,
        **changes,
    )


def my_turn() -> Overlay:
    circle = seats(3, begeleider=(7,), inbrenger=(2,), turn=(3,), next=(5,), large=(3,))
    task = words("Stel één open vraag en luister naar het antwoord.", "Ask one open question and listen to the answer.")
    return screen(
        3,
        seats=circle,
        i_am_large=True,
        my_task="turn",
        my_task_words=task,
        turn=TurnView(seat=3, next=5, to_come=(5, 6, 0), answers=2, remaining_ms=48_000, total_ms=75_000),
        clock=ClockView("running", 48_000, 900_000),
        may=frozenset({"pass", "turn-done"}),
    )


def another_phase(id: str, title: Words, mode: str, index: int, **changes: bool | tuple[str, ...]) -> PhaseView:
    return replace(QUESTIONS, id=id, title=title, mode=mode, index=index, **changes)  # type: ignore[arg-type]


def choosing() -> Overlay:
    lines = {
        0: "Een collega die steeds later komt",
        1: "Ouders die boos aan de balie staan",
        3: "Ik zei ja, bedoelde nee",
    }
    circle = tuple(
        replace(
            seat,
            title=seal("title", lines[seat.number]) if seat.number in lines else "",
            may_be_inbrenger=seat.me,
        )
        for seat in seats(3, begeleider=(7,), turn=(5,), next=(6,), large=(5,))
    )
    return screen(
        3,
        seats=circle,
        phase=another_phase(
            "inventarisatie", words("Inventarisatie en keuze", "Gathering and choosing"), "kiezen", 4, choosing=True
        ),
        my_task="group",
        my_task_words=words(
            "Om de beurt schetsen we een voorval, tot het moment waarop het spannend werd. Daarna kiezen we er één.",
            "One by one we sketch an event, up to the moment it became critical. Then we choose one.",
        ),
        turn=TurnView(seat=5, next=6, to_come=(6, 0)),
        question="",
        question_seat=None,
        may=frozenset({"pass", "title", "inbrenger"}),
    )


def agreements() -> Overlay:
    return screen(
        3,
        seats=seats(3, begeleider=(7,), ready=(0, 5)),
        phase=another_phase("afspraken", words("Afspraken", "Agreements"), "uitleg", 2, ticks=True, switches=()),
        my_task="tick",
        my_task_words=words(
            "Lees de afspraken en zeg of je je eraan houdt.", "Read the agreements and say whether you keep to them."
        ),
        turn=TurnView(),
        question="",
        question_seat=None,
        may=frozenset({"tick"}),
    )


def writing() -> Overlay:
    title = words("Diagnose in stilte", "Diagnosis in silence")
    return screen(
        3,
        seats=seats(3, begeleider=(7,), inbrenger=(2,), closed=(0, 1, 2, 3, 5, 6), ready=(5,)),
        phase=another_phase("schrijven", title, "stil-schrijven", 8, writes=True, switches=("geen-oordeel",)),
        my_task="group",
        my_task_words=words(
            "Schrijf voor jezelf op wat volgens jou de kern is.", "Write down for yourself what is at the heart of it."
        ),
        turn=TurnView(),
        my_microphone="closed",
        may=frozenset({"written", "speak"}),
    )


def time_is_up() -> Overlay:
    circle = seats(3, begeleider=(7,), inbrenger=(2,), away=(6,))
    clock = ClockView("over", -35_000, 900_000)
    return screen(clock=clock, seats=circle, turn=TurnView(done=True), my_task="group")


def paused() -> Overlay:
    may = (LEADER - {"pause"}) | {"resume"}
    return replace(leading(), state="paused", clock=ClockView("paused", 372_000, 900_000), may=may)


def over() -> Overlay:
    circle = seats(3, begeleider=(7,))
    return replace(_before(3, circle, my_task="done", may=frozenset()), state="done")


def on_our_own() -> Overlay:
    circle = seats(3, begeleider=(0,), inbrenger=(2,), turn=(3,), next=(5,), large=(2, 3), ready=(5, 6))
    return replace(
        my_turn(),
        seats=circle,
        me=circle[3],
        independent=True,
        leader=0,
        agreed=2,
        may=frozenset({"agree", "pass", "turn-done", "admit"}),
        phase=replace(QUESTIONS, why=WHY),
    )


def long_words() -> Overlay:
    """As long as a method file may make them (400 characters), which no table may grow for."""
    nl = (
        "Zorg dat er één vraag in één zin op tafel komt, en vraag door tot iedereen in de groep begrijpt waar het "
        "de inbrenger om gaat. Herhaal die vraag daarna hardop, vraag of dit hem is, en schrijf hem op zodat hij de "
        "hele bijeenkomst in beeld blijft voor iedereen die meedenkt."
    )
    question = (
        "Hoe kan ik mijn collega die al twaalf jaar op dezelfde afdeling werkt begrenzen zonder dat de sfeer in ons "
        "kleine team verandert, terwijl ik pas begonnen ben?"
    )
    title = words("Consequenties en verantwoordelijkheden", "Consequences and responsibilities")
    return screen(
        phase=replace(QUESTIONS, title=title), my_task_words=words(nl, nl), question=seal("question", question)
    )


def circle_of(many: int) -> Callable[[], Overlay]:
    def make() -> Overlay:
        circle = seats(0, many, empty=(), begeleider=(many - 1,), inbrenger=(2,), turn=(1,), next=(0,), large=(1,))
        return screen(0, seats=circle, turn=TurnView(seat=1, next=0))

    return make


SITUATIONS: dict[str, Callable[[], Overlay]] = {
    "member": screen,
    "leading": leading,
    "waiting-leader": waiting_to_begin,
    "waiting-member": waiting_as_a_member,
    "my-turn": my_turn,
    "choosing": choosing,
    "agreements": agreements,
    "writing": writing,
    "time-is-up": time_is_up,
    "paused": paused,
    "over": over,
    "on-our-own": on_our_own,
    "long-words": long_words,
    **{f"circle-{many}": circle_of(many) for many in range(3, 11)},
}
