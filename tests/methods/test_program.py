"""The program of a meeting: the frame around the method, which gives way where the method does it itself."""

from server.methods.method import Method
from server.methods.modes import Mode
from server.methods.program import Program, program

from .samples import FRAME, INDEX, METHOD, MODULE, PROGRAM, phase


def ids(method: Method) -> list[tuple[str, str]]:
    return [(step.part, step.phase.id) for step in program(method, FRAME).steps]


def method_of(*phases: object) -> Method:
    return METHOD.model_copy(update={"phase": phases})


def test_a_meeting_is_the_frame_around_the_method() -> None:
    assert PROGRAM.method == "proef"
    assert PROGRAM.title == METHOD.title
    assert ids(METHOD) == [
        ("before", "inchecken"),
        ("before", "afspraken"),
        ("before", "casus"),
        *(("method", phase.id) for phase in METHOD.phase),
        ("after", "afronden"),
        ("after", "volgende-keer"),
    ]


def test_the_frame_leaves_out_what_the_method_does_itself() -> None:
    own = method_of(phase(Mode.VERTELLEN, "vertellen"), phase(Mode.GESPREK, "inchecken"))
    assert ids(own) == [
        ("before", "afspraken"),
        ("before", "casus"),
        ("method", "vertellen"),
        ("method", "inchecken"),
        ("after", "afronden"),
        ("after", "volgende-keer"),
    ]
    assert ("after", "afronden") not in ids(method_of(phase(Mode.VERTELLEN, "afronden")))


def test_a_casus_is_chosen_once() -> None:
    own = method_of(phase(Mode.KIEZEN, "keuze", choose="inbrenger"), phase(Mode.VERTELLEN, "vertellen"))
    assert [id for _, id in ids(own)] == [
        "inchecken",
        "afspraken",
        "keuze",
        "vertellen",
        "afronden",
        "volgende-keer",
    ]


def test_no_casus_is_chosen_for_a_method_without_an_inbrenger() -> None:
    assert ("before", "casus") not in ids(method_of(phase(Mode.GESPREK, "praten"), phase(Mode.STIL_SCHRIJVEN, "stil")))
    assert ("before", "casus") in ids(method_of(phase(Mode.GESPREK, "praten"), phase(Mode.RUG, "roddelen")))


# Modules


def names(program: Program) -> list[str]:
    return [step.phase.id for step in program.steps]


def test_a_module_comes_after_the_present_phase_under_ids_of_its_own() -> None:
    inserted = PROGRAM.with_module(MODULE, INDEX["ronde"])
    at = INDEX["ronde"] + 1
    assert names(inserted)[at : at + 3] == ["wolk", "schrijven-2", "zien"]
    assert inserted.steps[at + 2].phase.shows == ("schrijven-2",)
    assert [step.part for step in inserted.steps[at : at + 3]] == ["method"] * 3
    assert names(inserted)[:at] + names(inserted)[at + 3 :] == names(PROGRAM)


def test_the_same_module_twice_has_no_double_names() -> None:
    twice = PROGRAM.with_module(MODULE, 0).with_module(MODULE, 0).with_module(MODULE, 5)
    assert len(set(names(twice))) == len(names(twice)) == len(PROGRAM.steps) + 9


def test_a_module_chosen_takes_the_place_of_the_next_phase() -> None:
    chosen = PROGRAM.with_chosen(MODULE, INDEX["ronde"])
    at = INDEX["ronde"] + 1
    assert names(chosen)[at : at + 4] == ["wolk", "schrijven-2", "zien", "vragen"]
    assert "allen" not in names(chosen)


def test_whoever_changes_their_mind_gets_another_module_or_the_phase_as_it_was() -> None:
    index = INDEX["ronde"]
    chosen = PROGRAM.with_chosen(MODULE, index)
    assert chosen.with_chosen(MODULE, index) == chosen
    assert chosen.with_chosen(None, index) == PROGRAM
    assert PROGRAM.with_chosen(None, index) == PROGRAM


def test_what_is_shown_later_is_known_until_then() -> None:
    assert PROGRAM.shown_from(0) == {"schrijven"}
    assert PROGRAM.shown_from(INDEX["tonen"]) == {"schrijven"}
    assert PROGRAM.shown_from(INDEX["tonen"] + 1) == frozenset()
    assert PROGRAM.sheets_from(INDEX["vertellen"]) == {"kernkwadrant"}
    assert PROGRAM.sheets_from(INDEX["ronde"]) == frozenset()


def test_a_phase_is_found_by_its_id() -> None:
    assert PROGRAM.index_of("ronde") == INDEX["ronde"]
    assert PROGRAM.index_of("niets") is None
    assert PROGRAM.first_of_method == INDEX["uitleg"]
