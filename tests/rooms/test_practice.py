"""Trying a method alone: a made-up circle in every step of every method."""

import pytest

from server.methods.program import program
from server.rooms.overlay import overlay
from server.rooms.practice import NAMES, ROLES, WRITTEN, played, rehearsed
from tests.methods.samples import INDEX, LIBRARY, PROGRAM
from tests.methods.test_texts import FRAME, METHODS


@pytest.mark.parametrize("name", METHODS)
def test_every_step_of_every_method_can_be_seen_in_every_role_there_is(name: str) -> None:
    whole = program(METHODS[name], FRAME)
    for index, step in enumerate(whole.steps):
        room = rehearsed(whole, index)
        assert room.state.meeting.phase is step.phase
        for role in ROLES:
            person = played(room, role)
            if person is not None:
                assert overlay(room.state, person, 0.0).phase is not None


def test_six_people_sit_in_the_circle_and_the_first_leads() -> None:
    room = rehearsed(PROGRAM, 0)
    assert [person.name for person in room.state.seated] == list(NAMES)
    leading = played(room, "begeleider")
    assert leading is not None
    assert room.state.leads(leading)


def test_there_is_no_inbrenger_before_one_is_chosen_and_one_ever_after() -> None:
    assert played(rehearsed(PROGRAM, INDEX["casus"]), "inbrenger") is None
    brings = played(rehearsed(PROGRAM, INDEX["casus"] + 1), "inbrenger")
    assert brings is not None
    assert brings.name == "Bilal"


def test_what_was_written_lies_on_the_table_and_modules_can_be_seen() -> None:
    room = rehearsed(PROGRAM, INDEX["tonen"])
    assert sorted(card.text for card in room.state.cards) == list(WRITTEN)
    choosing = rehearsed(PROGRAM, INDEX["kiezen"], LIBRARY)
    assert [offer.id for offer in overlay(choosing.state, choosing.state.seated[0], 0.0).choices] == ["moduul"]


def test_whoever_has_the_turn_is_asked_to_speak() -> None:
    room = rehearsed(PROGRAM, INDEX["ronde"])
    speaks = played(room, "turn")
    assert speaks is not None
    assert overlay(room.state, speaks, 0.0).my_task == "turn"
    assert played(rehearsed(PROGRAM, INDEX["gesprek"]), "turn") is None


def test_a_member_has_no_special_part() -> None:
    member = played(rehearsed(PROGRAM, INDEX["ronde"]), "deelnemer")
    assert member is not None
    assert member.name == "Femke"


def test_where_nobody_chose_someone_brings_in_as_soon_as_it_is_needed() -> None:
    unchosen = type(PROGRAM)("proef", PROGRAM.title, PROGRAM.steps[3:6])
    assert played(rehearsed(unchosen, 1), "inbrenger") is not None
