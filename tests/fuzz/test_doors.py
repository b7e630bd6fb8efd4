"""Websocket messages, forms, cookies, addresses and offers of every kind, against the whole application.

The test client raises what the server raises: an unhandled exception fails the test by itself. Cases that once broke
something are kept as `@example`.
"""

import itertools
import json
import string
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlencode

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from hypothesis import assume, example, given
from hypothesis import strategies as st
from starlette.websockets import WebSocketDisconnect

from server.web.actions import COMMANDS
from server.web.guard import HEADERS as GUARDED
from server.web.limits import Limits
from tests.house import OWN, Visitor, another, application, kring

from .conftest import CASES

# What an address may answer; 500 is none of them.
DECLARED = {200, 201, 204, 303, 400, 403, 404, 405, 409, 413, 415, 422}
FIELDS = (
    "seen",
    "seat",
    "seconds",
    "text",
    "guest",
    "public",
    "epoch",
    "proof",
    "box-0",
    "box-9",
    "lang",
    "agree",
    "sealed_name",
    "ticket",
)
SENTENCE = (
    st.text(max_size=60) | st.integers().map(str) | st.sampled_from(["", "0", "-1", "9" * 12, "QUJD", "on", "xx", "\0"])
)
# Lines of a real offer, to cut and mix.
LINES = st.sampled_from(
    [
        *("v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1", "a=extmap-allow-mixed", "m=", "a="),
        *(
            "m=audio 9 UDP/TLS/RTP/SAVPF 111",
            "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
            "c=IN IP4 0.0.0.0",
            "a=mid:0",
            "a=mid:1",
        ),
        *(
            "a=rtcp-mux",
            "a=rtpmap:111 opus/48000/2",
            "a=rtpmap:96 VP8/90000",
            "a=fmtp:97 apt=96",
            "a=fmtp:97 apt=",
            "a=setup:actpass",
        ),
        *(
            "a=ice-ufrag:abcd",
            "a=ice-pwd:abcdefghijklmnopqrstuvwx",
            "a=fingerprint:sha-256 AA:BB",
            "a=fingerprint:x",
            "a=sendonly",
        ),
        *(
            "a=candidate:1 1 udp 1 127.0.0.1 9 typ host",
            "a=candidate:",
            "a=ssrc:1 cname:x",
            "a=ssrc:",
            "a=extmap:1 urn:x",
            "a=recvonly",
        ),
    ]
)


@pytest.fixture(scope="module")
def anna() -> Iterator[Visitor]:
    with kring() as visitor:
        app = visitor.client.app
        assert isinstance(app, FastAPI)
        moments = itertools.count(step=60)
        app.state.services = replace(visitor.services, limits=Limits(lambda: float(next(moments))))
        visitor.open_room()
        visitor.join()
        yield visitor


def standing(visitor: Visitor) -> object:
    """How things stand in the room, apart from who is connected at this moment."""
    state = visitor.live._room.state
    return state.meeting, state.begeleider, state.inbrenger, [(person.id, person.seat) for person in state.people]


@CASES
@given(
    st.text(max_size=200) | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(json.dumps)
)
@example("[" * 16_000)
@example('{"ping": NaN}')
@example('{"ping": 1e999}')
@example('{"ping": ' + "9" * 5000 + "}")
def test_whatever_a_screen_says_is_a_ping_or_the_end(anna: Visitor, text: str) -> None:
    with anna.push() as socket:
        socket.receive_text()
        before = standing(anna)
        socket.send_text(text)
        try:
            while "pong" not in socket.receive_text():
                pass
        except WebSocketDisconnect:
            pass
        assert standing(anna) == before


@CASES
@given(st.binary(max_size=200))
@example(b"")  # broke the connection with an exception
def test_bytes_end_the_connection(anna: Visitor, data: bytes) -> None:
    with anna.push() as socket:
        socket.receive_text()
        socket.send_bytes(data)
        with pytest.raises(WebSocketDisconnect):  # noqa: PT012 - a state on its way may come first
            while True:
                socket.receive_text()


@CASES
@given(
    st.sampled_from(sorted(set(COMMANDS) - {"end", "lock", "lay-down-task", "hand-over"})),
    st.dictionaries(st.sampled_from(FIELDS), SENTENCE),
)
@example("share-key", {"box-0": "QUJD", "epoch": "0"})
@example("extend", {"seen": "1", "seconds": "999999999"})
def test_any_form_for_any_command(anna: Visitor, command: str, form: dict[str, str]) -> None:
    answer = anna.client.post(f"/r/{anna.room}/do/{command}", data=form, headers=OWN, follow_redirects=False)
    assert answer.status_code in DECLARED
    assert anna.get().status_code == 200


@CASES
@given(
    st.binary(max_size=300),
    st.sampled_from(["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "text/plain"]),
)
@example(b"a=%ff", "application/x-www-form-urlencoded")
@example(b"&".join(b"a=1" for _ in range(60)), "application/x-www-form-urlencoded")
def test_any_body_for_a_form(anna: Visitor, body: bytes, kind: str) -> None:
    headers = {**OWN, "content-type": kind}
    for path in ("/rooms", "/language", f"/r/{anna.room}/join", f"/r/{anna.room}/do/title"):
        answer = anna.client.post(path, content=body, headers=headers, follow_redirects=False)
        assert answer.status_code in DECLARED


@CASES
@given(SENTENCE, SENTENCE)
@example("xx", "on")  # a room in a language nobody speaks broke its own page
def test_a_language_nobody_speaks_breaks_no_door(anna: Visitor, language: str, agree: str) -> None:
    stranger = another(anna)
    stranger.post("/rooms", method="incident", seats=4, guidance="guided", lang=language)
    answer = stranger.post(f"/r/{anna.room}/join", sealed_name="<", agree=agree, lang=language)
    assert answer.status_code in (404, 422)


@CASES
@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=120)
    | st.text(string.ascii_letters + "-_=", max_size=120).map("kring={}".format)
)
@example("kring=")
@example("kring=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")
def test_any_cookie_is_a_stranger(anna: Visitor, cookie: str) -> None:
    answer = another(anna).client.get(f"/r/{anna.room}", headers={b"cookie": cookie.encode("latin-1")})
    assert answer.status_code == 200
    assert 'data-testid="join-name"' in answer.text


@CASES
@given(st.lists(LINES | st.text(max_size=20), max_size=60))
@example(["v=0", "m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=rtpmap:111 opus/48000/2", "a=fmtp:111"])
@example(["m=video x"] * 500)
def test_an_offer_is_taken_or_refused(anna: Visitor, lines: list[str]) -> None:
    headers = {**OWN, "content-type": "application/sdp"}
    offer = "\r\n".join(lines).encode("utf-8", "surrogatepass")
    assert anna.client.post(f"/r/{anna.room}/media", content=offer, headers=headers).status_code == 400


@CASES
@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40),
    st.sampled_from(["GET", "POST", "DELETE", "PUT", "OPTIONS"]),
)
@example("..%2f..%2fetc/passwd", "GET")
@example("static/..%2f..%2fpyproject.toml", "GET")
def test_any_address_has_a_declared_answer_and_the_headers(anna: Visitor, path: str, method: str) -> None:
    if path.startswith("/"):
        path = path.lstrip("/")
    answer = anna.client.request(method, f"http://testserver/{path}", headers=OWN, follow_redirects=False)
    assert answer.status_code in DECLARED | {307}
    assert "content-security-policy" in answer.headers
    assert "kring" not in answer.text or "<html" in answer.text or answer.status_code in (200, 307)


def paths_of(app: object) -> list[str]:
    """Every address of the application, as its routes name it."""
    assert isinstance(app, FastAPI)
    stack, paths = list(app.routes), set()
    while stack:
        route = stack.pop()
        if isinstance(route, APIRoute):
            paths.add(route.path)
        stack += list(getattr(getattr(route, "original_router", None), "routes", ()))
    return sorted(paths)


PATHS = paths_of(application())
PLAIN = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30)
HEADER = st.sampled_from(
    [
        *(
            "accept",
            "accept-encoding",
            "accept-language",
            "content-encoding",
            "content-type",
            "cookie",
            "expect",
            "host",
        ),
        *(
            "hx-request",
            "if-none-match",
            "origin",
            "range",
            "sec-fetch-site",
            "transfer-encoding",
            "upgrade",
            "x-forwarded-for",
        ),
    ]
)


@CASES
@given(
    who=st.sampled_from(["member", "stranger"]),
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
    path=st.sampled_from(PATHS),
    parts=st.fixed_dictionaries(
        {
            "room": st.sampled_from(["", "unknown", "%00", "..", "a" * 300]),
            "command": st.sampled_from(sorted(set(COMMANDS) - {"end", "lock", "lay-down-task", "hand-over"})) | PLAIN,
            "entry": PLAIN,
            "id": st.sampled_from(["incident", "balint"]) | PLAIN,
        }
    ),
    query=st.dictionaries(
        st.sampled_from(
            [
                *("lang", "method", "people", "total", "phase", "role", "done", "time", "about", "stream", "trust"),
                *("begeleider", "from", "part", "at", "x"),
            ]
        ),
        SENTENCE,
        max_size=5,
    ),
    headers=st.dictionaries(HEADER, PLAIN.map(str.strip), max_size=4),
    body=st.binary(max_size=100)
    | st.dictionaries(st.sampled_from(FIELDS), SENTENCE).map(lambda form: urlencode(form).encode()),
)
def test_any_request_to_any_route_has_a_declared_answer_and_every_header(
    anna: Visitor,
    who: str,
    method: str,
    path: str,
    parts: dict[str, str],
    query: dict[str, str],
    headers: dict[str, str],
    body: bytes,
) -> None:
    """What schemathesis does with a schema, here from the application's own list of routes: never a 500."""
    assume("leave" not in path)  # so that Anna is still there for the next one
    address = path.format(
        **{name: quote(part, safe="%") for name, part in {**parts, "room": parts["room"] or anna.room}.items()}
    )
    asking = anna if who == "member" else another(anna)
    own = {} if method == "GET" else {**OWN, "content-type": "application/x-www-form-urlencoded"}
    sent = asking.client.build_request(
        method, f"http://testserver{address}", params=query, content=body, headers={**own, **headers}
    )
    answer = asking.client.send(sent, follow_redirects=False)
    assert answer.status_code in DECLARED | {307}
    assert {name: answer.headers.get(name) for name in GUARDED} == GUARDED
    assert "cache-control" in answer.headers
    if method != "HEAD" and answer.status_code not in (204, 303, 307):
        assert answer.content
    assert anna.live.person(anna.live.opener) is not None


def test_every_route_answers_every_method_with_something_declared(anna: Visitor) -> None:
    assert len(PATHS) > 10
    visitor = another(anna)
    for path, method in itertools.product(PATHS, ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE")):
        for room in (anna.room, "unknown", "%00", "a" * 300):
            address = path.format(room=room, command="start", entry="none", id="incident")
            answer = visitor.client.request(method, address, headers=OWN, follow_redirects=False)
            assert answer.status_code in DECLARED, (method, address)
            assert answer.headers["x-content-type-options"] == "nosniff"
