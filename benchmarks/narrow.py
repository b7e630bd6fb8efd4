"""One listener whose way down becomes 500 kbit/s: what is taken away, what the sound suffers, how it comes back.

`python -m benchmarks.narrow`. The same six pages as in `benchmarks/lines.py`, looked at second by second.
"""

import asyncio
import os
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks import results
from benchmarks.lines import PEOPLE, SIX, Meeting, meeting, share
from tests.media.impair import Line


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
        "python -m benchmarks.narrow",
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


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(narrow(Path(name)))
