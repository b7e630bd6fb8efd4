"""Trying a method alone: every screen of every method, and none of it real."""

import re
from collections.abc import Iterator

import pytest

from server.rooms.practice import ROLES
from tests.house import Visitor, kring


@pytest.fixture(scope="module")
def visitor() -> Iterator[Visitor]:
    """One server for all: these pages keep nothing."""
    with kring() as someone:
        yield someone


def screen(page: str) -> tuple[str, str]:
    """The index of the phase, and what kind of thing is asked of me."""
    index, task = re.search(r'data-index="(\d+)"', page), re.search(r'data-task="([a-z]+)"', page)
    assert index
    assert task
    return index[1], task[1]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_step_of_a_method_is_drawn_for_every_role(visitor: Visitor, language: str) -> None:
    program = visitor.services.shelf.program("incident")
    assert program is not None
    for number in range(1, len(program.steps) + 1):
        for role in ROLES:
            query = {"phase": str(number), "role": role, "lang": language}
            page = visitor.client.get("/methods/incident/dry", params=query)
            assert page.status_code == 200
            assert screen(page.text)[0] == str(number)
    assert len(visitor.services.house) == 0


def test_it_says_that_it_is_practice_and_has_no_media_no_socket_and_no_working_button(visitor: Visitor) -> None:
    page = visitor.client.get("/methods/incident/dry?phase=6&role=begeleider").text
    assert "Droogoefenen" in page
    assert "<script type" not in page
    assert "hx-ws" not in page
    assert "<video" not in page
    assert page.count("<button disabled") == page.count("<button") > 0
    assert page.count("<input disabled") == page.count("<input")


def test_made_up_people_are_called_by_name_and_their_question_is_read(visitor: Visitor) -> None:
    page = visitor.client.get("/methods/incident/dry?phase=7").text
    assert "Bilal" in page
    assert "x-sealed" not in page
    assert "Hoe begrens ik" in page


def test_roles_differ_and_a_role_nobody_plays_gives_way(visitor: Visitor) -> None:
    asked = {role: screen(visitor.client.get(f"/methods/incident/dry?phase=7&role={role}").text) for role in ROLES}
    assert asked["begeleider"] == ("7", "begeleider")
    assert asked["inbrenger"] == ("7", "inbrenger")
    first = visitor.client.get("/methods/incident/dry?phase=1&role=inbrenger").text
    assert 'data-role-played="inbrenger"' not in first
    assert 'phase=2&amp;role=inbrenger"' in first  # and comes back where there is one


@pytest.mark.parametrize(("asked", "shown"), [("0", "1"), ("x", "1"), ("", "1"), ("999", "last"), ("9999", "1")])
def test_a_step_that_is_not_there_is_the_nearest(visitor: Visitor, asked: str, shown: str) -> None:
    program = visitor.services.shelf.program("incident")
    assert program is not None
    page = visitor.client.get("/methods/incident/dry", params={"phase": asked, "role": "koning"}).text
    assert screen(page)[0] == (str(len(program.steps)) if shown == "last" else shown)


def test_an_unknown_method_is_not_practised(visitor: Visitor) -> None:
    assert visitor.client.get("/methods/onbekend/dry").status_code == 404
