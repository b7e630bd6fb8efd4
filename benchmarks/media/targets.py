"""What is put under load: each target starts a server on one core and connects members to it."""

import asyncio
import json
import mmap
import os
import random
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from aiortc import RTCCertificate, sdp

from tests.media.client import Client, candidate

from . import profile
from .wire import Load, Wire

SERVER_CORE = "0"


@dataclass
class Line:
    """One connection of a member, and how to reach the other side."""

    client: Client
    address: bytes
    destination: list[tuple[str, int]] = field(default_factory=list)
    port: int = 0
    rx: Any = None  # pylibsrtp's sessions
    tx: Any = None

    def where(self) -> str:
        return candidate(socket.inet_ntoa(self.address), self.port)

    async def connect(self, description: str) -> None:
        candidate = sdp.SessionDescription.parse(description).media[0].ice_candidates[0]
        self.destination.append((candidate.ip, candidate.port))
        self.rx, self.tx = await self.client.connect(description)


class Members:
    """Makes lines over one wire; all share a certificate, for that is not what is measured."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._certificate = RTCCertificate.generateCertificate()
        self._count = 0
        self._lines: list[Line] = []

    def line(self) -> Line:
        client = Client(lambda data: None, self._certificate)
        destination: list[tuple[str, int]] = []
        address, client.send = self._wire.member(self._count, destination, client.feed)
        self._count += 1
        self._lines.append(Line(client, address, destination, self._wire.sock.getsockname()[1]))
        return self._lines[-1]

    def readers(self) -> dict[int, Any]:
        """The SRTP session that reads what arrives at each address."""
        return {int.from_bytes(line.address): line.rx for line in self._lines}

    async def close(self) -> None:
        await asyncio.gather(*(line.client.close() for line in self._lines))


class Target(Protocol):
    """A server under load. `lines` are the connections that send, in the order of rooms and seats."""

    name: str
    members: Members
    lines: list[Line]

    async def start(self) -> None: ...
    async def join(self, rooms: int, seats: int) -> None: ...
    def pid(self) -> int: ...
    async def stop(self) -> None: ...


class Child:
    """A process of ours that answers JSON lines (`serve.py`)."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            "taskset", "-c", SERVER_CORE, sys.executable, "-m", "benchmarks.media.serve", self._kind,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 24,
            cwd=Path(__file__).parents[2],
        )  # fmt: skip

    async def ask(self, **asked: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        return json.loads(await self.process.stdout.readline())

    async def stop(self) -> None:
        self.process.terminate()
        await self.process.wait()


class KringTarget:
    """Kring: one connection for each member, both ways."""

    name = "Kring"

    def __init__(self, wire: Wire) -> None:
        self.members = Members(wire)
        self.lines: list[Line] = []
        self.child = Child("kring")

    async def start(self) -> None:
        await self.child.start()
        await self.child.ask(do="start")

    async def join(self, rooms: int, seats: int) -> None:
        for room in range(rooms):
            for seat in range(seats):
                line = self.members.line()
                offer = line.client.offer(seats, seat)
                await line.connect(await self.child.ask(do="enter", room=room, seats=seats, seat=seat, offer=offer))
                self.lines.append(line)

    def pid(self) -> int:
        return self.child.process.pid

    async def stop(self) -> None:
        await self.members.close()
        await self.child.stop()


class RelayTarget:
    """aiortc's MediaRelay: one connection for each member, one room."""

    name = "aiortc MediaRelay"

    def __init__(self, wire: Wire) -> None:
        self.members = Members(wire)
        self.lines: list[Line] = []
        self.child = Child("relay")

    async def start(self) -> None:
        await self.child.start()
        await self.child.ask(do="start")

    async def join(self, rooms: int, seats: int) -> None:
        self.lines = [self.members.line() for _ in range(seats)]
        offers = [line.client.offer(seats, seat) for seat, line in enumerate(self.lines)]
        answers = await self.child.ask(do="room", offers=offers)
        await asyncio.gather(*(line.connect(answer) for line, answer in zip(self.lines, answers, strict=True)))

    def pid(self) -> int:
        return self.child.process.pid

    async def stop(self) -> None:
        await self.members.close()
        await self.child.stop()


def prepare(target: Target, seats: int, seconds: float, person: Callable[..., list[profile.Packet]]) -> Load:
    """Protects everything that will be sent. The speaker is seat 0 of each room."""
    load = Load({number: line.destination[0] for number, line in enumerate(target.lines)})
    chance = random.Random(1)  # the same load each time
    for number, line in enumerate(target.lines):
        member = load.source(line.address)
        for packet in person(number % seats == 0, 2 * number, seconds, chance):
            load.add(packet.at, member, packet.stamp, line.tx.protect(packet.data))
    load.finish()
    return load


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, all threads, so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> int:
    """Octets of memory a process takes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * mmap.PAGESIZE
