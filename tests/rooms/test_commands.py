"""Commands are plain frozen values; which of them carry what the person saw is written out here."""

from dataclasses import FrozenInstanceError, fields

import pytest

from server.rooms import commands as c

ALL = {
    kind
    for kind in vars(c).values()
    if isinstance(kind, type) and issubclass(kind, c.Command) and kind is not c.Command
} - {c.Seen}

# Coming and going does no harm on an outdated screen, nor one's own text, key or pictures; a secret names its epoch, a
# card its phase.
ON_ANY_SCREEN = {
    c.Knock, c.Connect, c.Disconnect, c.Leave, c.Admit, c.AdmitAll, c.Refuse, c.Lock, c.Unlock, c.Title, c.Question,
    c.Invite, c.Announce, c.ShareKey, c.Name, c.Write, c.Sheet, c.Pictures
}  # fmt: skip


def test_everything_else_carries_the_version_the_person_saw() -> None:
    assert {kind for kind in ALL if not issubclass(kind, c.Seen)} == ON_ANY_SCREEN


def test_every_command_says_who_asks_and_why_it_exists() -> None:
    for kind in ALL:
        assert fields(kind)[0].name == "by"
        assert kind.__doc__


def test_a_command_does_not_change_and_equals_its_like() -> None:
    command = c.GiveTurn(by="anna", seen=3, seat=2)
    assert command == c.GiveTurn(by="anna", seen=3, seat=2)
    assert command != c.GiveTurn(by="anna", seen=4, seat=2)
    with pytest.raises(FrozenInstanceError):
        command.seat = 4  # type: ignore[misc]


def test_a_command_is_written_with_the_names_of_its_parts() -> None:
    with pytest.raises(TypeError):
        c.Extend("anna", 3, 60)  # type: ignore[call-arg]
