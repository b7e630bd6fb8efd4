"""Session tokens: sealed, bound to one room, useless when touched."""

from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response

from server.web.sessions import Session, Sessions

ANNA = Session("anna", "nl")


def test_a_token_opens_in_its_own_room() -> None:
    sessions = Sessions()
    assert sessions.open("room", sessions.seal("room", ANNA)) == ANNA


def test_a_token_opens_no_other_room() -> None:
    sessions = Sessions()
    assert sessions.open("other", sessions.seal("room", ANNA)) is None


def test_a_token_of_another_process_is_worth_nothing() -> None:
    assert Sessions().open("room", Sessions().seal("room", ANNA)) is None


def test_two_processes_with_one_key_know_each_others_tokens() -> None:
    key = bytes(32)
    assert Sessions(key).open("room", Sessions(key).seal("room", ANNA)) == ANNA


def test_a_token_shows_nothing_of_the_person() -> None:
    assert "anna" not in Sessions().seal("room", ANNA)


@given(st.text())
def test_whatever_a_browser_sends_is_a_stranger_or_a_session(token: str) -> None:
    assert Sessions().open("room", token) is None


def test_the_cookie_is_for_this_room_and_for_no_script() -> None:
    response = Response()
    Sessions().remember(response, "abc", ANNA, secure=True)
    cookie = response.headers["set-cookie"].lower()
    assert "path=/r/abc;" in cookie
    assert all(word in cookie for word in ("httponly", "samesite=lax", "secure"))
    assert "max-age" not in cookie
    assert "expires" not in cookie


def test_leaving_takes_the_cookie_away() -> None:
    response = Response()
    Sessions().forget(response, "abc", secure=False)
    assert "max-age=0" in response.headers["set-cookie"].lower()
