"""P1: all the server handles of voice and video, in a whole meeting: nothing of it can be seen or heard."""

import threading
import time
from collections.abc import Iterator
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


def frames_of_a_meeting(browser: Browser, *, in_the_clear: bool = False) -> dict[str, list[bytes]]:
    """Two people, until the server has handled at least thirty frames of each kind."""
    context = browser.new_context
    with tapped_kring() as (url, tap):
        if in_the_clear:

            def leaky(**options: object) -> object:
                made = context(**options)  # type: ignore[arg-type]
                made.route(
                    "**/frame-worker.js*",
                    lambda route: route.fulfill(
                        body=PASS_ON, content_type="text/javascript", headers={"Cache-Control": "no-store"}
                    ),
                )
                return made

            browser.new_context = leaky  # type: ignore[assignment,method-assign]
        try:
            people: list[Person] = a_group(browser, url, ("Anna", "Bram"), seats=3)
            end = time.monotonic() + 60
            while any(len(tap.copy().frames(kind)) < 30 for kind in ("video", "audio")):
                assert time.monotonic() < end, "no voice and video came through"
                time.sleep(0.2)
            for person in people:
                person.gets_up()
        finally:
            browser.new_context = context  # type: ignore[method-assign]
        return {kind: tap.copy().frames(kind) for kind in ("video", "audio")}


def test_p1_nobody_but_the_group_sees_or_hears(chromium: Browser) -> None:
    for kind, frames in frames_of_a_meeting(chromium).items():
        assert len(frames) >= 30
        assert checks.readable(kind, frames) == []


def test_p1_turns_red_when_frames_go_in_the_clear(chromium: Browser) -> None:
    for kind, frames in frames_of_a_meeting(chromium, in_the_clear=True).items():
        assert len(checks.readable(kind, frames)) > len(frames) / 2
