"""P5 and P7 without a browser: rooms leave no memory; who waits learns nothing; all see who comes and goes."""

import re
import subprocess
import sys
from dataclasses import replace

import pytest

from server.live import LiveRoom
from server.rooms.state import Person
from server.rooms.views import Overlay, SeatView
from tests.house import another, kring

MANY_ROOMS = """
import asyncio, gc, os, sys, time
from server.live import House
from server.media.plane import MediaPlane
from server.rooms.commands import AdmitAll, Knock, Leave
from server.settings import ROOT
from server.shelf import read_shelf

def resident():
    gc.collect()
    with open("/proc/self/statm") as pages:
        return int(pages.read().split()[1])

async def main(fault):
    program = read_shelf(ROOT / "server/methods").program("incident")
    plane = MediaPlane(port=0, addresses=("127.0.0.1",), clock=time.monotonic)
    await plane.start()
    house = House(plane, time.monotonic, 10_000)
    if fault:
        kept = []
        house._forget = lambda id: kept.append(house._rooms[id])
    def rooms(number):
        for _ in range(number):
            live, opener = house.open(program, seats=8, independent=False)
            live.submit(Knock(by=opener, name="QUJD"))
            live.submit(Knock(by="guest", name="QUJD"))
            live.submit(AdmitAll(by=opener))
            for person in (opener, "guest"):
                live.submit(Leave(by=person))
    rooms(200)
    before = resident()
    rooms(1000)
    await asyncio.sleep(0)
    print(len(house), resident() / before)
    await plane.close()

asyncio.run(main(sys.argv[1:]))
"""


def after_a_thousand_rooms(*fault: str) -> tuple[int, float]:
    """Rooms left, and memory in use as a fraction of what it was before."""
    command = [sys.executable, "-c", MANY_ROOMS, *fault]
    rooms, memory = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return int(rooms), float(memory)


linux = pytest.mark.skipif(sys.platform != "linux", reason="memory in use is read from /proc: P5 is checked on Linux")


@linux
def test_p5_a_thousand_rooms_leave_no_memory_behind() -> None:
    rooms, memory = after_a_thousand_rooms()
    assert rooms == 0
    assert memory < 1.05


@linux
def test_p5_turns_red_when_rooms_are_kept() -> None:
    rooms, memory = after_a_thousand_rooms("kept")
    assert rooms == 1200
    assert memory > 1.05


def learned_at_the_door() -> list[str]:
    """What someone who waits was told of the room, by the page and by the socket, before being let in."""
    with kring() as anna:
        anna.open_room()
        anna.join("QW5uYQ")
        bram = another(anna)
        bram.join("QnJhbQ")
        told = bram.get().text
        assert 'data-testid="waiting"' in told
        with bram.push("?at=door") as socket:
            anna.do("start", seen=99)
            anna.do("admit-all")
            told += socket.receive_text()  # the first thing ever said: go inside
        return [word for word in ("QW5uYQ", "data-seat", 'data-testid="phase"', "candidate") if word in told]


def test_p7_whoever_waits_learns_nothing() -> None:
    assert learned_at_the_door() == []


def test_p7_turns_red_when_the_door_talks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.web.push.Show.now", lambda show: ("QW5uYQ sits in seat 0", None))
    assert learned_at_the_door() == ["QW5uYQ"]


TAKEN = re.compile(r'data-testid="seat-(\d)" data-seat="\d" data-state="present"')


def kept_from_anna() -> list[str]:
    """Of someone who comes in and goes, what Anna's screen was not told."""
    missed = []
    with kring() as anna:
        anna.open_room()
        anna.join("QW5uYQ")
        bram = another(anna)
        with anna.push() as hers:
            hers.receive_text()
            bram.join("QnJhbQ")
            if "QnJhbQ" not in hers.receive_text():
                missed.append("somebody at the door")
            anna.do("admit-all")
            if TAKEN.findall(hers.receive_text()) != ["0", "1"]:
                missed.append("somebody inside")
            bram.post(f"/r/{bram.room}/leave")
            if TAKEN.findall(hers.receive_text()) != ["0"]:
                missed.append("somebody who left")
    return missed


def test_p7_everyone_is_told_who_comes_and_goes() -> None:
    assert kept_from_anna() == []


def test_p7_turns_red_when_somebody_sits_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = LiveRoom.overlay

    def without_bram(self: LiveRoom, person: Person) -> Overlay:
        seen = drawn(self, person)
        shown = tuple(seat if seat.number != 1 else SeatView(1, "empty") for seat in seen.seats)
        return replace(seen, seats=shown, guests=())

    monkeypatch.setattr(LiveRoom, "overlay", without_bram)
    assert kept_from_anna() == ["somebody at the door", "somebody inside"]
