"""Debian's Janus under the same load: VideoRoom with its defaults, over its websocket.

A member has two connections here, as VideoRoom works: one that publishes, one that subscribes to the other five.
"""

import asyncio
import itertools
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import websockets
from aiortc import sdp

from tests.media.client import write_offer

from .targets import SERVER_CORE, Line, Members
from .wire import Wire

PORT = 8111
LIBRARY = next(Path("/usr/lib").glob("*/janus"), Path("/usr/lib/janus"))
TOGETHER = 8  # rooms set up at the same time
CONFIG = {
    "janus.jcfg": """
        general: {{ debug_level = 0, plugins_folder = "{plugins}", transports_folder = "{transports}",
                    events_folder = "{folder}", loggers_folder = "{folder}" }}
        nat: {{ full_trickle = false }}
        media: {{ rtp_port_range = "20000-30000" }}
    """,
    "janus.transport.websockets.jcfg": 'general: {{ ws = true, ws_port = {port}, ws_ip = "127.0.0.1" }}',
    "janus.plugin.videoroom.jcfg": "general: {{ }}",
}


def install() -> str | None:
    """Installs Janus where that is permitted; returns why it cannot be measured, or None."""
    if shutil.which("janus") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "janus"], check=False)
    if shutil.which("janus") is None:
        return "janus is not installed (apt-get install janus)"
    return None


class JanusTarget:
    """One Janus, one websocket session, a room for each room."""

    name = "Janus 1.1.2"

    def __init__(self, wire: Wire) -> None:
        self.members = Members(wire)
        self.lines: list[Line] = []
        self._publishers: dict[int, list[Line]] = {}
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._numbers = itertools.count()

    async def start(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        library = LIBRARY
        plugins, transports = folder / "plugins", folder / "transports"
        for kind, name in ((plugins, "videoroom"), (transports, "websockets")):
            kind.mkdir()
            (kind / f"libjanus_{name}.so").symlink_to(library / kind.name / f"libjanus_{name}.so")
        for name, text in CONFIG.items():
            filled = text.format(plugins=plugins, transports=transports, folder=folder, port=PORT)
            (folder / name).write_text(filled)
        self.process = await asyncio.create_subprocess_exec(
            "taskset", "-c", SERVER_CORE, "janus", "-F", str(folder), "--disable-colors",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        for attempt in range(50):
            try:
                self._socket = await websockets.connect(
                    f"ws://127.0.0.1:{PORT}", subprotocols=[websockets.Subprotocol("janus-protocol")]
                )
                break
            except OSError:
                if attempt == 49:
                    raise
                await asyncio.sleep(0.1)
        self._reader = asyncio.create_task(self._read())
        self._session = (await self._ask(janus="create"))["data"]["id"]
        self._alive = asyncio.create_task(self._keep_alive())

    async def _read(self) -> None:
        async for text in self._socket:
            message = json.loads(text)
            future = self._waiting.get(message.get("transaction", ""))
            if future is not None and message["janus"] != "ack" and not future.done():
                future.set_result(message)

    async def _ask(self, **asked: Any) -> dict[str, Any]:
        number = str(next(self._numbers))
        self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({**asked, "transaction": number}))
        try:
            answer = await asyncio.wait_for(self._waiting[number], 20)
        finally:
            del self._waiting[number]
        if answer["janus"] == "error" or "error" in answer.get("plugindata", {}).get("data", {}):
            raise RuntimeError(json.dumps(answer))
        return answer

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(20)
            await self._socket.send(json.dumps({"janus": "keepalive", "session_id": self._session, "transaction": "k"}))

    async def _handle(self) -> int:
        attached = await self._ask(janus="attach", session_id=self._session, plugin="janus.plugin.videoroom")
        number: int = attached["data"]["id"]
        return number

    async def _message(self, handle: int, jsep: dict[str, str] | None = None, **body: Any) -> dict[str, Any]:
        more = {"jsep": jsep} if jsep else {}
        return await self._ask(janus="message", session_id=self._session, handle_id=handle, body=body, **more)

    async def join(self, rooms: int, seats: int) -> None:
        self._handles = {room: await self._handle() for room in range(1, rooms + 1)}
        for begin in range(1, rooms + 1, TOGETHER):
            await asyncio.gather(*(self._room(room, seats) for room in range(begin, min(begin + TOGETHER, rooms + 1))))
        # A room is filled when all its publishers are: the load wants them room by room.
        self.lines = [line for room in range(1, rooms + 1) for line in self._publishers[room]]

    async def _room(self, room: int, seats: int) -> None:
        create: dict[str, Any] = {"publishers": seats, "videocodec": "vp8", "audiocodec": "opus", "bitrate": 0}
        await self._message(self._handles[room], request="create", room=room, **create)
        self._publishers[room] = []
        feeds = [await self._publish(room) for _ in range(seats)]
        for seat in range(seats):
            await self._subscribe(room, [feed for place, feed in enumerate(feeds) if place != seat])

    async def _publish(self, room: int) -> int:
        handle = await self._handle()
        joined = await self._message(handle, request="join", ptype="publisher", room=room)
        line = self.members.line()
        client = line.client
        offer = write_offer(1, 0, client.fingerprint, client.user, client.password, line.where())
        published = await self._message(handle, {"type": "offer", "sdp": offer}, request="publish")
        await line.connect(published["jsep"]["sdp"])
        self._publishers[room].append(line)
        feed: int = joined["plugindata"]["data"]["id"]
        return feed

    async def _subscribe(self, room: int, feeds: list[int]) -> None:
        handle = await self._handle()
        streams = [{"feed": feed} for feed in feeds]
        # Janus knows a feed some time after its connection stands.
        attached = None
        async with asyncio.timeout(10):
            while attached is None:
                attached = await self._joined(handle, room, streams)
        line = self.members.line()
        line.client.controlling = False
        offer = attached["jsep"]["sdp"]
        answer = _mirror(offer, line)
        started = await self._message(handle, {"type": "answer", "sdp": answer}, request="start")
        assert started["plugindata"]["data"].get("started") == "ok"
        await line.connect(offer)

    async def _joined(self, handle: int, room: int, streams: list[dict[str, int]]) -> dict[str, Any] | None:
        """What Janus offers a listener; None, a moment later, while it does not know a feed yet."""
        try:
            return await self._message(handle, request="join", ptype="subscriber", room=room, streams=streams)
        except RuntimeError as error:
            if "No such feed" not in str(error):
                raise
            await asyncio.sleep(0.1)
            return None

    def pid(self) -> int:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0]) if children else self.process.pid

    async def stop(self) -> None:
        await self.members.close()
        self._alive.cancel()
        self._reader.cancel()
        await self._socket.close()
        self.process.terminate()
        await self.process.wait()
        self._folder.cleanup()


def _mirror(offer: str, line: Line) -> str:
    """The answer that accepts everything an offer sends; this side is the DTLS client."""
    session, sections = sdp.grouplines(offer)
    lines = [one for one in session if not one.startswith(("a=ice", "a=fingerprint", "o=", "a=setup"))]
    lines.insert(1, "o=- 1 2 IN IP4 127.0.0.1")
    own = [
        f"a=ice-ufrag:{line.client.user}",
        f"a=ice-pwd:{line.client.password}",
        f"a=fingerprint:sha-256 {line.client.fingerprint}",
        "a=setup:active",
        "a=recvonly",
        line.where(),
    ]
    dropped = ("a=ice", "a=fingerprint", "a=setup", "a=sendonly", "a=candidate", "a=ssrc", "a=msid", "a=end-of")
    for section in sections:
        lines += [one for one in section if not one.startswith(dropped)] + own
    return "\r\n".join(lines) + "\r\n"
