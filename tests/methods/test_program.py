"""The program of a meeting: the frame around the method, which gives way where the method does it itself."""

from server.methods.method import Method
from server.methods.modes import Mode
from server.methods.program import program

from .samples import FRAME, METHOD, PROGRAM, phase


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
