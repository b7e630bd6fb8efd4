"""What a room can reach for during a meeting."""

from server.methods.library import Library

from .samples import LIBRARY, METHOD, PROGRAM


def test_a_method_of_the_library_is_a_whole_program() -> None:
    assert LIBRARY.program("proef") == PROGRAM


def test_what_is_not_there_is_not_there() -> None:
    assert LIBRARY.program("iets-anders") is None
    assert Library().program("proef") is None


def test_without_a_frame_nothing_stands_around_the_method() -> None:
    program = Library(methods={"proef": METHOD}).program("proef")
    assert program is not None
    assert [step.phase for step in program.steps] == list(METHOD.phase)
