"""The shelf: every method file there is, readable, inside its frame."""

import re
from pathlib import Path

import pytest

from server.methods.faults import FaultyMethod
from server.settings import ROOT
from server.shelf import read_shelf

FOLDER = ROOT / "server/methods"
# The steps of a method in which a module is chosen.
TIETZE = "[[phase]]" + (FOLDER / "tietze.toml").read_text("utf-8").partition("[[phase]]")[2].replace(
    '"vertellen"', '"v"'
)


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


def test_a_room_may_reach_for_everything_on_the_shelf() -> None:
    shelf = read_shelf(FOLDER)
    assert shelf.library.modules == shelf.modules
    assert shelf.library.program("incident") == shelf.program("incident")


def test_an_unknown_method_has_no_program() -> None:
    assert read_shelf(FOLDER).program("onbekend") is None


def test_a_faulty_built_in_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kapot.toml").write_text("format = 1\n")
    with pytest.raises(FaultyMethod):
        read_shelf(tmp_path)


def test_the_modules_stand_beside_the_methods() -> None:
    shelf = read_shelf(FOLDER)
    assert shelf.modules["gedachtenwolk"].phase
    assert not set(shelf.modules) & set(shelf.methods)


# A host's own files


def own(name: str) -> str:
    """The example of the guide, under another name."""
    guide = (ROOT / "docs/nieuwe-methode.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    return str(example).replace('id = "kort-beraad"', f'id = "{name}"')


def test_a_file_of_the_host_stands_among_the_others(tmp_path: Path) -> None:
    (tmp_path / "eigen.toml").write_text(own("eigen"))
    shelf = read_shelf(FOLDER, tmp_path)
    assert shelf.program("eigen") is not None
    assert shelf.skipped == ()
    assert [method.title.nl for method in shelf.methods.values()] == sorted(
        method.title.nl for method in shelf.methods.values()
    )


def test_a_faulty_file_of_the_host_is_left_out_with_sentences_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "eigen.toml").write_text(own("eigen"))
    (tmp_path / "kapot.toml").write_text(own("kapot").replace('mode = "vraag-en-antwoord"', 'mode = "vragen"'))
    shelf = read_shelf(FOLDER, tmp_path)
    assert "eigen" in shelf.methods
    assert "kapot" not in shelf.methods
    (fault,) = shelf.skipped
    assert fault.nl.startswith("kapot.toml, fase 2 (vragen): bij `mode` staat")


@pytest.mark.parametrize("name", ["incident", "kader", "choose"])
def test_a_file_of_the_host_cannot_take_a_name_of_kring(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.toml").write_text(own(name))
    shelf = read_shelf(FOLDER, tmp_path)
    assert shelf.methods.get(name) == read_shelf(FOLDER).methods.get(name)
    (fault,) = shelf.skipped
    assert fault.nl.startswith(f"{name}.toml: `{name}` is al de naam")
    assert "another name" in fault.en


def test_a_file_that_is_no_text_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "plaatje.toml").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "map.toml").mkdir()
    shelf = read_shelf(FOLDER, tmp_path)
    assert [fault.nl.partition(":")[0] for fault in shelf.skipped] == ["map.toml", "plaatje.toml"]
    assert set(shelf.methods) == set(read_shelf(FOLDER).methods)


def test_a_folder_that_is_not_there_is_told_and_nothing_else(tmp_path: Path) -> None:
    shelf = read_shelf(FOLDER, tmp_path / "weg")
    assert ["KRING_METHODS_DIR" in fault.nl for fault in shelf.skipped] == [True]
    assert shelf.methods


def test_a_file_of_the_host_that_offers_a_module_there_is_not_is_left_out(tmp_path: Path) -> None:
    offering = own("eigen") + TIETZE.replace('"brainstorm",', '"branstorm",')
    (tmp_path / "eigen.toml").write_text(offering)
    shelf = read_shelf(FOLDER, tmp_path)
    assert "eigen" not in shelf.methods
    (fault,) = shelf.skipped
    assert fault.nl.endswith('bij `modules` staat "branstorm", en die module is er niet; bedoel je `brainstorm`?')
