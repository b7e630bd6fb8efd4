"""Six Chromium pages in one room over bad lines: sound, freezes, first picture, and the picture that grows at a turn.

`python -m benchmarks.lines [turn] [loss]`. Pages, proxies and media plane share this machine; a page sends
what a meeting sends: one large picture, small ones, and a voice (benchmarks/fakes.py).
"""

import asyncio
import os
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page, async_playwright
from playwright.async_api import TimeoutError as PlaywrightTimeout

from benchmarks import fakes, results
from server.media.plane import MediaPlane
from server.media.room import MediaRoom
from server.media.routes import Routes
from tests.e2e.machine import chromium_path
from tests.media.impair import Line, Proxy
from tests.media.members import plane_running
from tests.media.page import PAGE, app_for, everyone, serving

PEOPLE: Final = 6
SOUND = {"echoCancellation": False, "noiseSuppression": False, "autoGainControl": False}
# Width, height, frames a second of the fake camera. Six browsers that encode and decode share two cores: they get less.
SIX, THREE = (640, 360, 10), (1280, 720, 15)
TURN: Final = 5.0  # seconds a turn lasts
STEADY: Final = 20.0  # seconds of looking at sound and freezes
LINES = {
    "none": Line(),
    "2 %, 50 ms": Line(loss=0.02, delay=0.05, jitter=0.01),
    "5 %, 100 ms": Line(loss=0.05, delay=0.1, jitter=0.02),
    "10 %, 150 ms": Line(loss=0.10, delay=0.15, jitter=0.03),
}
# Notes when each picture first shows, and when its size changes, on the one clock of all pages.
WATCH = """<script type="module">
window.sizes = {};
window.now = () => performance.timeOrigin + performance.now();
addEventListener("load", () => {
  for (const [seat, video] of window.videos.entries()) {
    if (!video) continue;
    video.width = 160;
    const seen = window.sizes[seat] = [];
    const look = (_, { width, height }) => {
      if (width > 2 && seen.at(-1)?.[1] !== height) seen.push([window.now(), height]);
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  }
});
</script>"""


@dataclass
class Meeting:
    """Six pages in one room, and who has the turn."""

    plane: MediaPlane
    room: MediaRoom
    proxies: list[Proxy]
    camera: tuple[int, int, int]
    pages: list[Page]
    holder: int = -1

    async def turn(self, seat: int) -> float:
        """Gives the turn to this seat; returns the moment on the pages' clock."""
        before, self.holder = self.holder, seat
        ways = everyone(len(self.pages))
        self.room.apply(Routes(ways.heard, ways.seen, frozenset({seat})))
        at, *_ = await asyncio.gather(
            self.pages[seat].evaluate("(media.setLarge(true), now())"),
            *([self.pages[before].evaluate("media.setLarge(false)")] if before >= 0 else []),
        )
        return float(at)

    async def figures(self) -> list[dict[str, Any]]:
        return list(await asyncio.gather(*(page.evaluate("figures()") for page in self.pages)))


@dataclass
class Seen:
    """What came of one line."""

    first: list[float] = field(default_factory=list)  # ms to the first picture of each other
    bigger: list[float] = field(default_factory=list)  # ms from a turn to a picture above 180 lines, each watcher
    height: list[int] = field(default_factory=list)  # lines of that picture at the end of the turn
    small: list[int] = field(default_factory=list)  # lines of the pictures of those who have had their turn
    never: int = 0  # watchers who did not see it grow within the turn
    concealed: float = 0.0  # share of sound made up by the browser, in percent
    freezes: float = 0.0  # a minute of one picture
    frames: tuple[float, float] = (0.0, 0.0)  # decoded each second: of the large picture, of a small one
    busy: float = 0.0  # cores in use


@asynccontextmanager
async def meeting(lines: list[tuple[Line, Line]], camera: tuple[int, int, int], folder: Path) -> AsyncIterator[Meeting]:
    """`lines`: for each seat its way up and its way down."""
    people = len(lines)
    fakes.camera(folder / "camera.y4m", *camera)
    fakes.voice(folder / "voice.wav")
    async with AsyncExitStack() as stack:
        plane = await stack.enter_async_context(plane_running())
        proxies = []
        for seat, (up, down) in enumerate(lines):
            proxy = Proxy(("127.0.0.1", plane.port), up, down, seed=seat + 1)
            await proxy.start()
            stack.callback(proxy.close)
            proxies.append(proxy)
        room = plane.open_room(people)
        room.apply(everyone(people))
        app = app_for(room, PAGE + WATCH, ports=lambda seat: (plane.port, proxies[seat].port))
        url = await stack.enter_async_context(serving(app))
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=chromium_path(playwright), args=flags(folder))
        stack.push_async_callback(browser.close)
        pages = []
        for seat in range(people):
            page = await (await browser.new_context()).new_page()
            await page.goto(f"{url}/?seats={people}&seat={seat}")
            pages.append(page)
        for page in pages:
            await enter(page, camera)
        yield Meeting(plane, room, proxies, camera, pages)


def flags(folder: Path) -> list[str]:
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        "--autoplay-policy=no-user-gesture-required",
        f"--use-file-for-fake-video-capture={folder / 'camera.y4m'}",
        f"--use-file-for-fake-audio-capture={folder / 'voice.wav'}",
    ]


async def enter(page: Page, camera: tuple[int, int, int]) -> None:
    await page.wait_for_function("window.ready")
    wish = {"width": camera[0], "height": camera[1], "frameRate": camera[2]}
    await page.evaluate("enter", {"audio": SOUND, "video": wish})
    await page.wait_for_function("media.state === 'connected'")


async def newcomer(here: Meeting, seat: int) -> list[float]:
    """Someone comes in: milliseconds from asking to enter to the first picture of each other that came within 20 s."""
    page = here.pages[seat]
    await page.reload()
    await enter(page, here.camera)
    others = len(here.pages) - 1
    with suppress(PlaywrightTimeout):
        seen = f"Object.values(sizes).filter((s) => s.length).length === {others}"
        await page.wait_for_function(seen, timeout=20_000)
    began = float(await page.evaluate("performance.timeOrigin + began"))
    return [size[0][0] - began for size in (await page.evaluate("sizes")).values() if size]


async def turns(here: Meeting, seen: Seen, rounds: int) -> None:
    """The turn goes round: how soon the others see a larger picture, and the largest."""
    for number in range(rounds):
        seat = (number + 1) % len(here.pages)
        at = await here.turn(seat)
        await asyncio.sleep(TURN)
        for watcher, page in enumerate(here.pages):
            if watcher == seat:
                continue
            sizes = await page.evaluate("sizes")
            grown = [size for size in sizes[str(seat)] if size[0] >= at]
            bigger = [moment - at for moment, height in grown if height > 180]
            seen.bigger += bigger[:1]
            seen.never += not bigger
            seen.height.append(int(sizes[str(seat)][-1][1]))
            before = number % len(here.pages)
            seen.small += [int(sizes[str(before)][-1][1])] if watcher != before else []


def share(before: dict[str, Any], after: dict[str, Any], part: str, whole: str) -> tuple[float, float]:
    """How much both counts of all streams have grown."""
    grown = [
        (stream.get(part, 0) - before.get(seat, {}).get(part, 0), stream[whole] - before.get(seat, {}).get(whole, 0))
        for seat, stream in after.items()
        if whole in stream
    ]
    return sum(each[0] for each in grown), sum(each[1] for each in grown)


async def steady(here: Meeting, seen: Seen, watchers: list[int], seconds: float = STEADY) -> None:
    """Sound and freezes of these watchers while nothing changes."""
    before, cpu = await here.figures(), sum(os.times()[:4])
    await asyncio.sleep(seconds)
    after = await here.figures()
    seen.busy = (sum(os.times()[:4]) - cpu) / seconds
    sound = [
        share(before[at]["audio"], after[at]["audio"], "concealedSamples", "totalSamplesReceived") for at in watchers
    ]
    seen.concealed = 100 * sum(made for made, _ in sound) / max(1, sum(all_ for _, all_ in sound))
    frozen = [share(before[at]["video"], after[at]["video"], "freezeCount", "framesDecoded") for at in watchers]
    seen.freezes = sum(count for count, _ in frozen) / len(watchers) / (len(here.pages) - 1) / seconds * 60
    large: list[float] = []
    small: list[float] = []
    for at in watchers:
        for seat, stream in after[at]["video"].items():
            shown = stream.get("framesDecoded", 0) - before[at]["video"].get(seat, {}).get("framesDecoded", 0)
            (large if int(seat) == here.holder else small).append(shown / seconds)
    seen.frames = statistics.mean(large or [0.0]), statistics.mean(small or [0.0])


async def look(line: Line, folder: Path) -> Seen:
    seen = Seen()
    async with meeting([(line, line)] * PEOPLE, SIX, folder) as here:
        await here.turn(0)
        for seat in (5, 4):
            seen.first += await newcomer(here, seat)
        await turns(here, seen, 4)
        await steady(here, seen, list(range(PEOPLE)))
        print(line, seen, here.plane.counters, [each.budget.level for each in here.room._at.values()], flush=True)
    return seen


def frozen(figures: list[dict[str, Any]]) -> int:
    """Freezes of all pictures on all pages so far, as the browsers count them."""
    return sum(int(stream.get("freezeCount", 0)) for page in figures for stream in page["video"].values())


async def turning(folder: Path) -> None:
    """Three pages with a real size of picture: two cores encode and decode no more of it."""
    seen = Seen()
    async with meeting([(Line(), Line())] * 3, THREE, folder) as here:
        await here.turn(0)
        for seat in (2, 1, 2, 1):
            seen.first += await newcomer(here, seat)
        before = frozen(await here.figures())
        await turns(here, seen, 6)
        stood = frozen(await here.figures()) - before
        await steady(here, seen, [0, 1, 2], 10)
        for page in here.pages:
            print(await page.evaluate("JSON.stringify(sizes)"))
    print(seen)
    results.write(
        "The turn and the newcomer, at 720p",
        "python -m benchmarks.lines turn",
        f"Three pages, {THREE[0]}x{THREE[1]} at {THREE[2]} frames/s, no loss. Six turns, each seen by two; four people "
        "who come in. Newcomer: from asking to enter to the first picture of each other. Turn: from the holder's page "
        "being told to a picture above 180 lines at each other. Load average "
        f"{os.getloadavg()[0]:.0f}.",
        ("milliseconds", "p50", "max", "of"),
        [
            line("newcomer's first pictures", seen.first, 8),
            line("turn to a larger picture", seen.bigger, 12),
            ("lines of the large picture after 5 s", lines_of(seen.height), "", ""),
            ("lines of the picture that was large before", lines_of(seen.small), "", ""),
            ("freezes in these six turns, all six pictures", str(stood), "", ""),
        ],
    )


def line(name: str, values: list[float], wanted: int) -> tuple[str, ...]:
    if not values:
        return name, "–", "–", f"0 of {wanted}"
    return name, f"{statistics.median(values):.0f}", f"{max(values):.0f}", f"{len(values)} of {wanted}"


def lines_of(heights: list[int]) -> str:
    return " ".join(f"{height} ({count}x)" for height, count in sorted(Counter(heights).items(), reverse=True))


def middle(values: list[float]) -> str:
    if not values:
        return "–"
    return f"{statistics.median(values):.0f} / {max(values):.0f}"


async def loss(folder: Path) -> None:
    rows = []
    for name, line in LINES.items():
        seen = await look(line, folder)
        rows.append(
            (
                name,
                f"{seen.concealed:.1f} %",
                f"{seen.freezes:.1f}",
                middle(seen.first) + (f" ({len(seen.first)} of 10)" if len(seen.first) < 10 else ""),
                middle(seen.bigger) + (f" ({seen.never} not)" if seen.never else ""),
                lines_of(seen.height),
                f"{seen.frames[0]:.0f} and {seen.frames[1]:.0f}",
            )
        )
    results.write(
        "Six pages over bad lines",
        "python -m benchmarks.lines loss",
        f"All six lines lose and delay as much, each way, so that what one hears has crossed two of them. One large "
        f"picture, all six talk without a pause. Newcomer: from asking to enter to the first picture of each other. "
        f"Turn: to a picture above 180 lines. Load average {os.getloadavg()[0]:.0f}.",
        (
            "loss and delay each way",
            "sound made up",
            "freezes a minute, a picture",
            "newcomer's pictures (ms, p50 / max)",
            "turn to a larger picture (ms)",
            "its lines after 5 s",
            "frames/s, large and small",
        ),
        rows,
    )


async def main(parts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "loss" in parts:
            await loss(folder)
        if "turn" in parts:
            await turning(folder)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or ["turn", "loss"]))
