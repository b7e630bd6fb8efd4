"""`make bench-media`: Kring, Janus and aiortc's MediaRelay by turns under the same packets, three times.

The server gets one core, the generator another; both run with real-time priority while they are measured (root only),
so that other work on the machine does not wait in their way. Results go to benchmarks/RESULTS.md.
"""

import argparse
import asyncio
import contextlib
import datetime
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import results

from . import janus, profile, real
from .targets import KringTarget, RelayTarget, Target, cpu_seconds, prepare, resident
from .wire import RANGE, Wire, run

GENERATOR_CORE = 1
WARM_UP = 2.0  # seconds: keyframes, the first reports
RESULTS = Path(__file__).parents[1] / "RESULTS.md"
MARK = ("<!-- media plane -->", "<!-- /media plane -->")


@dataclass
class Row:
    """One measured run; times in microseconds of CPU per packet and milliseconds of delay, MiB resident at the end."""

    name: str
    rooms: int
    seats: int
    packets: int
    cpu: float
    core: float
    middle: float | None
    late: float | None
    lost: float
    memory: float


@contextlib.contextmanager
def own_addresses() -> Iterator[None]:
    """The range is this machine's own as long as this runs."""
    device = subprocess.run(["ip", "-o", "route", "show", "default"], capture_output=True, text=True, check=True)
    words = device.stdout.split()
    name = words[words.index("dev") + 1] if "dev" in words else "lo"
    subprocess.run(["ip", "route", "replace", "local", RANGE, "dev", name], check=True)
    try:
        yield
    finally:
        subprocess.run(["ip", "route", "del", "local", RANGE, "dev", name], check=False)


def prefer(pid: int) -> None:
    """Real-time priority for a process and all its threads, where that is permitted."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(PermissionError, ProcessLookupError):
            os.sched_setscheduler(int(thread.name), os.SCHED_RR, os.sched_param(5))


async def measure(kind: Callable[[Wire], Target], rooms: int, seats: int, seconds: float) -> Row:
    wire = Wire()
    loop = asyncio.get_running_loop()
    loop.add_reader(wire.sock, wire.readable)
    target = kind(wire)
    await target.start()
    try:
        await asyncio.wait_for(target.join(rooms, seats), 180)
        await asyncio.sleep(1)
        person = real.person if kind is RelayTarget else profile.person
        load = prepare(target, seats, WARM_UP + seconds + 0.5, person)
        loop.remove_reader(wire.sock)
        cpu: list[float] = []
        prefer(target.pid())
        ordinary = os.sched_getscheduler(0)
        prefer(os.getpid())
        try:
            sessions = target.members.readers()
            result = run(
                wire, load, WARM_UP, WARM_UP + seconds, lambda: cpu.append(cpu_seconds(target.pid())), sessions
            )
        finally:
            os.sched_setscheduler(0, ordinary, os.sched_param(0))
        used = cpu_seconds(target.pid()) - cpu[0]
        if result.unread:
            print(f"{target.name}: {result.unread} packets could not be read", file=sys.stderr)
        quantiles = statistics.quantiles(result.delays, n=100) if len(result.delays) > 100 else None
        return Row(
            target.name,
            rooms,
            seats,
            result.received,
            used / max(result.received, 1) * 1e6,
            used / seconds,
            quantiles[49] if quantiles and kind is not RelayTarget else None,
            quantiles[98] if quantiles and kind is not RelayTarget else None,
            max(0.0, 1 - result.received_in_all / (result.sent_in_all * (seats - 1))),
            resident(target.pid()) / (1 << 20),
        )
    finally:
        await target.stop()
        wire.close()


def table(rows: list[Row]) -> str:
    lines = [
        "| server | rooms | µs CPU per packet out, each run | median | of a core | p50 ms | p99 ms | lost | MiB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, rooms in dict.fromkeys((row.name, row.rooms) for row in rows):
        mine = [row for row in rows if (row.name, row.rooms) == (name, rooms)]
        runs = " ".join(f"{row.cpu:.1f}" for row in mine)
        middle = [row.middle for row in mine if row.middle is not None]
        late = [row.late for row in mine if row.late is not None]
        delays = " | ".join(f"{statistics.median(values):.2f}" if values else "–" for values in (middle, late))
        fields = ("cpu", "core", "lost", "memory")
        cpu, core, lost, memory = (statistics.median(getattr(row, field) for row in mine) for field in fields)
        size = f"{rooms} x {mine[0].seats}"
        lines.append(f"| {name} | {size} | {runs} | {cpu:.1f} | {core:.0%} | {delays} | {lost:.2%} | {memory:.0f} |")
    return "\n".join(lines)


def write(rows: list[Row], notes: list[str], seconds: float) -> None:
    """Puts the table in its place in RESULTS.md; what is said about it below is written by hand."""
    when = datetime.datetime.now(datetime.UTC).date().isoformat()
    text = "\n".join(
        [
            MARK[0],
            f"{when}, {platform.system()} {platform.release()}, {results.machine()}, load average "
            f"{os.getloadavg()[0]:.1f} at the end. {seconds:.0f} s a run, by turns; "
            "profile and method: `benchmarks/media/profile.py`, `wire.py`.",
            "",
            table(rows),
            "",
            *notes,
            MARK[1],
        ]
    )
    before = RESULTS.read_text() if RESULTS.exists() else "# Measured\n"
    if MARK[0] in before:
        head, _, rest = before.partition(MARK[0])
        RESULTS.write_text(head + text + rest.partition(MARK[1])[2])
    else:
        heading = "## The media plane beside others (`make bench-media`)"
        RESULTS.write_text(f"{before.rstrip()}\n\n{heading}\n\n{text}\n")


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=10, help="10: about where Janus uses 60 % of a core")
    parser.add_argument("--most", type=int, default=0, help="Kring alone with this many rooms, once")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("SKIPPED: bench-media needs root (an address range, real-time priority).")
    os.sched_setaffinity(0, {GENERATOR_CORE})
    notes: list[str] = []
    kinds: list[tuple[Callable[[Wire], Target], int, int]] = [(KringTarget, asked.rooms, profile.SEATS)]
    missing = janus.install()
    if missing:
        print(f"SKIPPED: Janus: {missing}", file=sys.stderr)
        notes.append(f"Janus was skipped: {missing}.")
    else:
        kinds.append((janus.JanusTarget, asked.rooms, profile.SEATS))
    kinds.append((RelayTarget, 1, 3))
    rows: list[Row] = []
    with own_addresses():
        turns = kinds * asked.runs + ([(KringTarget, asked.most, profile.SEATS)] if asked.most else [])
        for kind, rooms, seats in turns:
            row = await measure(kind, rooms, seats, asked.seconds)
            rows.append(row)
            print(row, flush=True)
    write(rows, notes, asked.seconds)


if __name__ == "__main__":
    asyncio.run(main())
