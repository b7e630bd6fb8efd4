"""Every speaking mode as a real room shows it, in real phases of real methods, for pictures of the screens."""

from collections.abc import Callable
from dataclasses import replace

from server.rooms import commands as c
from server.rooms.overlay import overlay
from server.rooms.practice import played, rehearsed
from server.rooms.room import Room
from server.rooms.state import Card
from server.rooms.views import Overlay
from server.settings import ROOT
from server.shelf import read_shelf

from . import paper_screens, screens

# The name of a picture: method, phase, role.
MODES = {
    "uitleg": ("incident", "afspraken", "deelnemer"),
    "vertellen": ("incident", "toelichting", "inbrenger"),
    "ronde": ("incident", "diagnose", "turn"),
    "ronde-met-inbrenger": ("dialoog", "ervaring", "deelnemer"),
    "vraag-en-antwoord": ("basismethode", "analyse", "turn"),
    "gesprek": ("u-methode", "dialoog", "begeleider"),
    "rug": ("roddelmethode", "roddelen", "inbrenger"),
    "rug-gezien": ("roddelmethode", "roddelen", "deelnemer"),
    "stil-schrijven": ("tien-stappen", "vragen-schrijven", "deelnemer"),
    "stil-schrijven-inbrenger": ("tien-stappen", "vragen-schrijven", "inbrenger"),
    "stil-voor-mezelf": ("incident", "bedenktijd", "deelnemer"),
    "stilte": ("u-methode", "stilte", "deelnemer"),
    "tonen": ("zes-denkhoeden", "groen-tonen", "deelnemer"),
    "bouwen": ("zes-denkhoeden", "groen-bouwen", "turn"),
    "met-namen": ("socratisch", "onderzoek", "deelnemer"),
    "naast-elkaar": ("leren-van-successen", "tonen", "deelnemer"),
    "roos": ("roos-van-leary", "tonen", "deelnemer"),
    "roos-invullen": ("roos-van-leary", "plaatsen", "deelnemer"),
    "kwadrant-samen": ("kernkwadranten", "toepassen", "deelnemer"),
    "kwadrant-invullen": ("kernkwadranten", "eigen-kwadrant", "inbrenger"),
    "twee-spelen": ("clinic", "alternatieven", "turn"),
    "kiezen": ("tietze", "vorm-kiezen", "inbrenger"),
    "voorlezen": ("tien-stappen", "kern-voorlezen", "turn"),
}
LINES = (
    "Wat raakte je het meest?",
    "Wie zou het merken als je niets doet?",
    "Een dag per week beginnen, en na een maand samen kijken hoe het gaat",
    "Nee zeggen en iemand anders noemen",
    "Ik zou vinden dat ik het eerst moet vertellen, omdat zij anders van een ander hoort dat het anders loopt",
)
QUADRANT = '{"kwaliteit": "zorgvuldig", "valkuil": "pietluttig", "allergie": "slordig", "uitdaging": "loslaten"}'
ROSE = ('{"ander": "leidend", "inbrenger": "volgend"}', '{"ander": "aanvallend", "inbrenger": "teruggetrokken"}')


def shown(method: str, phase: str, role: str) -> Overlay:
    """The screen of this role in this phase, with names and texts that can be read with the secret of the preview."""
    shelf = read_shelf(ROOT / "server/methods")
    program = shelf.program(method)
    assert program is not None
    index = program.index_of(phase)
    assert index is not None
    room = rehearsed(program, index, shelf.library)
    _written(room)
    person = played(room, role)
    assert person is not None, f"nobody is {role} in {method}/{phase}"
    plain = overlay(room.state, person, 0.0)
    seats = tuple(replace(seat, name=screens.seal("name", seat.name)) if seat.name else seat for seat in plain.seats)
    question = screens.seal("question", "Hoe begrens ik mijn collega en houd ik het goed?")
    return replace(plain, seats=seats, me=seats[plain.me.number], question=question if plain.question else "")


def _written(room: Room) -> None:
    """What people would have put on the table by now."""
    phase = room.state.meeting.phase
    if phase.sheet is not None and not phase.shows and not phase.writes:
        brings = played(room, "inbrenger")
        assert brings is not None
        room.handle(c.Sheet(by=brings.id, text=screens.seal("sheet", QUADRANT)), 0.0)
    if not phase.shows:
        return
    texts = ROSE if phase.sheet == "roos-van-leary" else LINES
    kind = "sheet" if phase.sheet else "card"
    cards = tuple(
        Card(phase.shows[number % len(phase.shows)], 2 + number % 3, screens.seal(kind, text, iv=bytes([number]) * 12))
        for number, text in enumerate(texts)
    )
    room.state = replace(room.state, cards=cards)


def _of(method: str, phase: str, role: str) -> Callable[[], Overlay]:
    return lambda: shown(method, phase, role)


EVERY: dict[str, Callable[[], Overlay]] = {
    **paper_screens.EVERY,
    **{f"mode-{name}": _of(*where) for name, where in MODES.items()},
}
