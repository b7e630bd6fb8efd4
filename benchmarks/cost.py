"""What a meeting costs the server when the method drives the pictures, against everyone at 720p all the time.

`python -m benchmarks.cost [meetings] [seconds]` (root, as `make bench-media`). The real room walks through the whole
meeting with six people and says, for each phase of the plan, who is large and who is silenced; the media plane then
carries that load from the generator of `benchmarks/media`, and each phase weighs as many minutes as the plan gives it.
A packet is cheaper in a busy process, which takes many at a time: so the driven meetings are measured twice, as many as
the others, and three times as many, which make about as many packets.
"""

import asyncio
import os
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from benchmarks import results
from benchmarks.media import profile
from benchmarks.media.__main__ import GENERATOR_CORE, WARM_UP, own_addresses
from benchmarks.media.targets import KringTarget, cpu_seconds
from benchmarks.media.wire import Load, Wire, run
from server.rooms import commands as c
from server.rooms.room import Room
from server.rooms.routes import routes, silenced
from server.settings import ROOT
from server.shelf import read_shelf
from tests.media.client import OPUS, SSRC, VP8

PEOPLE: Final = 6
BUSY: Final = 3  # times as many meetings make as many packets when the method drives them
NOW: Final = 1000.0
INBRENGER: Final = 1  # a seat
# Frames and bits a second, as static/js/media.js asks for.
LARGE: Final = (30, 1_200_000)
SMALL: Final = (15, 130_000)


Figures: TypeAlias = tuple[float, float, float]  # CPU seconds, packets and megabytes


@dataclass(frozen=True)
class Kind:
    """Who sends what: how many are large, and how many speak without a pause (the others: DTX)."""

    large: int
    speaking: int


def plan(method: str = "incident") -> Counter[Kind]:
    """Minutes of each kind of load in a whole meeting of six with a begeleider."""
    shelf = read_shelf(ROOT / "server/methods")
    program = shelf.program(method)
    assert program is not None
    room = Room(program, opener="p0", seats=PEOPLE, independent=False, now=NOW, library=shelf.library)
    for number in range(PEOPLE):
        room.handle(c.Knock(by=f"p{number}", name="abc"), NOW)
        room.handle(c.Connect(by=f"p{number}"), NOW)
    room.handle(c.AdmitAll(by="p0"), NOW)
    room.handle(c.Start(by="p0", seen=room.state.version), NOW)
    minutes: Counter[Kind] = Counter()
    while True:
        who = f"p{INBRENGER}"
        if room.state.inbrenger is None and room.may(who, c.Inbrenger, NOW):
            room.handle(c.Inbrenger(by=who, seen=room.state.version, seat=INBRENGER), NOW)
        state = room.state
        quiet = len(silenced(state, state.circle(NOW))) >= PEOPLE - 1
        kind = Kind(len(routes(state, NOW).large), speaking=0 if quiet else 1)
        minutes[kind] += state.meeting.clock.total / 60  # type: ignore[assignment]
        if not room.may("p0", c.Next, NOW):
            return minutes
        room.handle(c.Next(by="p0", seen=state.version), NOW)


def person(large: bool, speaks: bool, first_stream: int, seconds: float, chance: random.Random) -> list[profile.Packet]:
    """All that one person sends, in order."""
    sound = profile.sounds(*(profile.SPEECH if speaks else profile.SILENCE), first_stream, seconds, chance)
    picture = profile.pictures(*(LARGE if large else SMALL), first_stream + 1, seconds, chance)
    both = sorted([(part, False) for part in sound] + [(part, True) for part in picture])
    sequences = [0, 0]
    packets = []
    for number, ((at, marker, stamp, payload), video) in enumerate(both):
        head = profile.header((VP8 if video else OPUS) | marker, sequences[video], stamp, SSRC[video], number)
        sequences[video] += 1
        packets.append(profile.Packet(at, head + payload, None))
    return packets


async def measure(kind: Kind, rooms: int, seconds: float) -> Figures:
    """CPU seconds of the server, packets and megabytes forwarded, each for one second of one meeting."""
    wire = Wire()
    loop = asyncio.get_running_loop()
    loop.add_reader(wire.sock, wire.readable)
    target = KringTarget(wire)
    await target.start()
    try:
        await asyncio.wait_for(target.join(rooms, PEOPLE), 60)
        await asyncio.sleep(1)
        load = Load({number: line.destination[0] for number, line in enumerate(target.lines)})
        chance = random.Random(1)
        octets = 0
        for number, line in enumerate(target.lines):
            member, seat = load.source(line.address), number % PEOPLE
            for packet in person(seat < kind.large, seat < kind.speaking, 2 * number, WARM_UP + seconds + 0.5, chance):
                load.add(packet.at, member, None, line.tx.protect(packet.data))
                octets += len(packet.data) if WARM_UP <= packet.at < WARM_UP + seconds else 0
        load.finish()
        loop.remove_reader(wire.sock)
        began: list[float] = []
        result = run(wire, load, WARM_UP, WARM_UP + seconds, lambda: began.append(cpu_seconds(target.pid())))
        used = cpu_seconds(target.pid()) - began[0]
    finally:
        await target.stop()
        wire.close()
    each = seconds * rooms
    return used / each, result.received / each, octets * (PEOPLE - 1) / each / 1e6


async def main(meetings: int = 8, seconds: float = 6) -> int:
    os.sched_setaffinity(0, {GENERATOR_CORE})
    minutes = plan()
    kinds = sorted(minutes, key=lambda kind: (kind.large, kind.speaking))
    with own_addresses():
        everyone = await measure(Kind(PEOPLE, 1), meetings, seconds)
        few = {kind: await measure(kind, meetings, seconds) for kind in kinds}
        many = {kind: await measure(kind, BUSY * meetings, seconds) for kind in kinds}
    whole, busy = sum(minutes.values()), f"{BUSY * meetings} meetings"

    def driven(found: Mapping[Kind, Figures]) -> list[float]:
        return [sum(found[kind][at] * share for kind, share in minutes.items()) / whole for at in range(3)]

    def row(name: str, figures: Sequence[float]) -> tuple[str, ...]:
        return name, f"{1000 * figures[0]:.1f}", f"{figures[1]:.0f}", f"{8 * figures[2]:.2f}"

    def ratio(name: str, figures: Sequence[float]) -> tuple[str, ...]:
        return name, *(f"**{mean / all_:.2f}**" for mean, all_ in zip(figures, everyone, strict=True))

    results.write(
        "What a meeting costs, driven by the method",
        f"python -m benchmarks.cost {meetings}",
        f"The incidentmethode with six people and a begeleider ({whole:.0f} minutes by its plan). Each kind of phase "
        f"was carried for {seconds:.0f} s by the media plane on one core, and weighs as many minutes as the plan gives "
        "it; who is large and who is silenced was asked of the real room. Large: "
        f"{LARGE[0]} frames/s, {LARGE[1] / 1e6:.1f} Mbit/s; small: {SMALL[0]} frames/s, {SMALL[1] / 1e6:.2f} Mbit/s; "
        "whoever speaks 32 kbit/s, the others DTX. A packet is cheaper in a busy process, which takes many at a time: "
        f"{busy} that are driven make about as many packets as {meetings} with everyone at 720p. "
        f"Load average {os.getloadavg()[0]:.0f}.",
        ("a second of one meeting", "server CPU (ms)", "packets forwarded", "Mbit forwarded"),
        [
            *(
                row(
                    f"{kind.large} large, {kind.speaking} speaking ({minutes[kind]:.0f} min), {busy}",
                    many[kind],
                )
                for kind in kinds
            ),
            row(f"driven by the method, by minutes, {busy}", driven(many)),
            row(f"the same, {meetings} meetings", driven(few)),
            row(f"everyone at 720p, {meetings} meetings", everyone),
            ratio("**ratio** at the same load (target 0.35)", driven(many)),
            ratio("ratio at the same number of meetings", driven(few)),
        ],
    )
    return 0 if driven(many)[0] <= 0.35 * everyone[0] else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*(int(given) for given in sys.argv[1:]))))
