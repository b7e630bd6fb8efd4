"""Encrypted frames between real browsers, through the real media plane, on a page without rooms and methods."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page

from tests.media.members import plane_running
from tests.media.page import PAGE, app_for, everyone, serving
from tests.media.test_browsers import CAMERA, PLAYS, browser, until

from .reference import Sender, to_base64url
from .wiretap import KEYFRAME, Wiretap, tapped

pytestmark = pytest.mark.e2e

SECRET = bytes(range(32))
NEXT_SECRET = bytes(range(32, 64))
OWNERS = [f"public-key-of-{seat}" for seat in range(4)]

# The page of the media tests, with encryption put in.
ENCRYPTED = PAGE.replace(
    'import { MediaConnection } from "/static/js/media.js";',
    """import { MediaConnection } from "/static/js/media.js";
import { Frames } from "/static/js/crypto/frames.js";
import { forHkdf, fromBase64url } from "/static/js/crypto/bytes.js";
window.frames_ = new Frames("room");
window.know = async (epoch, secret) => frames_.addSecret(epoch, await forHkdf(fromBase64url(secret)));
""",
).replace("url: `/media/${seat}`,", "url: `/media/${seat}`, transform: frames_.transform,")


@asynccontextmanager
async def encrypted_room(*names: str, keyless: tuple[int, ...] = ()) -> AsyncIterator[tuple[list[Page], Wiretap]]:
    """One page for each name; all but the `keyless` hold the secret of epoch 0 and send with it."""
    seats = len(names)
    async with AsyncExitStack() as stack:
        tap = stack.enter_context(tapped())
        plane = await stack.enter_async_context(plane_running(addresses=()))
        room = plane.open_room(seats)
        room.apply(everyone(seats))
        url = await stack.enter_async_context(serving(app_for(room, ENCRYPTED)))
        browsers = {name: await stack.enter_async_context(browser(name)) for name in dict.fromkeys(names)}
        pages = []
        for seat, name in enumerate(names):
            page = await (await browsers[name].new_context()).new_page()
            await page.goto(f"{url}/?seats={seats}&seat={seat}")
            await page.wait_for_function("window.ready")
            await page.evaluate("(owners) => frames_.setOwners(owners)", OWNERS[:seats])
            if seat not in keyless:
                await give(page, 0, SECRET)
                await page.evaluate("frames_.sendWith(0)")
            await page.evaluate("enter", CAMERA)
            pages.append(page)
        for page in pages:
            await page.wait_for_function("media.state === 'connected'")
        yield pages, tap


async def give(page: Page, epoch: int, secret: bytes) -> None:
    await page.evaluate("([epoch, secret]) => know(epoch, secret)", [epoch, to_base64url(secret)])


async def decoded(page: Page, seat: int) -> int:
    return int((await page.evaluate("figures()"))["video"].get(str(seat), {}).get("framesDecoded", 0))


async def end_of(page: Page, direction: str, kind: str, seat: int) -> dict[str, Any]:
    """The worker's figures of one sender or receiver."""
    ends = await page.evaluate("frames_.figures()")
    return next(e for e in ends if (e["direction"], e["kind"], e["seat"]) == (direction, kind, seat))


async def until_ends(page: Page, condition: str, argument: int | None = None, seconds: float = 60) -> None:
    """Waits until `condition` holds of some sender or receiver in the worker; polled in the page, as `until` does."""
    met = await page.evaluate(
        f"""async ([argument, seconds]) => {{
            const end = performance.now() + seconds * 1000;
            while (performance.now() < end) {{
                if ((await frames_.figures()).some((end) => ({condition})(end, argument))) return true;
                await new Promise((resume) => setTimeout(resume, 50));
            }}
            return false;
        }}""",
        [argument, seconds],
    )
    assert met, f"not within {seconds} s: {condition}"


def sender(seat: int) -> Sender:
    return Sender("room", seat, OWNERS[seat])


@pytest.mark.parametrize(
    "names", [("chromium",) * 3, ("chromium", "firefox", "chromium")], ids=["chromium", "with firefox"]
)
async def test_everyone_plays_everyone_and_the_server_sees_ciphertext_only(names: tuple[str, ...]) -> None:
    async with encrypted_room(*names) as (pages, tap):
        for seat, page in enumerate(pages):
            for other in set(range(len(names))) - {seat}:
                await until(page, PLAYS, other)
        pictures, sounds = tap.frames("video"), tap.frames("audio")
        assert len(pictures) > 30
        assert len(sounds) > 30
        assert not any(KEYFRAME in frame[:16] for frame in pictures)
        opened = [tap.opened("video", SECRET, sender(seat)) for seat in range(len(names))]
        # The key opens all of them, each in one seat only; and then they are pictures indeed.
        assert sum(map(len, opened)) == len(pictures)
        assert all(any(frame[3:6] == KEYFRAME for frame in of_seat) for of_seat in opened)
        assert sum(len(tap.opened("audio", SECRET, sender(seat))) for seat in range(len(names))) == len(sounds)
        assert not any(tap.opened("video", NEXT_SECRET, sender(seat)) for seat in range(len(names)))


async def test_nothing_leaves_before_there_is_a_key_and_then_the_picture_begins_at_once() -> None:
    async with encrypted_room("chromium", "chromium", keyless=(0,)) as ((a, b), tap):
        await until(a, "(f) => f.sent.video?.framesEncoded > 20")
        assert (await end_of(a, "send", "video", 0))["waited"] > 10
        assert not tap.opened("video", SECRET, sender(0))
        assert await decoded(b, 0) == 0
        assert tap.epochs("video") == {0}
        assert len(tap.frames("video")) == len(tap.opened("video", SECRET, sender(1)))  # b's, and nobody else's
        await give(a, 0, SECRET)
        await a.evaluate("frames_.sendWith(0)")
        await until(b, PLAYS, 0)
        await until(a, PLAYS, 1)  # ... and a, who had the key late, sees b


async def test_without_the_right_key_seat_or_owner_nothing_is_shown() -> None:
    async with encrypted_room("chromium", "chromium", keyless=(1,)) as ((_a, b), _tap):
        await give(b, 0, NEXT_SECRET)
        await until_ends(b, "(end) => end.refused > 20")
        assert await decoded(b, 0) == 0
        await b.evaluate("frames_.setOwners(['someone-else', ''])")  # first: with the secret it would open at once
        await give(b, 0, SECRET)
        refused = (await end_of(b, "receive", "video", 0))["refused"]
        await until_ends(b, "(end, before) => end.kind === 'video' && end.refused > before + 10", refused)
        assert await decoded(b, 0) == 0
        await b.evaluate("(owners) => frames_.setOwners(owners)", OWNERS[:2])
        await until(b, PLAYS, 0)


async def test_a_new_epoch_loses_no_frame_and_shuts_out_who_does_not_have_it() -> None:
    async with encrypted_room("chromium", "firefox", "chromium") as (pages, tap):
        a, b, removed = pages
        for page, other in ((a, 1), (b, 0), (removed, 0), (removed, 1)):
            await until(page, PLAYS, other)
        before = {page: await end_of(page, "receive", "video", seat) for page, seat in ((a, 1), (b, 0))}
        for page in (a, b):
            await give(page, 1, NEXT_SECRET)
        for page in (a, b):
            await page.evaluate("frames_.sendWith(1)")
        for page in (a, b):
            await page.evaluate("frames_.sendWith(0)")  # nobody talks them back into the old one
        frames = await decoded(a, 1)
        await until(a, "(f, n) => f.video[1].framesDecoded > n + 30", frames)
        await until(b, "(f, n) => f.video[0].framesDecoded > n + 10", await decoded(b, 0))
        for page, seat in ((a, 1), (b, 0)):
            now = await end_of(page, "receive", "video", seat)
            assert (now["refused"], now["waited"]) == (before[page]["refused"], before[page]["waited"])
        tap.clear()
        # Frames of the new epoch come to the removed one after all those of the old one.
        his = "end.direction === 'receive' && end.kind === 'video' && end.seat === 0"
        await until_ends(removed, f"(end) => {his} && end.waited > 20")
        stuck = await decoded(removed, 0)
        while len(tap.opened("video", NEXT_SECRET, sender(0))) <= 10:
            await until(a, "(f, n) => f.video[1].framesDecoded > n", await decoded(a, 1))
        assert not tap.opened("video", SECRET, sender(0))
        assert not tap.opened("audio", SECRET, sender(1))
        assert await decoded(removed, 0) == stuck


async def test_a_new_connection_never_uses_the_same_key_and_counter_again() -> None:
    async with encrypted_room("chromium", "chromium") as ((a, b), tap):
        await until(b, PLAYS, 0)
        await a.evaluate("dispatchEvent(new Event('online'))")  # gives the connection up and makes a new one
        await a.wait_for_function("states.filter(([state]) => state === 'connected').length === 2", timeout=20000)
        await until(b, "(f, n) => f.video[0].framesDecoded > n + 10", await decoded(b, 0))
        for kind in ("audio", "video"):
            clear = 1 if kind == "video" else 0
            headers = [frame[clear:][:12] for frame in tap.frames(kind)]
            assert len(set(headers)) == len(headers)
