"""The shelf: every method file there is, readable, inside its frame."""

from pathlib import Path

import pytest

from server.methods.faults import FaultyMethod
from server.settings import ROOT
from server.shelf import read_shelf

FOLDER = ROOT / "server/methods"


def test_the_incidentmethode_stands_on_the_shelf() -> None:
    shelf = read_shelf(FOLDER)
    assert shelf.methods["incident"].title.nl == "Incidentmethode"
    assert "kader" not in shelf.methods


def test_methods_stand_in_the_order_of_their_titles() -> None:
    titles = [method.title.nl for method in read_shelf(FOLDER).methods.values()]
    assert titles == sorted(titles)


def test_a_program_is_the_method_inside_the_frame() -> None:
    program = read_shelf(FOLDER).program("incident")
    assert program is not None
    parts = [step.part for step in program.steps]
    assert parts == sorted(parts, key=["before", "method", "after"].index)
    assert set(parts) == {"before", "method", "after"}


def test_an_unknown_method_has_no_program() -> None:
    assert read_shelf(FOLDER).program("onbekend") is None


def test_a_faulty_built_in_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kapot.toml").write_text("format = 1\n")
    with pytest.raises(FaultyMethod):
        read_shelf(tmp_path)
