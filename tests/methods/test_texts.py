"""The texts of the library: both languages, something for every role, readable at a glance, the time of the sources."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import server.methods
from server.methods.meeting import Circle, planned
from server.methods.method import Frame, Method, Part, Phase, Words
from server.methods.modes import Mode, Turns
from server.methods.reading import read_frame, read_method

FOLDER = Path(server.methods.__file__).parent
DOCS = FOLDER.parents[1] / "docs"
METHODS = {
    file.stem: read_method(file.name, file.read_text("utf-8"))
    for file in sorted(FOLDER.glob("*.toml"))
    if file.stem != "kader"
}
MODULES = {
    file.stem: read_method(file.name, file.read_text("utf-8")) for file in sorted((FOLDER / "modules").glob("*.toml"))
}
FRAME = read_frame("kader.toml", (FOLDER / "kader.toml").read_text("utf-8"))
PHASES = [
    pytest.param(phase, id=f"{name}/{phase.id}")
    for name, phases in [
        *((name, method.phase) for name, method in (METHODS | MODULES).items()),
        ("kader", FRAME.before + FRAME.after),
    ]
    for phase in phases
]
# A phone of 390 pixels shows about 55 characters in a line of the task, and two lines without moving the table.
LONGEST = {"title": 40, "task": 112, "turn": 135, "inbrenger": 135, "begeleider": 135, "say": 330, "why": 225}
# Minutes for four members and an inbrenger, with every step that may be left out: the sums of what the sources state.
MINUTES = {
    "action-learning": 44.5,
    "balint": 75,
    "basismethode": 70,
    "clinic": 50,
    "dialoog": 57,
    "disney": 58,
    "heilsbronner": 65,
    "incident": 55,
    "kernkwadranten": 50,
    "leren-van-successen": 60,
    "roddelen-binnen-incident": 60,
    "roddelmethode": 45,
    "roos-van-leary": 55,
    "socratisch": 64,
    "spiegel": 48,
    "tien-stappen": 90,
    "tietze": 45,
    "troika": 34,
    "u-methode": 56,
    "vijfstappen": 43,
    "zes-denkhoeden": 48,
}
FIVE = Circle(seated=frozenset(range(5)), inbrenger=0)


def texts(part: Part) -> Iterator[tuple[str, Words]]:
    for name in type(part).model_fields:
        if isinstance(words := getattr(part, name), Words):
            yield name, words


def test_the_library_is_complete() -> None:
    assert set(METHODS) == set(MINUTES)
    assert {"gedachtenwolk", "streefbeeld", "lsd-drietallen", "kwaliteitenrondje"} <= set(MODULES)
    assert {"gevoelsrondje", "minuut-stilte", "procescheck"} <= set(MODULES)


@pytest.mark.parametrize("name", METHODS)
def test_a_method_takes_the_time_its_sources_state(name: str) -> None:
    assert sum(planned(phase, FIVE) for phase in METHODS[name].phase) / 60 == MINUTES[name]


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_one_to_three_phases(name: str) -> None:
    assert 1 <= len(MODULES[name].phase) <= 3


@pytest.mark.parametrize("phase", PHASES)
def test_every_text_is_short_and_in_both_languages(phase: Phase) -> None:
    for name, words in texts(phase):
        assert words.en, f"{name} has no English"
        for text in (words.nl, words.en):
            assert len(text) <= LONGEST[name] * (1.2 if phase.ticks else 1), f"{name} is long: {text}"
            assert "!" not in text


@pytest.mark.parametrize("phase", PHASES)
def test_every_role_is_told_what_to_do(phase: Phase) -> None:
    assert phase.begeleider
    assert (phase.turn is not None) == (phase.turns is not Turns.NOBODY)
    if phase.rules.needs_inbrenger or phase.choose == "inbrenger":
        assert phase.inbrenger


@pytest.mark.parametrize("part", [*METHODS.values(), *MODULES.values()], ids=lambda part: part.id)
def test_a_method_describes_itself_in_both_languages(part: Method) -> None:
    for name, words in texts(part):
        assert words.en, f"{name} has no English"
        assert "!" not in words.nl + words.en


@pytest.mark.parametrize("phase", PHASES)
def test_a_turn_is_not_longer_than_its_share_of_the_phase(phase: Phase) -> None:
    if phase.seconds_each and not phase.rules.laps:
        everyone = phase.seconds_each * len(FIVE.seated if phase.turns is Turns.EVERYONE else range(4))
        assert everyone <= planned(phase, FIVE)


def test_the_agreements_name_what_no_technique_can_stop() -> None:
    (agreements,) = (phase for phase in FRAME.before if phase.ticks)
    for word in ("deur dicht", "schermafdruk", "meeschrijft", "blijft hier", "zonder reden", "Geen techniek"):
        assert word in agreements.say.nl


def test_whoever_writes_for_all_to_see_is_told_so_beforehand() -> None:
    for method in (METHODS | MODULES).values():
        for phase in method.phase:
            if any(phase.id in later.shows for later in method.phase):
                assert phase.mode is Mode.STIL_SCHRIJVEN
                assert re.search("Straks (zien|lezen) we", phase.task.nl), f"{method.id}/{phase.id}"


def test_the_modules_on_offer_exist_and_there_is_a_step_they_take_the_place_of() -> None:
    for method in METHODS.values():
        for phase, after in pairwise(method.phase):
            assert phase.modules <= set(MODULES)
            assert not phase.modules or after.mode is Mode.RONDE
        assert not method.phase[-1].modules


def test_the_example_in_the_guide_works_word_for_word() -> None:
    guide = (DOCS / "nieuwe-methode.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    method = read_method("kort-beraad.toml", example)
    assert sum(planned(phase, FIVE) for phase in method.phase) == 30 * 60


def test_the_guide_explains_every_key_and_every_mode() -> None:
    guide = (DOCS / "nieuwe-methode.md").read_text("utf-8")
    keys = {*Method.model_fields, *Phase.model_fields, *(mode.value for mode in Mode)} - {"people", "fit", "phase"}
    assert {key for key in keys if f"`{key}" not in guide} == set()


def test_the_frame_speaks_to_everyone() -> None:
    assert isinstance(FRAME, Frame)
    assert [phase.id for phase in FRAME.before] == ["inchecken", "afspraken", "terugblik", "casus-kiezen"]
    assert [phase.id for phase in FRAME.after] == ["meenemen", "evaluatie", "volgende-keer"]
