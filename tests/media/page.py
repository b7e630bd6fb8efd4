"""A minimal page around static/js/media.js, served from a real loopback server with the media plane behind it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from server.media.room import MediaRefused, MediaRoom
from server.media.routes import Routes

STATIC = Path(__file__).parents[2] / "static"
PAGE = """<!doctype html><title>media</title>
<script type="module">
import { MediaConnection } from "/static/js/media.js";
const place = new URLSearchParams(location.search);
const seats = Number(place.get("seats")), seat = Number(place.get("seat"));
window.videos = Array.from({ length: seats }, (_, n) => {
  const video = document.createElement("video");
  video.id = `video-${n}`;
  document.body.append(video);
  return n === seat ? null : video;
});
window.states = [];
window.media = new MediaConnection({
  url: `/media/${seat}`, seats, seat, videos: window.videos,
  onstate: (state) => window.states.push([state, performance.now()]),
});
window.enter = async (constraints) => {
  window.stream = constraints ? await navigator.mediaDevices.getUserMedia(constraints) : null;
  const [audio, video] = ["Audio", "Video"].map((kind) => window.stream?.[`get${kind}Tracks`]()[0] ?? null);
  window.began = performance.now();
  await window.media.start({ audio, video });
};
window.figures = async () => {
  const found = { audio: {}, video: {}, sent: {} };
  if (!window.media.peer) return found;
  const transceivers = window.media.peer.getTransceivers();
  for (const [at, transceiver] of transceivers.entries()) {
    const kind = at % 2 ? "video" : "audio", mine = at >> 1 === seat;
    const report = await (mine ? transceiver.sender : transceiver.receiver).getStats();
    for (const entry of report.values()) {
      if (mine && entry.type === "outbound-rtp") found.sent[kind] = entry;
      if (!mine && entry.type === "inbound-rtp") found[kind][at >> 1] = entry;
    }
  }
  return found;
};
window.ready = true;
</script>"""


def everyone(seats: int) -> Routes:
    """All hear and see all others."""
    others = {seat: frozenset(range(seats)) - {seat} for seat in range(seats)}
    return Routes(heard=others, seen=others)


def app_for(room: MediaRoom, page: str = PAGE, ports: Callable[[int], tuple[int, int]] | None = None) -> FastAPI:
    """`ports`, given a seat, tells which port to put in the place of which in its answer: that of a proxy."""
    app = FastAPI()
    app.mount("/static", StaticFiles(directory=STATIC))

    @app.get("/")
    def index() -> HTMLResponse:
        return HTMLResponse(page)

    @app.post("/media/{seat}")
    async def enter(seat: int, request: Request) -> Response:
        try:
            entry = await room.enter(seat, (await request.body()).decode())
        except MediaRefused as refused:
            return Response(str(refused), 422)
        answer = entry.answer
        if ports is not None:
            own, other = ports(seat)
            answer = answer.replace(f" {own} typ host", f" {other} typ host")
        return Response(answer, 201, {"Location": f"/entry/{entry.id}"}, "application/sdp")

    @app.delete("/entry/{entry_id}")
    def leave(entry_id: str) -> Response:
        room.leave(entry_id)
        return Response(status_code=204)

    return app


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """Serves in this event loop on a free port; yields the address. The socket listens before anyone asks."""
    with socket.create_server(("", 0)) as sock:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        task = asyncio.create_task(server.serve([sock]))
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task
