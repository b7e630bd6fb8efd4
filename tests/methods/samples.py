"""A small method with one phase for each of the eleven speaking modes, a small frame around it, and ways to vary them.

The texts are in TOML as in a real file, so that the tests of the core also read files.
"""

from server.methods.library import Library
from server.methods.method import Frame, Method, Phase, Words
from server.methods.modes import Mode, Switch
from server.methods.program import Program, Step, program
from server.methods.reading import read_frame, read_method

HEAD = """
format = 1
id = "proef"
title = { nl = "Proefmethode", en = "Sample method" }
summary = { nl = "Elke manier van spreken komt één keer voor." }
source = { nl = "Voor de toetsen geschreven." }
fits = { nl = "Om te toetsen." }
pitfalls = { nl = "Geen." }

[people]
least = 3
most = 7

[fit]
about = ["gebeurtenis", "gesprek"]
stream = ["bovenstroom"]
trust = "nieuw"
"""

PHASE = """
[[{half}]]
id = "{id}"
title = {{ nl = "{id}", en = "{id} (en)" }}
mode = "{mode}"
minutes = {minutes}
task = {{ nl = "Samen doen we {id}.", en = "Together we do {id}." }}
say = {{ nl = "Nu doen we {id}." }}
why = {{ nl = "Omdat {id} helpt." }}
"""

TURN = 'turn = { nl = "Jij bent aan de beurt." }\n'
INBRENGER = 'inbrenger = { nl = "Jij bracht de casus in." }\n'
BEGELEIDER = 'begeleider = { nl = "Jij let op de tijd." }\n'


def phase_text(id: str, mode: str, minutes: str = "5", more: str = "", half: str = "phase") -> str:
    return PHASE.format(half=half, id=id, mode=mode, minutes=minutes) + more


# The eleven modes in the order of `Mode`; ids are short and stand in many tests.
METHOD_TEXT = HEAD + "".join(
    (
        phase_text("uitleg", "uitleg", more="skip = true\n"),
        phase_text("vertellen", "inbrenger-vertelt", more=INBRENGER + BEGELEIDER + 'sheet = "kernkwadrant"\n'),
        phase_text("ronde", "ronde", "{ per_member = 1.5 }", TURN + INBRENGER + "seconds_each = 90\n"),
        phase_text("allen", "ronde-met-inbrenger", "{ fixed = 2, per_member = 1 }", TURN),
        phase_text("vragen", "vraag-en-antwoord", "15", TURN + INBRENGER + 'switches = ["geen-advies"]\n'),
        phase_text("gesprek", "open-gesprek"),
        phase_text("rug", "rug-naar-de-groep", "10", INBRENGER + 'switches = ["derde-persoon"]\n'),
        phase_text("schrijven", "stil-schrijven", "3"),
        phase_text("tonen", "tegelijk-tonen", "2", 'shows = "schrijven"\nrate = "warm-lauw-koud"\n'),
        phase_text("spelen", "twee-spelen", "12", TURN),
        phase_text("kiezen", "kiezen", "4", 'choose = "module"\nmodules = ["moduul", "onbekend"]\n'),
    )
)
FRAME_TEXT = (
    'format = 1\nid = "frame"\n'
    + phase_text("inchecken", "ronde-met-inbrenger", "{ per_member = 1 }", TURN + "with_begeleider = true\n", "before")
    + phase_text("afspraken", "uitleg", "2", "ticks = true\n", "before")
    + phase_text(
        "casus", "kiezen", "{ fixed = 2, per_member = 1 }", TURN + 'choose = "inbrenger"\nseconds_each = 60\n', "before"
    )
    + phase_text("afronden", "ronde-met-inbrenger", "{ per_member = 1 }", TURN, "after")
    + phase_text("volgende-keer", "open-gesprek", "3", half="after")
)

MODULE_TEXT = HEAD.replace('"proef"', '"moduul"') + "".join(
    (
        phase_text("wolk", "stil-schrijven", "2"),
        phase_text("schrijven", "stil-schrijven", "2"),
        phase_text("zien", "tegelijk-tonen", "3", 'shows = "schrijven"\nnamed = true\n'),
    )
)

METHOD: Method = read_method("proef.toml", METHOD_TEXT)
FRAME: Frame = read_frame("frame.toml", FRAME_TEXT)
MODULE: Method = read_method("moduul.toml", MODULE_TEXT)
LIBRARY = Library(methods={METHOD.id: METHOD}, modules={MODULE.id: MODULE}, frame=FRAME)
# inchecken, afspraken, casus, the eleven, afronden, volgende-keer
PROGRAM: Program = program(METHOD, FRAME)
INDEX = {step.phase.id: index for index, step in enumerate(PROGRAM.steps)}
MODES = {phase.id: phase.mode for phase in METHOD.phase}


def phase(mode: Mode = Mode.GESPREK, id: str = "fase", **more: object) -> Phase:
    """A phase made in one line; `more` are fields of Phase."""
    words = Words(nl="Doe dit.")
    fields = {"minutes": 5, "turn": words, "title": words, "task": words, "say": words, "why": words, **more}
    return Phase.model_validate({"id": id, "mode": mode, **fields})


def program_of(*phases: Phase) -> Program:
    """A program of these phases alone, without a frame."""
    return Program("proef", Words(nl="Proef"), tuple(Step(each, "method") for each in phases))


def round_phase(*switches: Switch, **more: object) -> Phase:
    return phase(Mode.RONDE, "ronde", switches=frozenset(switches), **more)
