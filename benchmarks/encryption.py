"""What encrypting every frame costs: CPU of browsers and server with and without, frames at a new secret, a late key.

`python -m benchmarks.encryption [pages] [seconds]`: Chromium pages in one room on the page of the media
tests, 640x360 at 15 frames a second; the same run without and with encryption, alternating, three times each.
"""

import asyncio
import os
import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from playwright.async_api import Page

from benchmarks import results
from tests.crypto.reference import to_base64url
from tests.crypto.test_frames import ENCRYPTED, NEXT_SECRET, OWNERS, SECRET, give, until_ends
from tests.media.members import plane_running
from tests.media.page import PAGE, app_for, everyone, serving
from tests.media.test_browsers import PLAYS, browser, until

CAMERA = {"audio": True, "video": {"width": 640, "height": 360, "frameRate": 15}}
TICKS = 100  # a second (proc(5), USER_HZ)
ROUNDS = 3


@asynccontextmanager
async def group(count: int, encrypted: bool) -> AsyncIterator[list[Page]]:
    """Pages that all see and hear each other."""
    async with AsyncExitStack() as stack:
        plane = await stack.enter_async_context(plane_running(addresses=()))
        room = plane.open_room(count)
        room.apply(everyone(count))
        url = await stack.enter_async_context(serving(app_for(room, ENCRYPTED if encrypted else PAGE)))
        chromium = await stack.enter_async_context(browser("chromium"))
        pages = []
        for seat in range(count):
            page = await (await chromium.new_context()).new_page()
            await page.goto(f"{url}/?seats={count}&seat={seat}")
            await page.wait_for_function("window.ready")
            if encrypted:
                await page.evaluate("(owners) => frames_.setOwners(owners)", OWNERS[:count])
                await give(page, 0, SECRET)
                await page.evaluate("frames_.sendWith(0)")
            await page.evaluate("enter", CAMERA)
            await page.evaluate("media.setLarge(true)")
            pages.append(page)
        for seat, page in enumerate(pages):
            for other in set(range(count)) - {seat}:
                await until(page, PLAYS, other, seconds=60)
        yield pages


def cpu_seconds() -> tuple[float, float]:
    """What this process, and all its descendants (the browser), have used so far."""
    own = Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()
    parents, used = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        parents[pid], used[pid] = int(fields[1]), (int(fields[11]) + int(fields[12])) / TICKS
    me = int(Path("/proc/self").resolve().name)

    def descends(pid: int) -> bool:
        while pid := parents.get(pid, 0):
            if pid == me:
                return True
        return False

    return (int(own[11]) + int(own[12])) / TICKS, sum(cpu for pid, cpu in used.items() if descends(pid))


async def frames(page: Page) -> int:
    video = (await page.evaluate("figures()"))["video"]
    return sum(int(figures.get("framesDecoded", 0)) for figures in video.values())


async def cost(count: int, seconds: float, encrypted: bool) -> tuple[float, float, float]:
    """Percent of a core used by the browser and by the server, and frames a second decoded of each sender."""
    async with group(count, encrypted) as pages:
        before, shown = cpu_seconds(), [await frames(page) for page in pages]
        await asyncio.sleep(seconds)
        after, then = cpu_seconds(), [await frames(page) for page in pages]
    rate = statistics.mean(b - a for a, b in zip(shown, then, strict=True)) / seconds / (count - 1)
    server, browsers = ((b - a) / seconds * 100 for a, b in zip(before, after, strict=True))
    return browsers, server, rate


async def rotation(count: int) -> tuple[int, int]:
    """Frames that arrived, and that were refused or held, while the whole group took up new secrets five times."""
    async with group(count, True) as pages:
        before = [await page.evaluate("frames_.figures()") for page in pages]
        for epoch in range(1, 6):
            await asyncio.gather(*(give(page, epoch, NEXT_SECRET) for page in pages))
            await asyncio.gather(*(page.evaluate("(epoch) => frames_.sendWith(epoch)", epoch) for page in pages))
            await asyncio.sleep(1)
        after = [await page.evaluate("frames_.figures()") for page in pages]
    ends = [pair for old, new in zip(before, after, strict=True) for pair in zip(old, new, strict=True)]
    passed = sum(new["passed"] - old["passed"] for old, new in ends if new["direction"] == "receive")
    return passed, sum(new[what] - old[what] for old, new in ends for what in ("refused", "waited"))


LATE = """async ([epoch, secret, seat]) => {
  const decoded = async () => (await figures()).video[seat]?.framesDecoded ?? 0;
  const before = await decoded(), began = performance.now();
  await know(epoch, secret);
  while (await decoded() === before) await new Promise((later) => setTimeout(later, 10));
  return performance.now() - began;
}"""


async def late_key() -> float:
    """Milliseconds from a key that came late to the first picture."""
    async with group(2, True) as (a, b):
        await give(a, 1, NEXT_SECRET)
        await a.evaluate("frames_.sendWith(1)")
        await until_ends(b, "(end) => end.kind === 'video' && end.waited > 15")
        return float(await b.evaluate(LATE, [1, to_base64url(NEXT_SECRET), 0]))


def row(what: str, plain: float, sealed: float) -> tuple[str, ...]:
    return what, f"{plain:.1f}", f"{sealed:.1f}", f"{sealed - plain:+.1f}"


async def measure(count: int, seconds: float) -> None:
    runs: dict[bool, list[tuple[float, float, float]]] = {False: [], True: []}
    for _ in range(ROUNDS):
        for encrypted in (False, True):
            runs[encrypted].append(await cost(count, seconds, encrypted))
            print(encrypted, runs[encrypted][-1], flush=True)
    passed, lost = await rotation(count)
    late = sorted([await late_key() for _ in range(ROUNDS)])
    plain, sealed = ([statistics.median(run[at] for run in runs[kind]) for at in range(3)] for kind in (False, True))
    results.write(
        "Encrypting every frame",
        "python -m benchmarks.encryption",
        f"{count} pages in one Chromium (fake cameras, 640x360, 15 frames/s), all seeing all, {seconds:.0f} s each, "
        f"median of {ROUNDS} alternating runs. CPU in percent of one core; load average {os.getloadavg()[0]:.0f}.",
        ("", "without", "with", "difference"),
        [
            row("browser, a participant (% CPU)", plain[0] / count, sealed[0] / count),
            row("server and test together (% CPU)", plain[1], sealed[1]),
            row("frames/s decoded of each other", plain[2], sealed[2]),
            ("frames lost at five new secrets", "", f"{lost} of {passed}", ""),
            ("picture after a late key", "", " / ".join(f"{ms:.0f} ms" for ms in late), ""),
        ],
    )


if __name__ == "__main__":
    given = [float(argument) for argument in sys.argv[1:]] + [4, 15][len(sys.argv) - 1 :]
    asyncio.run(measure(int(given[0]), given[1]))
