"""The product's own words for what the rooms and methods name by a key: modes, tasks, switches, refusals.

English here, translated through the catalogue when drawn. A key that is not here has no words of its own and draws
nothing. Imports nothing.
"""

from collections.abc import Mapping
from types import MappingProxyType


def _(message: str) -> str:
    """Marks a text for the catalogue (Babel looks for this name); it is translated where it is drawn."""
    return message


def _frozen(words: dict[str, str]) -> Mapping[str, str]:
    return MappingProxyType(words)


# How people speak in a phase, beside "Phase 3 of 7".
MODES = _frozen(
    {
        "uitleg": _("explanation"),
        "inbrenger-vertelt": _("the inbrenger speaks"),
        "ronde": _("a round"),
        "ronde-met-inbrenger": _("a round with everyone"),
        "vraag-en-antwoord": _("question and answer"),
        "open-gesprek": _("open conversation"),
        "rug-naar-de-groep": _("back to the group"),
        "stil-schrijven": _("writing in silence"),
        "tegelijk-tonen": _("shown at the same moment"),
        "twee-spelen": _("two people play"),
        "kiezen": _("choosing"),
    }
)

SILENCE = _("silence")  # a phase to write in silence, without the writing

# Who has the turn, by mode; {who} is a name. Other modes use the first line.
TURNS = _frozen(
    {
        "": _("{who} has the floor"),
        "vraag-en-antwoord": _("{who} asks"),
        "twee-spelen": _("{who} plays"),
    }
)
MY_TURNS = _frozen(
    {
        "": _("You have the floor"),
        "vraag-en-antwoord": _("You ask"),
        "twee-spelen": _("You play"),
    }
)

# What is asked of me when the method has no text of its own for it.
TASKS = _frozen(
    {
        "turn": _("Take your time. Say when you are done."),
        "next": _("You are next. Listen along until then."),
        "inbrenger": _("You bring in the casus. The group thinks along with you."),
        "begeleider": _("Guard the process and the time. Keep out of the content."),
        "group": _("Listen along."),
        "start": _("Start when everyone is here."),
        "waiting": _("We begin when everyone is here."),
        "tick": _("Read the agreements and say whether you keep to them."),
        "ticked": _("Thank you. We go on when everyone has agreed."),
        "choose": _("First we need someone who brings in a casus."),
        "done": _("The meeting is over. Thank you for being here."),
    }
)
# The word in front of the task.
TASK_LABELS = _frozen({"turn": _("Your turn"), "next": _("Soon you"), "": _("You")})

# What a phase asks everyone to hold back.
SWITCHES = _frozen(
    {
        "geen-advies": _("No advice yet"),
        "geen-oordeel": _("No judgement yet"),
        "geen-discussie": _("No discussion"),
        "inbrenger-reageert-niet": _("The inbrenger does not respond"),
        "inbrenger-als-laatste": _("The inbrenger comes last"),
        "derde-persoon": _("Speak about the inbrenger, not to them"),
        "ik-vorm": _("Say I, not you"),
    }
)

# Switches that say nothing on the table; for the form that makes a method.
KEPT_BACK = _frozen(
    {
        "vraag-blijft-zichtbaar": _("The question stays in view"),
        "zonder-schrijven": _("Silence, without writing"),
        "inbrenger-schrijft-niet": _("The inbrenger does not write along"),
    }
)

# How close a card comes to the inbrenger.
RATINGS = _frozen({"warm": _("warm"), "lauw": _("lukewarm"), "koud": _("cold")})

# The four fields of the core quadrant (Daniel Ofman).
QUADRANT = _frozen(
    {
        "kwaliteit": _("Core quality"),
        "valkuil": _("Pitfall"),
        "allergie": _("Allergy"),
        "uitdaging": _("Challenge"),
    }
)
# The eight sectors of Timothy Leary's rose, clockwise from the top, and the middle of each in a circle of radius 46.
SECTORS = _frozen(
    {
        "leidend": _("leading"),
        "helpend": _("helping"),
        "meewerkend": _("cooperating"),
        "volgend": _("following"),
        "teruggetrokken": _("withdrawn"),
        "opstandig": _("rebellious"),
        "aanvallend": _("attacking"),
        "concurrerend": _("competing"),
    }
)
ROSE: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "leidend": (12, -29),
        "helpend": (29, -12),
        "meewerkend": (29, 12),
        "volgend": (12, 29),
        "teruggetrokken": (-12, 29),
        "opstandig": (-29, 12),
        "aanvallend": (-29, -12),
        "concurrerend": (-12, -29),
    }
)
PLACED = _frozen({"ander": _("The other"), "inbrenger": _("The inbrenger")})

# Cards for whoever is asking while advice has to wait; on that person's own screen alone.
OPEN_QUESTIONS = (
    _("What happened just before?"),
    _("What did you feel at that moment, and what did you do?"),
    _("What would you like to see instead?"),
    _("What have you tried already, and what did that bring?"),
    _("How would the other tell it?"),
)
LISTENING = (
    _("Listen until the end, and one breath longer."),
    _("Sum up: so you say that ... Is that right?"),
    _("Ask on with a word the inbrenger used."),
    _("Does your question begin with 'have you tried' or 'shouldn't you'? Then it is advice."),
)

PARTS = _frozen({"before": _("Beforehand"), "method": _("The method"), "after": _("Afterwards")})

# Trying a method alone: whose screen, and what the made-up circle says.
ROLES_PLAYED = _frozen(
    {
        "begeleider": _("The begeleider"),
        "inbrenger": _("The inbrenger"),
        "turn": _("Whoever has the turn"),
        "deelnemer": _("Another member"),
    }
)
PRACTICE = _frozen(
    {
        "question": _("How do I set a limit for my colleague and keep the peace?"),
        "written-0": _("Here stands what one of you wrote"),
        "written-1": _("Here what someone else wrote"),
        "written-2": _("And here what a third one wrote"),
    }
)

# What everyone agrees to before entering and at the start of a meeting.
AGREEMENTS = (
    _("I am alone in a closed room."),
    _("I record nothing and make no pictures of the screen."),
    _("What is said here stays here."),
)

# Why a command was refused, for the line on the screen.
REFUSALS = _frozen(
    {
        "closed": _("This room is closed. Ask the begeleider for a new invitation."),
        "not yours": _("That is up to someone else at this moment."),
        "not now": _("That does not fit in this moment of the meeting."),
        "stale": _("Someone was just ahead of you. Look at the table and try again."),
        "no such seat": _("Nobody is sitting there."),
        "no such guest": _("This person is no longer at the door."),
        "unknown": _("That is not here any more. Look at the table and choose again."),
        "full": _("All seats are taken."),
        "not agreed": _("First tick that you keep to the agreements."),
        "bad text": _("This text is too long. Make it shorter and try again."),
        "bad number": _("That number does not fit here."),
        "too fast": _("That went a little fast. Wait a moment and try again."),
        "": _("That did not work. Try again."),
    }
)

# Error pages: a title and a sentence for each status; other statuses use 500.
ERRORS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        403: (_("This is not open to you"), _("Go back to the room and try again from there.")),
        404: (
            _("This page is not here"),
            _(
                "Check the address, or ask for the invitation again. A room exists only while people are in it, and "
                "a personal invitation works once."
            ),
        ),
        409: (_("Something had changed already"), _("Go back to the room: it shows how things stand now.")),
        413: (_("That was too much at once"), _("Make your text shorter and try again.")),
        429: (_("That went a little fast"), _("Wait a moment and try again.")),
        500: (_("Something went wrong here"), _("It is not you. Try again in a moment.")),
        503: (_("There is no place at the moment"), _("Too many rooms are open. Try again in a while.")),
    }
)
