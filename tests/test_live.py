"""A room come alive: screens are told, media gets its routes, time itself brings changes."""

import asyncio
import gc
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from server.live import House, LiveRoom
from server.media.negotiation import MediaRefused
from server.media.room import Entry
from server.media.routes import Routes
from server.methods.program import Program
from server.rooms.commands import AdmitAll, Knock, Leave, Start
from server.rooms.errors import Reason, Refused
from server.rooms.room import SEAT_KEPT_BEFORE_START
from server.settings import ROOT
from server.shelf import read_shelf


@dataclass
class FakeMediaRoom:
    """Keeps what a live room asks of the media plane."""

    routes: Routes | None = None
    left: list[str] = field(default_factory=list)
    closed: bool = False
    entered: int = 0

    async def enter(self, seat: int, offer: str) -> Entry:
        if offer == "bad":
            raise MediaRefused
        self.entered += 1
        return Entry(id=f"entry-{self.entered}", answer=f"seat {seat}")

    def leave(self, entry_id: str) -> None:
        self.left.append(entry_id)

    def apply(self, routes: Routes) -> None:
        self.routes = routes

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeMedia:
    rooms: list[FakeMediaRoom] = field(default_factory=list)

    def open_room(self, seats: int) -> FakeMediaRoom:
        self.rooms.append(FakeMediaRoom())
        return self.rooms[-1]


@dataclass
class World:
    """A house with a clock that a test moves by hand."""

    program: Program
    media: FakeMedia = field(default_factory=FakeMedia)
    now: float = 1000.0

    def __post_init__(self) -> None:
        self.house = House(self.media, lambda: self.now)  # type: ignore[arg-type]

    def room_of(self, people: int) -> tuple[LiveRoom, list[str]]:
        """An open room with so many people in it, the opener first."""
        live, opener = self.house.open(self.program, seats=4, independent=False)
        names = [opener, *(f"p{number}" for number in range(1, people))]
        for name in names:
            live.submit(Knock(by=name, name="QUJD"))
        if people > 1:
            live.submit(AdmitAll(by=opener))
        return live, names


@pytest.fixture(scope="module")
def program() -> Program:
    found = read_shelf(Path(ROOT / "server/methods")).program("incident")
    assert found is not None
    return found


@pytest.fixture
async def world(program: Program) -> World:
    return World(program)


async def told(screen_news: Callable[[], object]) -> bool:
    """Whether a screen has news at this moment."""
    try:
        async with asyncio.timeout(0):
            await screen_news()  # type: ignore[misc]
    except TimeoutError:
        return False
    return True


async def test_every_screen_is_told_after_a_command(world: World) -> None:
    live, (anna, bram) = world.room_of(2)
    screens = [live.connect(anna), live.connect(bram)]
    for screen in screens:
        await screen.news()
    live.submit(Start(by=anna, seen=99))
    for screen in screens:
        await asyncio.wait_for(screen.news(), 1)


async def test_a_refused_command_tells_nobody(world: World) -> None:
    live, (anna, bram) = world.room_of(2)
    screen = live.connect(anna)
    await screen.news()
    with pytest.raises(Refused):
        live.submit(Start(by=bram, seen=99))
    waiting = asyncio.create_task(screen.news())
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()


async def test_media_gets_the_routes_of_the_room(world: World) -> None:
    world.room_of(3)
    routes = world.media.rooms[0].routes
    assert routes is not None
    assert routes.heard == {0: {1, 2}, 1: {0, 2}, 2: {0, 1}}


async def test_a_connection_belongs_to_its_person(world: World) -> None:
    live, (anna, bram) = world.room_of(2)
    entry = await live.enter_media(anna, "offer")
    assert entry.answer == "seat 0"
    live.leave_media(bram, entry.id)
    assert world.media.rooms[0].left == []
    live.leave_media(anna, entry.id)
    live.leave_media(anna, entry.id)
    assert world.media.rooms[0].left == [entry.id]


async def test_a_bad_offer_is_refused(world: World) -> None:
    live, (anna,) = world.room_of(1)
    with pytest.raises(Refused) as refused:
        await live.enter_media(anna, "bad")
    assert refused.value.reason is Reason.BAD_OFFER


async def test_nobody_is_connected_without_a_seat(world: World) -> None:
    live, _ = world.room_of(1)
    live.submit(Knock(by="guest", name="QUJD"))
    for person in ("guest", "stranger"):
        with pytest.raises(Refused):
            await live.enter_media(person, "offer")


async def test_leaving_ends_voice_and_video(world: World) -> None:
    live, (_, bram) = world.room_of(2)
    entry = await live.enter_media(bram, "offer")
    live.submit(Leave(by=bram))
    assert world.media.rooms[0].left == [entry.id]


async def test_a_reload_keeps_the_seat(world: World) -> None:
    live, (anna, bram) = world.room_of(2)
    screen = live.connect(bram)
    live.disconnect(screen)
    live.connect(bram)
    watcher = live.person(anna)
    assert watcher is not None
    assert live.overlay(watcher).seats[1].state == "present"


async def test_the_newest_screen_counts(world: World) -> None:
    live, (anna,) = world.room_of(1)
    older = live.connect(anna)
    newer = live.connect(anna)
    assert older.replaced
    assert not newer.replaced
    live.disconnect(older)
    person = live.person(anna)
    assert person is not None
    assert person.gone_since is None


async def test_the_room_is_gone_when_everyone_left(world: World) -> None:
    live, (anna, bram) = world.room_of(2)
    screen = live.connect(anna)
    live.submit(Leave(by=bram))
    live.submit(Leave(by=anna))
    assert live.over
    assert world.media.rooms[0].closed
    assert world.house.find(live.id) is None
    await asyncio.wait_for(screen.news(), 1)
    live.disconnect(screen)
    with pytest.raises(Refused):
        await live.enter_media(anna, "offer")


async def test_nothing_of_a_room_that_is_over_stays_in_memory(world: World) -> None:
    live, (anna,) = world.room_of(1)
    trace = weakref.ref(live)
    live.submit(Leave(by=anna))
    del live
    gc.collect()
    assert trace() is None


async def test_time_itself_takes_back_the_seat_of_who_stays_away(world: World) -> None:
    live, (anna, bram) = world.room_of(2)
    live.connect(anna)
    live.disconnect(live.connect(bram))
    world.now += SEAT_KEPT_BEFORE_START + 1
    live._wake()
    assert live.person(bram) is None
    assert live.person(anna) is not None


async def test_the_alarm_rings_at_the_next_moment(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(program)
    calls: list[float] = []
    loop = asyncio.get_running_loop()
    real = loop.call_later

    def call_later(delay: float, *rest: object, **more: object) -> asyncio.TimerHandle:
        calls.append(delay)
        return real(delay, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(loop, "call_later", call_later)
    live, (anna,) = world.room_of(1)
    screen = live.connect(anna)
    live.disconnect(screen)
    assert calls[-1] == 4.0  # then this person is shown as away


async def test_closing_the_house_ends_every_room(world: World) -> None:
    rooms = [world.room_of(1)[0] for _ in range(3)]
    world.house.close()
    assert all(live.over for live in rooms)
    assert len(world.house) == 0


async def test_room_ids_are_long_and_never_alike(world: World) -> None:
    ids = {world.house.open(world.program, seats=3, independent=True)[0].id for _ in range(200)}
    assert len(ids) == 200
    assert {len(id) for id in ids} == {22}  # 128 bits in base64url
    world.house.close()


async def test_a_full_house_lets_the_oldest_empty_room_make_way(program: Program) -> None:
    house = House(FakeMedia(), lambda: 0.0, most_rooms=2)  # type: ignore[arg-type]
    first, opener = house.open(program, seats=4, independent=False)
    first.submit(Knock(by=opener, name="QUJD"))
    second, opener = house.open(program, seats=4, independent=False)
    third, _ = house.open(program, seats=4, independent=False)
    assert (first.over, second.over, third.over) == (False, True, False)
    assert house.find(second.id) is None
    assert len(house) == 2


async def test_a_house_full_of_people_opens_no_more_rooms(program: Program) -> None:
    house = House(FakeMedia(), lambda: 0.0, most_rooms=1)  # type: ignore[arg-type]
    live, opener = house.open(program, seats=4, independent=False)
    live.submit(Knock(by=opener, name="QUJD"))
    with pytest.raises(Refused):
        house.open(program, seats=4, independent=False)
    assert not live.over
