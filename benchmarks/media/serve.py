"""A server under load, in a process of its own: `python -m benchmarks.media.serve kring|relay`.

Speaks JSON, a line at a time, over its standard input and output.
"""

import asyncio
import json
import sys
from time import monotonic
from typing import Any

import aioice.ice
from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay

from server.media.plane import MediaPlane
from server.media.room import MediaRoom
from tests.media.page import everyone


class Kring:
    """The media plane as it is."""

    def __init__(self) -> None:
        self.plane = MediaPlane(port=0, addresses=["127.0.0.1"], clock=monotonic)
        self.rooms: dict[int, MediaRoom] = {}

    async def ask(self, asked: dict[str, Any]) -> Any:
        if asked["do"] == "start":
            await self.plane.start()
            return None
        if asked["do"] == "counters":
            return {name: getattr(self.plane.counters, name) for name in self.plane.counters.__slots__}
        number, seats = asked["room"], asked["seats"]
        if number not in self.rooms:
            self.rooms[number] = self.plane.open_room(seats)
            self.rooms[number].apply(everyone(seats))
        return (await self.rooms[number].enter(asked["seat"], asked["offer"])).answer


class Relay:
    """Stock aiortc: everything is decoded and encoded again. All members of the room are answered together."""

    def __init__(self) -> None:
        self.relay = MediaRelay()
        self.peers: list[RTCPeerConnection] = []
        aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]

    async def ask(self, asked: dict[str, Any]) -> Any:
        if asked["do"] != "room":
            return None
        for offer in asked["offers"]:
            peer = RTCPeerConnection(RTCConfiguration(bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
            await peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
            self.peers.append(peer)
        for seat, peer in enumerate(self.peers):
            transceivers = peer.getTransceivers()
            for other, source in enumerate(self.peers):
                for video in (0, 1):
                    if other != seat:
                        track = source.getTransceivers()[2 * other + video].receiver.track
                        transceivers[2 * other + video].sender.replaceTrack(self.relay.subscribe(track))
                        transceivers[2 * other + video].direction = "sendonly"
        answers = []
        for peer in self.peers:
            await peer.setLocalDescription(await peer.createAnswer())
            answers.append(peer.localDescription.sdp)
        return answers


async def main() -> None:
    server = Kring() if sys.argv[1] == "kring" else Relay()
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 24)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        print(json.dumps(await server.ask(json.loads(line))), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
