"""What four people notice while a slow reader, a slowloris, 1,000 wrong tokens a second and 10 MB messages come in.

`python -m benchmarks.floods`. One room of four over plain websockets; the delay from a click to the new overlay on the
other screens, quiet and under the flood, in one run. The flood comes from processes of its own, on the same machine but
with the lowest priority, for an attacker brings a machine of their own; what the flood reached is reported with it.
"""

import asyncio
import json
import multiprocessing
import os
import random
import socket
import subprocess
import sys
import time
from base64 import b64encode
from contextlib import suppress
from typing import Any

import httpx2
import websockets

from benchmarks.results import write
from server.settings import ROOT

HTTP_PORT, MEDIA_PORT = 8145, 8445
URL = f"http://127.0.0.1:{HTTP_PORT}"
OWN = {"origin": URL, "hx-request": "true"}
ROUNDS = 3  # quiet and flood by turns
CLICKS = 150
FIRST = 10  # clicks that do not count: the first draws every template for the first time
Count = Any  # multiprocessing's shared number, counted up by one process only
PAUSE = 0.05  # seconds between clicks: twenty a second, all that one person may


def raw() -> socket.socket:
    return socket.create_connection(("127.0.0.1", HTTP_PORT), timeout=20)


def wrong_tokens(room: str, answered: Count) -> None:
    """A thousand commands a second with a token that is none, over connections that stay."""
    os.nice(19)
    body = b"seen=1"

    async def guess() -> None:
        await asyncio.sleep(random.random())  # so that they do not all come in the same moment
        while True:
            with suppress(OSError, asyncio.IncompleteReadError, ValueError):
                reader, writer = await asyncio.open_connection("127.0.0.1", HTTP_PORT)
                while True:
                    head = (
                        f"POST /r/{room}/do/next HTTP/1.1\r\nhost: 127.0.0.1:{HTTP_PORT}\r\norigin: {URL}\r\n"
                        f"cookie: kring={os.urandom(30).hex()}\r\ncontent-length: {len(body)}\r\n"
                        "content-type: application/x-www-form-urlencoded\r\n\r\n"
                    )
                    writer.write(head.encode() + body)
                    answer = (await reader.readuntil(b"\r\n\r\n")).lower()
                    await reader.readexactly(int(answer.partition(b"content-length: ")[2].partition(b"\r\n")[0]))
                    answered.value += 1

    async def all_of_them() -> None:
        await asyncio.gather(*(guess() for _ in range(1000)))  # held up a second each, more or less: 1,000 a second

    asyncio.run(all_of_them())


def slowloris() -> None:
    """Two hundred requests that never end, begun anew when the server hangs up."""
    os.nice(19)
    while True:
        lines = []
        for _ in range(200):
            with suppress(OSError):
                line = raw()
                line.sendall(b"GET / HTTP/1.1\r\nhost: kring\r\n")
                lines.append(line)
        for _ in range(20):
            time.sleep(1)
            for line in lines:
                with suppress(OSError):
                    line.sendall(b"x: y\r\n")
        for line in lines:
            line.close()


def handshake(room: str, cookie: str) -> socket.socket:
    line = raw()
    key = b64encode(os.urandom(16)).decode()
    line.sendall(
        f"GET /r/{room}/push HTTP/1.1\r\nhost: 127.0.0.1:{HTTP_PORT}\r\norigin: {URL}\r\ncookie: {cookie}\r\n"
        "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
        f"sec-websocket-key: {key}\r\n\r\n".encode()
    )
    return line


def slow_reader(room: str, cookie: str) -> None:
    """A member of the room who never reads what comes."""
    line = handshake(room, cookie)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    time.sleep(600)


def large_messages(room: str, cookie: str, sent: Count) -> None:
    """A member who sends messages of 10 MB, again and again."""
    os.nice(19)
    header = bytes([0x81, 0xFF]) + (10 * 1024 * 1024).to_bytes(8, "big") + b"\0\0\0\0"
    while True:
        with suppress(OSError):
            line = handshake(room, cookie)
            line.recv(100)
            line.sendall(header + b"x" * 10 * 1024 * 1024)
            line.close()
        sent.value += 1
        time.sleep(0.2)


async def a_room() -> tuple[str, list[str]]:
    """A room of six under way, and their cookies: four who meet, two who misbehave."""
    people = [httpx2.AsyncClient(base_url=URL, headers=OWN) for _ in range(6)]
    answer = await people[0].post("/rooms", data={"method": "incident", "seats": "6", "guidance": "guided"})
    room = answer.headers["location"].removeprefix("/r/")
    for person in people:
        await person.post(f"/r/{room}/join", data={"sealed_name": "QUJD", "agree": "on"})
    await people[0].post(f"/r/{room}/do/admit-all")
    cookies = [f"kring={person.cookies['kring']}" for person in people]
    for person in people:
        await person.aclose()
    return room, cookies


async def delays(room: str, cookies: list[str]) -> list[float]:
    """Milliseconds from each click of the begeleider to the new overlay on the other three screens."""
    arrived: list[tuple[str, float]] = []
    found: list[float] = []

    async def look(cookie: str) -> None:
        headers = {"cookie": cookie}
        async with websockets.connect(
            f"ws://127.0.0.1:{HTTP_PORT}/r/{room}/push", origin=websockets.Origin(URL), additional_headers=headers
        ) as screen:
            async for text in screen:
                with suppress(ValueError):
                    if "pong" in json.loads(text):
                        continue
                arrived.append((cookie, time.monotonic()))

    async with httpx2.AsyncClient(base_url=URL, headers={**OWN, "cookie": cookies[0]}, timeout=60) as leader:
        screens = [asyncio.create_task(look(cookie)) for cookie in cookies[1:4]]
        await asyncio.sleep(2)
        for click in range(FIRST + CLICKS):
            arrived.clear()
            at = time.monotonic()
            command = "pause" if click % 2 else ("start" if click == 0 else "resume")
            answer = await leader.post(f"/r/{room}/do/{command}", data={"seen": str(10**6)})
            if click == 0 and answer.status_code != 204:
                await leader.post(f"/r/{room}/do/resume", data={"seen": str(10**6)})
            while len({cookie for cookie, _ in arrived}) < 3 and time.monotonic() - at < 10:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
            found += [1000 * (moment - at) for _, moment in arrived if click >= FIRST]
            await asyncio.sleep(PAUSE)
        for screen in screens:
            screen.cancel()
    return found


def quantile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def flooded(room: str, cookies: list[str]) -> tuple[list[float], float, float]:
    """Delays under the flood; wrong tokens and large messages a second."""
    tokens, messages = multiprocessing.Value("q"), multiprocessing.Value("q")
    floods = [
        multiprocessing.Process(target=wrong_tokens, args=(room, tokens), daemon=True),
        multiprocessing.Process(target=slowloris, daemon=True),
        multiprocessing.Process(target=slow_reader, args=(room, cookies[4]), daemon=True),
        multiprocessing.Process(target=large_messages, args=(room, cookies[5], messages), daemon=True),
    ]
    for flood in floods:
        flood.start()
    time.sleep(5)
    try:
        began, before = time.monotonic(), (tokens.value, messages.value)
        found = asyncio.run(delays(room, cookies))
        lasted = time.monotonic() - began
        return found, (tokens.value - before[0]) / lasted, (messages.value - before[1]) / lasted
    finally:
        for flood in floods:
            flood.terminate()


def measured() -> tuple[list[float], list[float], float, float]:
    """Delays in quiet and under the flood, by turns; the mean of the wrong tokens and large messages a second."""
    room, cookies = asyncio.run(a_room())
    calm: list[float] = []
    rounds = []
    for _ in range(ROUNDS):
        calm += asyncio.run(delays(room, cookies))
        rounds.append(flooded(room, cookies))
        time.sleep(2)
    found, tokens, messages = zip(*rounds, strict=True)
    return calm, [delay for of_round in found for delay in of_round], sum(tokens) / ROUNDS, sum(messages) / ROUNDS


def main() -> int:
    settings = {"KRING_PORT": str(HTTP_PORT), "KRING_MEDIA_PORT": str(MEDIA_PORT)}
    command = [sys.executable, "-m", "server", "run"]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.DEVNULL) as server:
        try:
            for _ in range(200):
                with suppress(OSError):
                    raw().close()
                    break
                time.sleep(0.1)
            quiet, flood, tokens, messages = measured()
        finally:
            server.terminate()
    ratio = quantile(flood, 0.99) / quantile(quiet, 0.99)
    write(
        "Floods",
        "python -m benchmarks.floods",
        f"Four people, {CLICKS} clicks in quiet and {CLICKS} in the flood, {ROUNDS} times by turns; a slow reader, "
        f"200 half requests, {tokens:.0f} wrong tokens a second (1,000 senders, each held up for a half to one and a "
        f"half second) and {messages:.1f} messages of 10 MB a second at once. p99 under the flood is {ratio:.1f} times "
        f"that in quiet; load average {os.getloadavg()[0]:.1f}.",
        ("from click to the other screens (ms)", "p50", "p99", "max"),
        [
            (name, *(f"{value:.1f}" for value in (quantile(of, 0.5), quantile(of, 0.99), max(of))))
            for name, of in (("quiet", quiet), ("flood", flood))
        ],
    )
    return 0 if ratio <= 2 else 1


if __name__ == "__main__":
    sys.exit(main())
