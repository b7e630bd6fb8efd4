"""P6, P9, P10 and P12: promises that can be read off the sources, the addresses and the words on the screen."""

import ast
import re

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from server.settings import ROOT
from tests.house import kring
from tools import hashes

from . import checks

# Everything a browser or the server runs, our own and what others made.
SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for folder, suffix in (("server", "py"), ("static/js", "js"), ("templates", "html"))
    for path in sorted((ROOT / folder).rglob(f"*.{suffix}"))
}
# Every address but those about methods, which no meeting is in. P9 forbids one that hands out anything of a meeting.
KNOWN = {
    ("GET", "/"),
    ("GET", "/bye"),
    ("GET", "/healthz"),
    ("GET", "/metrics"),
    ("GET", "/r/{room}"),
    ("GET", "/robots.txt"),
    ("POST", "/language"),
    ("POST", "/r/{room}/do/{command}"),
    ("POST", "/r/{room}/join"),
    ("POST", "/r/{room}/leave"),
    ("POST", "/r/{room}/media"),
    ("POST", "/rooms"),
    ("DELETE", "/r/{room}/media/{entry}"),
}
HANDS_OUT = re.compile(r"download|export|upload|record|archive|history|transcript|notul", re.IGNORECASE)


def addresses(app: FastAPI) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    stack = list(app.routes)
    while stack:
        route = stack.pop()
        if isinstance(route, APIRoute) and not route.path.startswith("/methods"):
            found |= {(method, route.path) for method in route.methods or ()}
        stack += list(getattr(getattr(route, "original_router", None), "routes", ()))
    return found


def test_p6_nothing_records() -> None:
    assert checks.recorders(SOURCES) == []


@pytest.mark.parametrize(
    "planted",
    [
        "const recorder = new MediaRecorder(stream);",
        "import sqlite3\n",
        "    from aiortc.contrib.media import MediaRecorder\n",
        "open('notes.txt', 'w')",
        "localStorage.setItem('name', name)",
        "Path('room').write_text(id)",
    ],
)
def test_p6_turns_red_when_something_could_record(planted: str) -> None:
    assert checks.recorders({**SOURCES, "planted": planted}) == ["planted"]


def test_p6_the_decoders_are_not_even_loaded() -> None:
    """aiortc brings a recorder and decoders; the server names neither."""
    used = {
        alias.name if isinstance(node, ast.Import) else f"{node.module}.{alias.name}"
        for path in (ROOT / "server").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not {name for name in used if re.search(r"contrib|MediaRelay|MediaPlayer|RTCPeerConnection|\bav\b", name)}


def test_p9_the_server_has_no_address_that_hands_out_a_meeting() -> None:
    with kring() as anna:
        app = anna.client.app
        assert isinstance(app, FastAPI)
        found = addresses(app)
    assert ("POST", "/rooms") in found  # so that the list can be wrong
    assert found <= KNOWN
    assert not [path for _, path in found if HANDS_OUT.search(path)]


def test_p9_turns_red_when_there_is_one() -> None:
    with kring() as anna:
        app = anna.client.app
        assert isinstance(app, FastAPI)
        app.get("/r/{room}/export")(lambda room: room)
        assert addresses(app) - KNOWN == {("GET", "/r/{room}/export")}


HONEST = ("Ik neem niets op", 'data-testid="join-agree"')


def unsaid_at_the_door() -> list[str]:
    """What the way in should say of recording, and does not."""
    with kring() as anna:
        anna.open_room()
        page = anna.get().text
        return [words for words in HONEST if words not in page]


def test_p10_the_screen_says_what_no_technique_prevents() -> None:
    assert unsaid_at_the_door() == []
    promises = (ROOT / "docs/beloften.md").read_text("utf-8")
    assert "kan een deelnemer wel opnemen" in promises


def test_p10_turns_red_when_the_door_no_longer_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.web.words.AGREEMENTS", ("What is said here stays here.",))
    assert unsaid_at_the_door() == ["Ik neem niets op"]


CLAIMS_TOO_MUCH = re.compile(
    r"niemand kan (?:iets )?opnemen|opnemen is onmogelijk|kan niet worden opgenomen|100 ?% veilig|impossible to record",
    re.IGNORECASE,
)


def texts() -> str:
    catalogue = (ROOT / "server/locales/nl/LC_MESSAGES/kring.po").read_text("utf-8")
    return catalogue + "".join(text for name, text in SOURCES.items() if name.endswith(".html"))


def test_p10_nothing_claims_more() -> None:
    assert not CLAIMS_TOO_MUCH.search(texts())


def test_p10_turns_red_when_a_text_claims_more() -> None:
    assert CLAIMS_TOO_MUCH.search(texts() + "Hier kan niet worden opgenomen.")


def served() -> dict[str, str]:
    """The hash of every file of static/, as a browser gets it."""
    with kring() as anna:
        return {name: hashes.of(anna.client.get(f"/{name}").content) for name in hashes.listed()}


def test_p12_what_is_served_is_what_was_published() -> None:
    assert hashes.differences(hashes.listed(), served()) == []


def test_p12_turns_red_when_a_server_alters_a_file() -> None:
    altered = {**served(), "static/js/seal.js": hashes.of(b"altered")}
    assert hashes.differences(hashes.listed(), altered) == ["static/js/seal.js"]
