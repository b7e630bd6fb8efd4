"""Real browsers through the media plane, on a page of their own (no methods, no overlay)."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from server.media.plane import MediaPlane
from server.media.room import MediaRoom
from server.media.routes import Routes
from tests.e2e.machine import FIREFOX_PREFERENCES, chromium_path, firefox_path

from .impair import Line, Proxy
from .members import Member, plane_running
from .page import app_for, everyone, serving

pytestmark = pytest.mark.e2e

CHROMIUM_FLAGS = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
CAMERA = {"audio": True, "video": {"width": 640, "height": 360}}


@asynccontextmanager
async def browser(name: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        path = chromium_path(playwright) if name == "chromium" else firefox_path()
        if path is None:
            pytest.skip(f"{name} is not installed")
        if name == "chromium":
            started = await playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        else:
            started = await playwright.firefox.launch(
                channel="moz-firefox", executable_path=path, firefox_user_prefs=FIREFOX_PREFERENCES
            )
        try:
            yield started
        finally:
            await started.close()


async def joined(context: BrowserContext, url: str, seats: int, seat: int) -> Page:
    page = await context.new_page()
    await page.goto(f"{url}/?seats={seats}&seat={seat}")
    await page.wait_for_function("window.ready")
    await page.evaluate("enter", CAMERA)
    return page


@asynccontextmanager
async def room_of(*names: str, routes: Routes | None = None) -> AsyncIterator[tuple[MediaPlane, MediaRoom, list[Page]]]:
    """One page for each name, connected, in the seats 0, 1, ..."""
    seats = len(names)
    async with AsyncExitStack() as stack:
        plane = await stack.enter_async_context(plane_running(addresses=()))
        room = plane.open_room(seats)
        room.apply(everyone(seats) if routes is None else routes)
        url = await stack.enter_async_context(serving(app_for(room)))
        browsers = {name: await stack.enter_async_context(browser(name)) for name in dict.fromkeys(names)}
        pages = []
        for seat, name in enumerate(names):
            pages.append(await joined(await browsers[name].new_context(), url, seats, seat))
        for page in pages:
            await page.wait_for_function("media.state === 'connected'")
        yield plane, room, pages


async def until(page: Page, condition: str, argument: Any = None, seconds: float = 60) -> None:
    """Waits for the page's own figures: `condition` is a function of them and of `argument`.

    The waiting is done in the page, for Playwright's `wait_for_function` takes a promise for a yes.
    """
    met = await page.evaluate(
        f"""async ([argument, until]) => {{
            while (performance.now() < until) {{
                if (({condition})(await figures(), argument)) return true;
                await new Promise((resume) => setTimeout(resume, 100));
            }}
            return false;
        }}""",
        [argument, await page.evaluate("performance.now()") + seconds * 1000],
    )
    assert met, f"not within {seconds} s: {condition} of {await page.evaluate('figures()')}"


PLAYS = "(f, n) => f.video[n]?.framesDecoded > 10 && f.audio[n]?.totalAudioEnergy > 0"


@pytest.mark.parametrize(
    "names", [("chromium",) * 3, ("chromium", "firefox", "chromium")], ids=["chromium", "with firefox"]
)
async def test_everyone_sees_and_hears_everyone(names: tuple[str, ...]) -> None:
    async with room_of(*names) as (plane, _, pages):
        for seat, page in enumerate(pages):
            for other in range(len(names)):
                if other != seat:
                    await until(page, PLAYS, other)
        assert plane.counters.dropped_malformed == 0


async def test_routes_close_and_open_what_is_seen_and_heard() -> None:
    async with room_of("chromium", "chromium") as (_, room, (_a, b)):
        await until(b, PLAYS, 0)
        room.apply(Routes(seen={1: frozenset({0})}))
        frames = (await b.evaluate("figures()"))["video"]["0"]["framesDecoded"]
        await until(b, "(f, n) => f.video[0].framesDecoded > n + 10", frames)  # what was under way has come
        packets = (await b.evaluate("figures()"))["audio"]["0"]["packetsReceived"]
        await until(b, "(f, n) => f.video[0].framesDecoded > n + 30", frames)
        assert (await b.evaluate("figures()"))["audio"]["0"]["packetsReceived"] == packets
        room.apply(Routes(heard={1: frozenset({0})}))
        await until(b, "(f, n) => f.audio[0].packetsReceived > n + 20", packets)
        room.apply(everyone(2))
        frames = (await b.evaluate("figures()"))["video"]["0"]["framesDecoded"]
        await until(b, "(f, n) => f.video[0].framesDecoded > n + 10", frames)
        figures = await b.evaluate("figures()")
        assert figures["video"]["0"]["packetsLost"] == 0


async def test_the_picture_grows_and_shrinks_with_the_turn() -> None:
    async with room_of("chromium", "chromium") as (_, _, (a, b)):
        await until(b, "(f) => f.video[0]?.frameHeight === 180")
        await a.evaluate("media.setLarge(true)")
        await until(b, "(f) => f.video[0].frameHeight > 180")
        await a.evaluate("media.setLarge(false)")
        await until(b, "(f) => f.video[0].frameHeight === 180")


async def test_someone_without_camera_and_microphone_sees_and_hears() -> None:
    async with room_of("chromium", "chromium") as (_, _, (a, b)):
        await b.evaluate("Promise.all([media.setTrack('audio', null), media.setTrack('video', null)])")
        before = (await b.evaluate("figures()"))["video"].get("0", {}).get("framesDecoded", 0)
        await until(b, "(f, n) => f.video[0]?.framesDecoded > n + 10", before)
        await b.evaluate("media.setTrack('video', stream.getVideoTracks()[0])")
        # Nothing of seat 1 may have come before: Chromium has no figures of a picture that never began.
        frames = (await a.evaluate("figures()"))["video"].get("1", {}).get("framesDecoded", 0)
        await until(a, "(f, n) => f.video[1]?.framesDecoded > n + 10", frames)


async def test_a_lost_connection_is_made_anew_with_the_same_tracks() -> None:
    async with room_of("chromium", "chromium") as (_, room, (a, b)):
        await until(b, PLAYS, 0)
        frames = (await b.evaluate("figures()"))["video"]["0"]["framesDecoded"]
        room.leave_seat(0)
        await a.wait_for_function("states.filter(([state]) => state === 'connected').length === 2", timeout=20000)
        await until(b, "(f, n) => f.video[0].framesDecoded > n + 10", frames)
        assert [state for state, _ in await a.evaluate("states")] == ["connecting", "connected", "lost", "connected"]


async def test_closing_tells_the_server() -> None:
    async with room_of("chromium", "chromium") as (plane, room, (a, b)):
        await a.evaluate("media.close()")
        await Member().until(lambda: list(room._at) == [1])
        assert (await a.evaluate("states"))[-1][0] == "closed"
        assert (await b.evaluate("states"))[-1][0] == "connected"
        assert plane.counters.connections_closed == 1


async def test_a_call_goes_on_when_every_address_changes() -> None:
    async with AsyncExitStack() as stack:
        plane = await stack.enter_async_context(plane_running())
        proxy = Proxy(("127.0.0.1", plane.port), Line(), Line())
        await proxy.start()
        stack.callback(proxy.close)
        room = plane.open_room(2)
        room.apply(everyone(2))
        url = await stack.enter_async_context(serving(app_for(room, ports=lambda seat: (plane.port, proxy.port))))
        chromium = await stack.enter_async_context(browser("chromium"))
        pages = [await joined(await chromium.new_context(), url, 2, seat) for seat in range(2)]
        for seat, page in enumerate(pages):
            await until(page, PLAYS, 1 - seat)
        await proxy.move()
        frames = (await pages[1].evaluate("figures()"))["video"]["0"]["framesDecoded"]
        await until(pages[1], "(f, n) => f.video[0].framesDecoded > n + 20", frames)
        assert plane.counters.connections_moved >= 2
        assert [state for state, _ in await pages[1].evaluate("states")] == ["connecting", "connected"]
