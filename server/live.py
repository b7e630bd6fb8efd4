"""A room come alive: the only place where the pure room meets clock, screens and media.

After every command the same three things happen: every screen is told that there is something new, media gets its
routes, and the alarm is set for the next moment at which time itself brings a change. Imports rooms and media.
"""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress

from server.media.negotiation import MediaRefused
from server.media.plane import MediaPlane
from server.media.room import Entry, MediaRoom
from server.media.routes import Routes as MediaRoutes
from server.methods.library import Library
from server.methods.program import Program
from server.rooms.commands import Command, Connect, Disconnect
from server.rooms.errors import Reason, Refused
from server.rooms.overlay import overlay
from server.rooms.room import Room
from server.rooms.routes import routes
from server.rooms.state import Person
from server.rooms.views import Overlay

Clock = Callable[[], float]


class Screen:
    """One connected screen. It is told that something changed, never what: it fetches the newest state itself."""

    def __init__(self, person: str) -> None:
        self.person = person
        self.replaced = False
        self._news = asyncio.Event()
        self._news.set()

    def tell(self) -> None:
        self._news.set()

    async def news(self) -> None:
        """Wait until there is something this screen has not shown. A slow screen skips states, it never queues them."""
        await self._news.wait()
        self._news.clear()


class LiveRoom:
    """A room with its screens, its media and its alarm."""

    def __init__(self, id: str, room: Room, media: MediaRoom, clock: Clock, when_over: Callable[[str], None]) -> None:
        self.id = id
        self.over = False
        self._room = room
        self._media = media
        self._clock = clock
        self._when_over = when_over
        self._screens: dict[str, Screen] = {}
        self._entries: dict[str, tuple[int, str]] = {}  # person -> seat and media connection
        self._alarm: asyncio.TimerHandle | None = None
        self._set_alarm()

    @property
    def opener(self) -> str:
        """The person who opened this room and walks in without knocking."""
        return self._room.state.opener

    @property
    def entered(self) -> bool:
        """Whether anybody has ever taken a seat here."""
        return self._room.state.entered

    @property
    def seats(self) -> int:
        return self._room.state.seats

    def submit(self, command: Command) -> None:
        """Carry out a command and let everyone see it. Raises Refused, and then nothing has changed."""
        self._room.handle(command, self._clock())
        self._publish()

    def person(self, id: str) -> Person | None:
        return self._room.state.person(id)

    def has_removed(self, id: str) -> bool:
        """Whether this person was taken out of the room, never to come back."""
        return id in self._room.state.removed

    def overlay(self, person: Person) -> Overlay:
        return overlay(self._room.state, person, self._clock())

    def now_ms(self) -> float:
        """The clock that rules, in milliseconds: what screens measure their own offset against."""
        return self._clock() * 1000

    def connect(self, person: str) -> Screen:
        """A screen of this person opens. The newest one counts: an older one is closed."""
        older = self._screens.get(person)
        screen = self._screens[person] = Screen(person)
        if older is not None:
            older.replaced = True
            older.tell()
        self._try(Connect(by=person))
        return screen

    def disconnect(self, screen: Screen) -> None:
        if self._screens.get(screen.person) is screen:
            del self._screens[screen.person]
            self._try(Disconnect(by=screen.person))

    async def enter_media(self, id: str, offer: str) -> Entry:
        """Connect this person's voice and video. Raises Refused, without a seat or for an offer that is none."""
        person = self.person(id)
        if person is None or person.seat is None or self.over:
            raise Refused(Reason.CLOSED)
        try:
            entry = await self._media.enter(person.seat, offer)
        except MediaRefused:
            raise Refused(Reason.BAD_OFFER) from None
        self._entries[id] = (person.seat, entry.id)
        self._publish()
        return entry

    def leave_media(self, id: str, entry: str) -> None:
        """End this person's own media connection; anybody else's is left alone."""
        if self._entries.get(id, (0, ""))[1] == entry:
            del self._entries[id]
            self._media.leave(entry)

    def close(self) -> None:
        """The end: screens are told, media and alarm are gone."""
        self.over = True
        if self._alarm is not None:
            self._alarm.cancel()
        self._media.close()
        self._entries.clear()
        for screen in self._screens.values():
            screen.tell()

    def _try(self, command: Command) -> None:
        with suppress(Refused):  # the person has left, or the room is over: there is nothing to tell
            self.submit(command)

    def _publish(self) -> None:
        if self.over:
            return
        if self._room.is_over(self._clock()):
            self.close()
            self._when_over(self.id)
            return
        self._drop_those_who_left()
        ways = routes(self._room.state, self._clock())
        self._media.apply(MediaRoutes(heard=ways.heard, seen=ways.seen, large=ways.large))
        for screen in self._screens.values():
            screen.tell()
        self._set_alarm()

    def _drop_those_who_left(self) -> None:
        for id, (seat, entry) in list(self._entries.items()):
            person = self.person(id)
            if person is None or person.seat != seat:
                del self._entries[id]
                self._media.leave(entry)

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        now = self._clock()
        due = self._room.wake_at(now)
        loop = asyncio.get_running_loop()
        self._alarm = None if due is None else loop.call_later(due - now, self._wake)

    def _wake(self) -> None:
        self._room.wake(self._clock())
        self._publish()


class House:
    """All rooms that are open in this process. Nothing of them is anywhere else."""

    def __init__(self, media: MediaPlane, clock: Clock, most_rooms: int = 1000) -> None:
        self._media = media
        self._clock = clock
        self._most_rooms = most_rooms
        self._rooms: dict[str, LiveRoom] = {}

    def __len__(self) -> int:
        return len(self._rooms)

    def open(
        self,
        program: Program,
        *,
        seats: int,
        independent: bool,
        minutes: int | None = None,
        library: Library | None = None,
    ) -> tuple[LiveRoom, str]:
        """A new room, and the id of the person who opened it. Room ids are 128 random bits and never chosen.

        minutes: the time for the whole meeting; None: what the method takes. Raises Refused when there are as many
        rooms as there may be and none of them stands empty.
        """
        if len(self._rooms) >= self._most_rooms:
            self._make_place()
        opener = new_person()
        room = Room(
            program,
            opener=opener,
            seats=seats,
            independent=independent,
            now=self._clock(),
            budget=None if minutes is None else minutes * 60.0,
            library=library,
        )
        id = secrets.token_urlsafe(16)
        live = LiveRoom(id, room, self._media.open_room(seats), self._clock, self._forget)
        self._rooms[id] = live
        return live, opener

    def find(self, id: str) -> LiveRoom | None:
        return self._rooms.get(id)

    def close(self) -> None:
        for live in list(self._rooms.values()):
            live.close()
        self._rooms.clear()

    def _make_place(self) -> None:
        """The oldest room that nobody ever entered makes way, so that opening rooms in bulk shuts nobody out."""
        empty = next((live for live in self._rooms.values() if not live.entered), None)
        if empty is None:
            raise Refused(Reason.FULL)
        empty.close()
        self._forget(empty.id)

    def _forget(self, id: str) -> None:
        self._rooms.pop(id, None)


def new_person() -> str:
    """An id for someone: random, and known only to the server and that person's own session."""
    return secrets.token_urlsafe(9)
