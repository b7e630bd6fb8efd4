"""P1: all the server handles of voice and video, in a whole meeting: nothing of it can be seen or heard."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from playwright.sync_api import Browser

from server.app import build
from server.settings import Settings
from tests.crypto.wiretap import Wiretap, tapped
from tests.promises import checks

from .people import Person, a_group

pytestmark = pytest.mark.e2e

PASS_ON = "addEventListener('rtctransform', ({ transformer }) => transformer.readable.pipeTo(transformer.writable));"


@contextmanager
def tapped_kring() -> Iterator[tuple[str, Wiretap]]:
    """A Kring in this process: the tap sees every payload as the server's memory does, after its own decryption."""
    with tapped() as tap:
        server = uvicorn.Server(uvicorn.Config(build(Settings(media_port=0)), port=0, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        try:
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", tap
        finally:
            server.should_exit = True
            thread.join(20)


@pytest.fixture(scope="module")
def meeting(chromium: Browser) -> Iterator[tuple[Person, Wiretap]]:
    """Anna, who has Bram with her, and all that the server handles of the two."""
    with tapped_kring() as (url, tap):
        people = a_group(chromium, url, ("Anna", "Bram"), seats=3)
        yield people[0], tap
        for person in people:
            person.gets_up()


def until_there_are_frames(
    person: Person, tap: Wiretap, enough: Callable[[str, list[bytes]], bool]
) -> dict[str, list[bytes]]:
    """What the server has handled, once there is enough of each kind."""
    end = time.monotonic() + 60
    while True:
        frames = {kind: tap.copy().frames(kind) for kind in ("video", "audio")}
        if all(enough(kind, of_kind) for kind, of_kind in frames.items()):
            return frames
        found = {kind: (len(of_kind), len(checks.readable(kind, of_kind))) for kind, of_kind in frames.items()}
        assert time.monotonic() < end, f"not enough voice and video came through (all, readable): {found}"
        person.page.wait_for_timeout(500)  # not sleep: Playwright answers a browser's requests only while it waits


def test_p1_nobody_but_the_group_sees_or_hears(meeting: tuple[Person, Wiretap]) -> None:
    anna, tap = meeting
    for kind, frames in until_there_are_frames(anna, tap, lambda _, frames: len(frames) >= 30).items():
        assert checks.readable(kind, frames) == []


def test_p1_turns_red_when_frames_go_in_the_clear(chromium: Browser, meeting: tuple[Person, Wiretap]) -> None:
    """Cato's browser gets another worker, which passes on what it should encrypt."""
    anna, tap = meeting
    cato = Person.sits_down(chromium, "Cato")
    cato.page.context.route(
        "**/frame-worker.js*",
        lambda route: route.fulfill(
            body=PASS_ON, content_type="text/javascript", headers={"Cache-Control": "no-store"}
        ),
    )
    cato.page.goto(anna.invitation)
    cato.enters()
    cato.waits_at_the_door()
    anna.lets_in(cato)
    tap.clear()
    frames = until_there_are_frames(cato, tap, lambda kind, frames: len(checks.readable(kind, frames)) >= 30)
    assert all(len(checks.readable(kind, of_kind)) < len(of_kind) for kind, of_kind in frames.items())
    cato.gets_up()
