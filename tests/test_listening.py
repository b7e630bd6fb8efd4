"""Connections: limited in number, and given back; a request that does not come is not waited for."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from server.listening import Connections, Counted, patient
from server.web.guard import HEADERS

UPGRADE = (
    b"GET /push HTTP/1.1\r\nhost: kring\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
WHOLE = b"GET / HTTP/1.1\r\nhost: kring\r\n\r\n"


async def page(request: object) -> PlainTextResponse:
    return PlainTextResponse("ok")


async def push(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.receive()


async def refused(websocket: WebSocket) -> None:
    await websocket.close(1008)


@asynccontextmanager
async def listening(connections: Connections, within: float) -> AsyncIterator[int]:
    app = Starlette(
        routes=[
            Route("/", page, methods=["GET", "POST"]),
            WebSocketRoute("/push", push),
            WebSocketRoute("/refused", refused),
        ]
    )
    with socket.create_server(("127.0.0.1", 0)) as sock:
        config = uvicorn.Config(
            app, http=patient(connections, within), ws=Counted, log_config=None, lifespan="off", access_log=False
        )
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve([sock]))
        yield sock.getsockname()[1]
        server.should_exit = True
        await task


async def ended(reader: asyncio.StreamReader) -> bytes:
    """Everything until the server hangs up."""
    try:
        return await asyncio.wait_for(reader.read(), 20)
    except ConnectionError:
        return b""


async def test_a_request_that_does_not_come_is_not_waited_for() -> None:
    connections = Connections(100, 100)
    async with listening(connections, within=0.3) as port:
        for started in (b"", b"GET / HT", b"POST / HTTP/1.1\r\nhost: kring\r\ncontent-length: 9\r\n\r\nhalf"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(started)
            await ended(reader)
            writer.close()
        assert len(connections) == 0


async def test_a_drop_now_and_then_does_not_buy_time() -> None:
    async with listening(Connections(100, 100), within=0.5) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        hung_up = asyncio.create_task(ended(reader))
        for _ in range(400):
            if hung_up.done():
                break
            writer.write(b"G")
            await asyncio.sleep(0.02)
        assert hung_up.done()
        writer.close()


async def test_a_whole_request_is_answered_and_a_websocket_stays() -> None:
    connections = Connections(100, 100)
    async with listening(connections, within=0.3) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(WHOLE)
        assert b"200" in await reader.readline()
        other_reader, other = await asyncio.open_connection("127.0.0.1", port)
        other.write(UPGRADE)
        assert b"101" in await other_reader.readline()
        late, late_writer = await asyncio.open_connection("127.0.0.1", port)
        await ended(late)  # the time is over, and the websocket is still there
        late_writer.close()
        assert len(connections) >= 1
        assert not other_reader.at_eof()
        other.close()
        writer.close()
        async with asyncio.timeout(20):
            while len(connections):  # noqa: ASYNC110 - the end of a connection is not announced to anybody
                await asyncio.sleep(0.01)


async def test_above_the_limit_nobody_gets_a_connection() -> None:
    async with listening(Connections(1, 100), within=5) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET")
        reader, refused = await asyncio.open_connection("127.0.0.1", port)
        refused.write(WHOLE)
        assert await ended(reader) == b""
        refused.close()
        writer.close()


def test_one_address_takes_only_its_share_and_is_forgotten() -> None:
    connections = Connections(10, 2)
    leaves = [connections.enter("192.0.2.1") for _ in range(3)]
    assert leaves[2] is None
    assert connections.enter("192.0.2.2") is not None
    for leave in leaves[:2]:
        assert leave is not None
        leave()
    assert connections.prefixes == 1
    assert connections.enter("192.0.2.1") is not None


def test_a_trusted_proxy_and_the_machine_itself_stand_for_many() -> None:
    connections = Connections(10, 1, frozenset({"192.0.2.9"}))
    assert all(connections.enter(address) for address in ("192.0.2.9", "192.0.2.9", "127.0.0.1", "127.0.0.1"))
    anyone = Connections(10, 1, frozenset({"*"}))
    assert all(anyone.enter("192.0.2.1") for _ in range(3))


@pytest.mark.parametrize(
    "asked",
    [
        b"GET / HTTP/1.1\r\nno header\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        UPGRADE.replace(b"13\r\n", b"7\r\n"),  # a version of the protocol that does not exist
        UPGRADE.replace(b"/push", b"/refused"),
    ],
)
async def test_even_what_is_no_request_is_answered_with_the_headers(asked: bytes) -> None:
    async with listening(Connections(100, 100), within=20) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(asked)
        answer = (await ended(reader)).decode().lower()
        assert answer.startswith("http/1.1 4")
        assert [f"{name}: {value}".lower() in answer for name, value in HEADERS.items()] == [True] * len(HEADERS)
        writer.close()
