"""Somebody whose screen stops reading: let go, all it held given back, and nobody else notices. On real sockets."""

import asyncio
import itertools
import os
import socket
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import pytest
import uvicorn
import websockets

from server.__main__ import listen
from server.app import build
from server.listening import Connections, Counted, patient
from server.settings import Settings
from server.web.limits import Limits

PATIENCE = 20.0  # seconds; far more than it takes


@dataclass(frozen=True)
class Running:
    """Kring on a real socket in this process."""

    app: Any
    server: uvicorn.Server
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def sockets(self) -> int:
        """Websockets that are open."""
        return sum(isinstance(each, Counted) for each in self.server.server_state.connections)


@asynccontextmanager
async def running() -> AsyncIterator[Running]:
    app = build(Settings(media_port=0, media_address=("127.0.0.1",)))
    moments = itertools.count(step=60)
    app.state.services = replace(app.state.services, limits=Limits(lambda: float(next(moments))))
    with listen("127.0.0.1", 0) as listener:
        config = uvicorn.Config(app, http=patient(Connections(100, 100)), ws=Counted, log_config=None, access_log=False)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve([listener]))
        yield Running(app, server, listener.getsockname()[1])
        server.should_exit = True
        await task


async def come_in(kring: Running, *names: str) -> tuple[str, list[httpx2.AsyncClient]]:
    """A room with these people, the first its begeleider; and for each of them a client."""
    own = {"origin": kring.url, "hx-request": "true"}
    people = [httpx2.AsyncClient(base_url=kring.url, headers=own, timeout=PATIENCE) for _ in names]
    answer = await people[0].post("/rooms", data={"method": "incident", "seats": "6", "guidance": "guided"})
    room = answer.headers["location"]
    for person, name in zip(people, names, strict=True):
        await person.post(f"{room}/join", data={"sealed_name": name, "agree": "on"})
    await people[0].post(f"{room}/do/admit-all")
    return room, people


async def frozen(kring: Running, room: str, cookie: str) -> socket.socket:
    """A screen that opens its line and never reads a byte."""
    loop, line = asyncio.get_running_loop(), socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    line.setblocking(False)
    await loop.sock_connect(line, ("127.0.0.1", kring.port))
    hello = (
        f"GET {room}/push HTTP/1.1\r\nhost: 127.0.0.1:{kring.port}\r\norigin: {kring.url}\r\ncookie: kring={cookie}\r\n"
        "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
        f"sec-websocket-key: {b64encode(os.urandom(16)).decode()}\r\n\r\n"
    )
    await loop.sock_sendall(line, hello.encode())
    return line


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="TCP_USER_TIMEOUT (RFC 5482) is not on this system")
async def test_a_reader_who_stops_is_let_go_and_nobody_else_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.web.push.SEND_WITHIN", 0.3)
    monkeypatch.setattr("server.__main__.TCP_USER_TIMEOUT_MS", 500)
    monkeypatch.setattr("server.listening.LAST_WORDS", 3 * PATIENCE)
    async with running() as kring:
        room, (anna, bram, cato) = await come_in(kring, "QW5uYQ", "QnJhbQ", "Q2F0bw")
        live = kring.app.state.services.house.find(room.removeprefix("/r/"))
        await anna.post(f"{room}/do/start", data={"seen": "1000000"})

        def connected(seat: int) -> bool:
            return live._room.state.in_seat(seat).gone_since is None

        header = {"cookie": f"kring={bram.cookies['kring']}", "origin": kring.url}
        async with (
            asyncio.timeout(PATIENCE),
            websockets.connect(f"ws://127.0.0.1:{kring.port}{room}/push", additional_headers=header) as screen,
        ):
            line = await frozen(kring, room, cato.cookies["kring"])
            while not connected(2):
                await screen.recv()
            commands = itertools.cycle(("pause", "resume"))
            while connected(2):
                answer = await anna.post(f"{room}/do/{next(commands)}", data={"seen": "1000000"})
                assert answer.status_code == 204
                await asyncio.wait_for(screen.recv(), 5)  # at every press something new, whatever Cato does
            while kring.sockets() > 1:  # noqa: ASYNC110 - the end of a connection is not announced to anybody
                await asyncio.sleep(0.01)
            assert connected(1)
            line.close()
        for person in (anna, bram, cato):
            await person.aclose()


async def test_a_conversation_that_is_over_does_not_wait_for_its_last_words_to_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As above on a system without the timeout, or for a reader who takes a byte now and then."""
    monkeypatch.setattr("server.web.push.SEND_WITHIN", 0.3)
    monkeypatch.setattr("server.__main__.TCP_USER_TIMEOUT_MS", 60_000)
    monkeypatch.setattr("server.listening.LAST_WORDS", 0.3)
    async with running() as kring:
        room, (anna, bram) = await come_in(kring, "QW5uYQ", "QnJhbQ")
        live = kring.app.state.services.house.find(room.removeprefix("/r/"))
        await anna.post(f"{room}/do/start", data={"seen": "1000000"})
        line = await frozen(kring, room, bram.cookies["kring"])
        async with asyncio.timeout(PATIENCE):
            while not kring.sockets():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            for command in itertools.cycle(("pause", "resume")):
                await anna.post(f"{room}/do/{command}", data={"seen": "1000000"})
                if not kring.sockets():
                    break
        assert live._room.state.in_seat(1).gone_since is not None
        line.close()
        for person in (anna, bram):
            await person.aclose()
