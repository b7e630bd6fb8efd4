"""Six Chromium pages in one room over bad lines: sound, freezes, first picture, and the picture that grows at a turn.

`python -m benchmarks.lines [turn] [loss] [narrow]`. Pages, proxies and media plane share this machine; a page sends
what a meeting sends: one large picture, small ones, and a voice (benchmarks/fakes.py).
"""

import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page, async_playwright

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
    whole: list[float] = field(default_factory=list)  # ... and to 720 lines
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
        browser = await playwright.chromium.launch(executable_path=chromium_path(playwright), args=flags(folder))  # type: ignore[arg-type]
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
    """Someone comes in: milliseconds from asking to enter to the first picture of each of the others."""
    page = here.pages[seat]
    await page.reload()
    await enter(page, here.camera)
    others = len(here.pages) - 1
    await page.wait_for_function(f"Object.values(sizes).filter((s) => s.length).length === {others}", timeout=20_000)
    began = float(await page.evaluate("performance.timeOrigin + began"))
    return [size[0][0] - began for size in (await page.evaluate("sizes")).values()]


async def turns(here: Meeting, seen: Seen, rounds: int) -> None:
    """The turn goes round: how soon the others see a larger picture, and the largest."""
    for number in range(rounds):
        seat = number % len(here.pages)
        at = await here.turn(seat)
        await asyncio.sleep(TURN)
        for watcher, page in enumerate(here.pages):
            if watcher == seat:
                continue
            grown = [size for size in (await page.evaluate("sizes"))[str(seat)] if size[0] >= at]
            bigger = [moment - at for moment, height in grown if height > 180]
            whole = [moment - at for moment, height in grown if height >= here.camera[1]]
            seen.bigger += bigger[:1]
            seen.whole += whole[:1]
            seen.never += not bigger


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
        here.holder = -1
        await turns(here, seen, 4)
        await steady(here, seen, list(range(PEOPLE)))
        print(line, seen, here.plane.counters, [each.budget.level for each in here.room._at.values()], flush=True)
    return seen


@dataclass
class Second:
    """One second of the listener on the narrow line."""

    level: int
    estimate: int  # kbit/s the browser believes it can receive
    sent: int  # kbit/s forwarded to it
    concealed: float  # percent of its sound
    large: int  # frames decoded
    small: int


async def trace(here: Meeting, seat: int, seconds: int) -> list[Second]:
    """Second by second, what this listener gets."""
    page, out = here.pages[seat], []
    connection = here.room._at[seat]
    before, octets = await page.evaluate("figures()"), sum(o.counts()[1] for o in connection.outs.values())
    for _ in range(seconds):
        await asyncio.sleep(1)
        now, count = await page.evaluate("figures()"), sum(o.counts()[1] for o in connection.outs.values())
        made, whole = share(before["audio"], now["audio"], "concealedSamples", "totalSamplesReceived")
        frames = {
            int(other): stream.get("framesDecoded", 0) - before["video"].get(other, {}).get("framesDecoded", 0)
            for other, stream in now["video"].items()
        }
        out.append(
            Second(
                level=int(connection.budget.level),
                estimate=(connection.estimate or 0) // 1000,
                sent=(count - octets) * 8 // 1000,
                concealed=100 * made / max(1, whole),
                large=frames.pop(here.holder, 0),
                small=sum(frames.values()),
            )
        )
        before, octets = now, count
        print(out[-1], flush=True)
    return out


async def narrow(folder: Path) -> None:
    near = Line(delay=0.03)
    async with meeting([(near, near)] * PEOPLE, SIX, folder) as here:
        await here.turn(0)
        calm = await trace(here, 5, 10)
        here.proxies[5].change(Line(delay=0.03, rate=500_000))
        poor = await trace(here, 5, 45)
        here.proxies[5].change(near)
        wide = await trace(here, 5, 75)
    back = next((second for second, at in enumerate(wide, 1) if at.level == 0), None)
    results.write(
        "One listener with 500 kbit/s",
        "python -m benchmarks.lines narrow",
        "Six pages, one large picture, all six talk; 30 ms each way. One listener's way down becomes 500 kbit/s wide "
        "(a queue of 0.3 s, what is more is lost) and after 45 s as wide as before. Level: 0 everything, 1 small "
        "pictures at half their rate, 2 no small ones, 3 sound only. Everything is back "
        f"{f'{back} s' if back else 'not'} after the line is. Load average {os.getloadavg()[0]:.0f}.",
        ("this listener", "sound made up", "kbit/s sent", "frames/s, large and each small", "levels"),
        [
            spell("before", calm),
            spell("the first 5 s of 500 kbit/s", poor[:5]),
            spell("the 40 s after", poor[5:]),
            spell("wide again, the first 30 s", wide[:30]),
            spell("wide again, the last 30 s", wide[-30:]),
        ],
    )


def spell(name: str, seconds: list[Second]) -> tuple[str, ...]:
    """One row: what these seconds had in common."""
    levels = [str(each.level) for each in seconds]
    passed = [level for at, level in enumerate(levels) if at == 0 or level != levels[at - 1]]
    mean = statistics.mean
    return (
        name,
        f"{mean(each.concealed for each in seconds):.1f} %",
        f"{mean(each.sent for each in seconds):.0f}",
        f"{mean(each.large for each in seconds):.0f} and {mean(each.small for each in seconds) / (PEOPLE - 2):.0f}",
        " ".join(passed),
    )


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
        here.holder = -1
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
        f"being told to a picture above 180 lines, and of {THREE[1]}, at each other. Load average "
        f"{os.getloadavg()[0]:.0f}.",
        ("milliseconds", "p50", "max", "of"),
        [
            line("newcomer's first pictures", seen.first, 8),
            line("turn to a larger picture", seen.bigger, 12),
            line(f"turn to {THREE[1]} lines", seen.whole, 12),
            ("freezes in these six turns, all six pictures", str(stood), "", ""),
        ],
    )


def line(name: str, values: list[float], wanted: int) -> tuple[str, ...]:
    if not values:
        return name, "–", "–", f"0 of {wanted}"
    return name, f"{statistics.median(values):.0f}", f"{max(values):.0f}", f"{len(values)} of {wanted}"


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
                middle(seen.first),
                middle(seen.bigger) + (f" ({seen.never} not)" if seen.never else ""),
                middle(seen.whole),
                f"{seen.frames[0]:.0f} and {seen.frames[1]:.0f}",
            )
        )
    results.write(
        "Six pages over bad lines",
        "python -m benchmarks.lines loss",
        f"All six lines lose and delay as much, each way, so that what one hears has crossed two of them. One large "
        f"picture, all six talk without a pause. Newcomer: from asking to enter to the first picture of each other. "
        f"Turn: to a picture above 180 lines, and of 720. Load average {os.getloadavg()[0]:.0f}.",
        (
            "loss and delay each way",
            "sound made up",
            "freezes a minute, a picture",
            "newcomer's pictures (ms, p50 / max)",
            "turn to a larger picture (ms)",
            "to 720 lines (ms)",
            "frames/s, large and small",
        ),
        rows,
    )


async def main(parts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "loss" in parts:
            await loss(folder)
        if "narrow" in parts:
            await narrow(folder)
        if "turn" in parts:
            await turning(folder)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or ["turn", "loss", "narrow"]))
