"""Words about faults: short, in two languages, and never a reason to fail themselves."""

from datetime import date

import pytest

from server.methods.faults import EXPECTED, LONGEST_QUOTE, Fault, FaultyMethod, cut, meant, misspelt, shown


def test_a_fault_speaks_both_languages() -> None:
    fault = Fault("nee", "no")
    assert (fault.in_language("nl"), fault.in_language("en"), fault.in_language("fy")) == ("nee", "no", "nee")


def test_a_fault_becomes_a_sentence_at_its_place() -> None:
    assert Fault("dat kan niet", "no").at(Fault("a.toml", "a.toml")) == Fault("a.toml: dat kan niet.", "a.toml: no.")


def test_a_question_ends_with_its_own_mark() -> None:
    assert Fault("bedoel je a?", "do you mean a?").at(Fault("x", "x")) == Fault("x: bedoel je a?", "x: do you mean a?")


def test_a_faulty_method_says_all_its_faults() -> None:
    assert str(FaultyMethod((Fault("een", "one"), Fault("twee", "two")))) == "one\ntwo"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("ronde", '"ronde"'),
        ("twee\n regels", '"twee regels"'),
        (True, "true"),
        (5, "5"),
        (2.5, "2.5"),
        ({"a": 1}, "{ ... }"),
        ([1, 2], "[ ... ]"),
        (date(2026, 11, 22), "2026-11-22"),
        ("\ud800", '"?"'),
    ],
)
def test_a_value_is_shown_as_the_file_writes_it(value: object, words: str) -> None:
    assert shown(value) == words


def test_long_values_are_cut() -> None:
    assert cut("a" * 60) == "a" * 60
    assert cut("a" * 61) == "a" * 59 + "…"
    assert len(shown("a" * 5000)) == LONGEST_QUOTE + 2


def test_a_number_of_thousands_of_digits_is_shown_too() -> None:
    assert shown(16**6000).startswith("0x1000")
    assert len(shown(16**6000)) == LONGEST_QUOTE


def test_a_word_close_to_an_allowed_one_is_asked_after() -> None:
    assert meant("Minuts", ["minutes", "mode"]) == Fault("; bedoel je `minutes`?", "; do you mean `minutes`?")


@pytest.mark.parametrize("value", ["zzz", "", 3, None, ["minutes"]])
def test_a_value_far_from_every_allowed_word_is_not_guessed_at(value: object) -> None:
    assert meant(value, ["minutes", "mode"]) is None


def test_an_unknown_message_of_the_toml_reader_is_still_a_sentence() -> None:
    assert misspelt("Something new") == Fault("dit is niet te lezen als TOML", "this cannot be read as TOML")
    assert misspelt("Expected '=' after a key").nl == "na een naam hoort een ="


def test_every_expectation_exists_in_both_languages() -> None:
    for fault in EXPECTED.values():
        assert fault.nl
        assert fault.en
        assert fault.nl != fault.en
