"""A made-up circle at any moment of a meeting, for trying a method alone. Imports the room and its commands.

Six people walk through the program as a real group would: by commands, so that every screen is one a room can show.
The names are plain words where a real room holds sealed texts; nobody is there who could open them.
"""

from server.methods.library import Library
from server.methods.program import Program

from . import commands as c
from .room import Room
from .state import Person

NAMES = ("Anna", "Bilal", "Carmen", "Dirk", "Esra", "Femke")
BEGELEIDER, INBRENGER = 0, 1  # seats
ROLES = ("begeleider", "inbrenger", "turn", "deelnemer")
QUESTION = "question"  # stands where the sealed question would
WRITTEN = ("written-0", "written-1", "written-2")  # ... and where sealed cards would


def rehearsed(program: Program, index: int, library: Library | None = None) -> Room:
    """The made-up circle in this step of the program (from 0)."""
    room = Room(program, opener=NAMES[BEGELEIDER], seats=len(NAMES), independent=False, now=0.0, library=library)
    for name in NAMES:
        room.handle(c.Knock(by=name, name=name), 0.0)
    room.handle(c.AdmitAll(by=NAMES[BEGELEIDER]), 0.0)
    for name in NAMES:
        room.handle(c.Connect(by=name), 0.0)
    room.handle(c.Start(by=NAMES[BEGELEIDER], seen=room.state.version), 0.0)
    for _ in range(index):
        if room.state.meeting.phase.choose == "inbrenger":
            _bring_in(room)
        _write(room)
        room.handle(c.Next(by=NAMES[BEGELEIDER], seen=room.state.version), 0.0)
        if room.state.meeting.phase.rules.needs_inbrenger:
            _bring_in(room)
    return room


def played(room: Room, role: str) -> Person | None:
    """Who plays this role at this moment, or None where nobody does: no inbrenger yet, or no turns."""
    state = room.state
    special = {"begeleider": state.begeleider, "inbrenger": state.inbrenger, "turn": state.meeting.holder}
    if role in special:
        return state.in_seat(special[role])
    return next(person for person in reversed(state.seated) if person.seat not in special.values())


def _write(room: Room) -> None:
    """Three members write something, where it will be shown."""
    phase = room.state.meeting.phase.id
    for text, person in zip(WRITTEN, reversed(room.state.seated), strict=False):
        if room.may(person.id, c.Write, 0.0):
            room.handle(c.Write(by=person.id, phase=phase, texts=(text,)), 0.0)


def _bring_in(room: Room) -> None:
    """Bilal brings in a casus, unless that is so already."""
    if room.state.inbrenger is None:
        name = NAMES[INBRENGER]
        room.handle(c.Inbrenger(by=NAMES[BEGELEIDER], seen=room.state.version, seat=INBRENGER), 0.0)
        room.handle(c.Question(by=name, text=QUESTION), 0.0)
