"""The guard: only own pages change anything, and every answer carries its headers."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from server.web.guard import HEADERS, from_own_pages
from tests.house import Visitor, application, kring

HOST = (b"host", b"kring.example")


def asked(kind: str = "http", method: str = "POST", **headers: str) -> bool:
    raw = [HOST, *((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items())]
    return from_own_pages({"type": kind, "method": method, "headers": raw})


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({"origin": "https://kring.example"}, True),
        ({"origin": "null", "sec_fetch_site": "same-origin"}, True),  # a form under no-referrer
        ({"sec_fetch_site": "same-origin"}, True),
        ({}, False),
        ({"origin": "null"}, False),
        ({"origin": "https://kring.example.evil"}, False),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "file://kring.example"}, False),
        ({"origin": "https://kring.example", "sec_fetch_site": "cross-site"}, False),
        ({"origin": "https://kring.example", "sec_fetch_site": "same-site"}, False),
        ({"origin": "https://kring.example", "sec_fetch_site": "none"}, False),
    ],
)
def test_a_state_change_comes_from_an_own_page(headers: dict[str, str], own: bool) -> None:
    assert asked(**headers) is own


def test_looking_is_free() -> None:
    assert asked(method="GET", origin="https://evil.example")


def test_a_websocket_always_says_where_it_comes_from() -> None:
    assert asked("websocket", origin="https://kring.example")
    assert not asked("websocket")
    assert not asked("websocket", sec_fetch_site="same-origin")
    assert not asked("websocket", origin="https://evil.example", sec_fetch_site="same-origin")


def test_a_foreign_form_is_refused_with_a_sentence() -> None:
    with kring() as visitor:
        answer = visitor.post("/rooms", headers={"origin": "https://evil.example"}, method="incident", seats=4)
        assert answer.status_code == 403
        assert answer.text
        assert len(visitor.services.house) == 0


def test_a_foreign_websocket_is_refused() -> None:
    with kring() as visitor:
        visitor.open_room()
        visitor.join()
        foreign = {"origin": "https://evil.example"}
        with (
            pytest.raises(WebSocketDisconnect),
            visitor.client.websocket_connect(f"/r/{visitor.room}/push", headers=foreign),
        ):
            pass


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/healthz", "/static/css/base.css", "/methods", "/r/unknown", "/bye"]
)
def test_every_answer_carries_the_headers(path: str) -> None:
    with kring() as visitor:
        answer = visitor.client.get(path)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_the_headers_of_a_refusal_too() -> None:
    with kring() as visitor:
        answer = visitor.post("/rooms", headers={})
        assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


def test_the_headers_of_a_fault_too() -> None:
    app = application()

    @app.get("/faulty")
    def faulty() -> None:
        raise RuntimeError("not to be told")

    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/faulty")
        assert answer.status_code == 500
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert answer.headers["cache-control"] == "no-store"
        assert "not to be told" not in answer.text


def test_pages_of_people_are_not_stored() -> None:
    with kring() as visitor:
        assert visitor.client.get("/").headers["cache-control"] == "no-store"


def test_over_tls_the_browser_is_told_to_stay_there() -> None:
    with kring() as visitor:
        secure = Visitor(TestClient(visitor.client.app, base_url="https://testserver"))
        assert "strict-transport-security" in secure.client.get("/healthz").headers
        assert "strict-transport-security" not in visitor.client.get("/healthz").headers
