"""The eleven speaking modes: one row each, saying who has turns, who is large and whose microphone is closed.

Nearly every phase of every published method is one of these. A new mode is a new row here; no other code asks which
mode a phase has, only what its row says. Imports nothing of the house.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import MappingProxyType


class Mode(StrEnum):
    """How people speak in a phase; the values are the words of method files and of the screen's `data-mode`."""

    UITLEG = "uitleg"
    VERTELLEN = "inbrenger-vertelt"
    RONDE = "ronde"
    RONDE_MET_INBRENGER = "ronde-met-inbrenger"
    VRAAG_EN_ANTWOORD = "vraag-en-antwoord"
    GESPREK = "open-gesprek"
    RUG = "rug-naar-de-groep"
    STIL_SCHRIJVEN = "stil-schrijven"
    TEGELIJK_TONEN = "tegelijk-tonen"
    TWEE_SPELEN = "twee-spelen"
    KIEZEN = "kiezen"


class Switch(StrEnum):
    """What a phase asks people to hold back, or keeps in view; words for the screen, shown beside the task."""

    GEEN_ADVIES = "geen-advies"
    GEEN_OORDEEL = "geen-oordeel"
    GEEN_DISCUSSIE = "geen-discussie"
    INBRENGER_REAGEERT_NIET = "inbrenger-reageert-niet"
    INBRENGER_ALS_LAATSTE = "inbrenger-als-laatste"
    DERDE_PERSOON = "derde-persoon"
    IK_VORM = "ik-vorm"
    VRAAG_BLIJFT_ZICHTBAAR = "vraag-blijft-zichtbaar"
    ZONDER_SCHRIJVEN = "zonder-schrijven"
    INBRENGER_SCHRIJFT_NIET = "inbrenger-schrijft-niet"


class Turns(Enum):
    """Who gets a turn."""

    NOBODY = "nobody"
    MEMBERS = "members"  # everyone but the inbrenger
    EVERYONE = "everyone"
    EVERYONE_IF_TIMED = "everyone if timed"  # a round only where the phase gives seconds per person


class Large(Enum):
    """Whose picture is large."""

    NOBODY = "nobody"
    BEGELEIDER = "begeleider"
    INBRENGER = "inbrenger"
    TURN = "turn"
    TURN_AND_INBRENGER = "turn and inbrenger"


class Closed(Enum):
    """Whose microphone the phase closes; the person concerned can always open it again."""

    NOBODY = "nobody"
    INBRENGER = "inbrenger"
    EVERYONE = "everyone"  # but the begeleider, who may have to say something


@dataclass(frozen=True, slots=True)
class Rules:
    """One row: what a speaking mode means for turns, pictures, microphones and text boxes."""

    turns: Turns = Turns.NOBODY
    laps: bool = False  # start the round anew until everyone passes
    large: Large = Large.NOBODY
    closed: Closed = Closed.NOBODY
    writes: bool = False  # everyone has a private text box
    needs_inbrenger: bool = True


RULES: Mapping[Mode, Rules] = MappingProxyType(
    {
        Mode.UITLEG: Rules(large=Large.BEGELEIDER, needs_inbrenger=False),
        Mode.VERTELLEN: Rules(large=Large.INBRENGER),
        Mode.RONDE: Rules(turns=Turns.MEMBERS, large=Large.TURN),
        Mode.RONDE_MET_INBRENGER: Rules(turns=Turns.EVERYONE, large=Large.TURN, needs_inbrenger=False),
        Mode.VRAAG_EN_ANTWOORD: Rules(turns=Turns.MEMBERS, laps=True, large=Large.TURN_AND_INBRENGER),
        Mode.GESPREK: Rules(needs_inbrenger=False),
        Mode.RUG: Rules(turns=Turns.NOBODY, closed=Closed.INBRENGER),
        Mode.STIL_SCHRIJVEN: Rules(closed=Closed.EVERYONE, writes=True, needs_inbrenger=False),
        Mode.TEGELIJK_TONEN: Rules(closed=Closed.EVERYONE, needs_inbrenger=False),
        Mode.TWEE_SPELEN: Rules(turns=Turns.MEMBERS, laps=True, large=Large.TURN_AND_INBRENGER),
        Mode.KIEZEN: Rules(turns=Turns.EVERYONE_IF_TIMED, large=Large.TURN, needs_inbrenger=False),
    }
)
