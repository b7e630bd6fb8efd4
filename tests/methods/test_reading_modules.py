"""Modules that a method offers: they are there, and are offered where one is chosen."""

import pytest

from server.methods.faults import Fault, FaultyMethod
from server.methods.reading import read_method

from .samples import METHOD_TEXT, phase_text


def of_modules(*there: str) -> list[Fault]:
    with pytest.raises(FaultyMethod) as caught:
        read_method("proef.toml", METHOD_TEXT, there)
    return list(caught.value.faults)


def test_a_module_that_is_not_there_is_asked_after_or_told_what_there_is() -> None:
    assert [fault.nl for fault in of_modules("moduul", "brainstorm")] == [
        'proef.toml, fase 11 (kiezen): bij `modules` staat "onbekend", en die module is er niet; '
        "mogelijk: brainstorm, moduul."
    ]
    assert [fault.en for fault in of_modules("modules", "onbekend")] == [
        'proef.toml, phase 11 (kiezen): `modules` has "moduul", and there is no such module; do you mean `modules`?'
    ]
    assert read_method("proef.toml", METHOD_TEXT, ("moduul", "onbekend")).phase[-1].modules


@pytest.mark.parametrize("value", ["5", '["x", 5]'])
def test_names_of_modules_that_are_no_names_are_told_once(value: str) -> None:
    chosen = phase_text("vorm", "kiezen", more=f'choose = "module"\nmodules = {value}\n')
    with pytest.raises(FaultyMethod) as caught:
        read_method("proef.toml", METHOD_TEXT + chosen, ("moduul", "onbekend", "x"))
    assert len(caught.value.faults) == 1


def test_modules_are_on_offer_only_where_a_module_is_chosen() -> None:
    with pytest.raises(FaultyMethod) as caught:
        read_method("proef.toml", METHOD_TEXT + phase_text("vorm", "open-gesprek", more='modules = ["brainstorm"]\n'))
    (fault,) = caught.value.faults
    assert fault.nl.endswith(': `modules` hoort bij `choose = "module"`.')
    chosen = phase_text("vorm", "kiezen", more='choose = "module"\nmodules = ["brainstorm", "kopstand"]\n')
    assert read_method("proef.toml", METHOD_TEXT + chosen).phase[-1].modules == {"brainstorm", "kopstand"}
