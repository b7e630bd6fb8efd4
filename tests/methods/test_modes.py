"""The eleven speaking modes: what each row means, written out from the research (methods.md, part 0)."""

import pytest

from server.methods.modes import RULES, Closed, Large, Mode, Switch, Turns

# mode: whose turn, laps, whose picture is large, whose microphone is closed, text box, needs an inbrenger
EXPECTED = {
    "uitleg": (Turns.NOBODY, False, Large.BEGELEIDER, Closed.NOBODY, False, False),
    "inbrenger-vertelt": (Turns.NOBODY, False, Large.INBRENGER, Closed.NOBODY, False, True),
    "ronde": (Turns.MEMBERS, False, Large.TURN, Closed.NOBODY, False, True),
    "ronde-met-inbrenger": (Turns.EVERYONE, False, Large.TURN, Closed.NOBODY, False, False),
    "vraag-en-antwoord": (Turns.MEMBERS, True, Large.TURN_AND_INBRENGER, Closed.NOBODY, False, True),
    "open-gesprek": (Turns.NOBODY, False, Large.NOBODY, Closed.NOBODY, False, False),
    "rug-naar-de-groep": (Turns.NOBODY, False, Large.NOBODY, Closed.INBRENGER, False, True),
    "stil-schrijven": (Turns.NOBODY, False, Large.NOBODY, Closed.EVERYONE, True, False),
    "tegelijk-tonen": (Turns.NOBODY, False, Large.NOBODY, Closed.EVERYONE, False, False),
    "twee-spelen": (Turns.MEMBERS, True, Large.TURN_AND_INBRENGER, Closed.NOBODY, False, True),
    "kiezen": (Turns.EVERYONE_IF_TIMED, False, Large.TURN, Closed.NOBODY, False, False),
}


@pytest.mark.parametrize("mode", list(Mode))
def test_a_speaking_mode_means_what_the_research_says(mode: Mode) -> None:
    row = RULES[mode]
    assert (row.turns, row.laps, row.large, row.closed, row.writes, row.needs_inbrenger) == EXPECTED[mode]


def test_there_are_eleven_speaking_modes_and_every_one_has_its_row() -> None:
    assert [mode.value for mode in Mode] == list(EXPECTED)
    assert set(RULES) == set(Mode)


def test_the_switches_are_the_words_of_the_method_files() -> None:
    assert {switch.value for switch in Switch} == {
        "geen-advies",
        "geen-oordeel",
        "geen-discussie",
        "inbrenger-reageert-niet",
        "inbrenger-als-laatste",
        "derde-persoon",
        "ik-vorm",
        "zonder-schrijven",
        "inbrenger-schrijft-niet",
        "vraag-blijft-zichtbaar",
    }
