"""Method files with anything in them: whatever the text, reading gives a method or sentences, and never fails."""

import tomllib
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from server.methods.faults import Fault, FaultyMethod
from server.methods.modes import Mode, Switch
from server.methods.reading import read_frame, read_method

from .samples import FRAME_TEXT, METHOD_TEXT


def faults_of(read: Callable[[str, str], object], text: str) -> tuple[Fault, ...]:
    try:
        read("proef.toml", text)
    except FaultyMethod as faulty:
        return faulty.faults or (Fault("", ""),)
    return ()


def read_known(name: str, text: str) -> object:
    """As on a shelf, where it is known which modules there are."""
    return read_method(name, text, ("moduul", "onbekend"))


Read = Callable[[str, str], object]
KINDS: tuple[tuple[str, Read], ...] = ((METHOD_TEXT, read_known), (FRAME_TEXT, read_frame))


def read_anything(text: str, read: Read) -> None:
    """Reading gives a value or sentences in both languages, whatever the text."""
    for fault in faults_of(read, text):
        for sentence in (fault.nl, fault.en):
            assert sentence.startswith("proef.toml")
            assert sentence[-1] in ".?"
            sentence.encode()


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    for _, read in KINDS:
        read_anything(text, read)


@given(st.data())
def test_no_change_to_a_good_file_makes_it_fail(data: st.DataObject) -> None:
    text, read = data.draw(st.sampled_from(KINDS))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 30))
        put = data.draw(st.one_of(st.text(max_size=5), st.sampled_from(['"', "[[phase]]", "= 3", "\n", "{}", "id"])))
        text = text[:start] + put + text[start + length :]
    read_anything(text, read)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([*(mode.value for mode in Mode), *(switch.value for switch in Switch)]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["nl", "en", "fixed", "x"]), inner),
    max_leaves=5,
)


def toml(value: object) -> str:
    match value:
        case None:
            return "2026-11-22"
        case bool():
            return str(value).lower()
        case str():
            return '"' + "".join(f"\\U{ord(character):08x}" for character in value) + '"'
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case dict():
            return "{" + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + "}"
        case _:
            return str(value)


@given(st.data())
def test_no_value_in_a_good_file_makes_it_fail(data: st.DataObject) -> None:
    text, read = data.draw(st.sampled_from(KINDS))
    lines = text.splitlines()
    number = data.draw(st.sampled_from([number for number, line in enumerate(lines) if " = " in line]))
    key = lines[number].partition(" = ")[0]
    lines[number] = f"{key} = {toml(data.draw(VALUES))}"
    tomllib.loads(lines[number])  # well-formed: what is wrong, if anything, is the value
    read_anything("\n".join(lines), read)
