/* The room page: wires the line, the time, the pictures, my devices and what unfolds. Knows no method. */
import { awake } from "./awake.js";
import { open, room } from "./seal.js";
import { watchLink } from "./link.js";
import { Clock, Timer } from "./timer.js";
import { sayNews, sayTime } from "./spoken.js";
import { follow, showOwn, videos, watchPictures, wireHiding, wireSound } from "./circle.js";
import { fillInvitation, wirePanels } from "./panels.js";
import { Own, wire } from "./own.js";
import { MediaConnection } from "./media.js";
import { Frames, canProtect } from "./crypto/frames.js";
import { fillPaper } from "./paper.js";
import { wireKeys } from "./keys.js";

const seat = Number(document.body.dataset.seat);
const seats = Number(document.body.dataset.seats);
const message = document.getElementById("message");

// The time

const clock = new Clock();
const timer = new Timer(clock, sayTime);
watchLink({
  onopen: (send) => { clock.forget(); clock.keep(send); },
  ontime: (sent, server) => { clock.answer(sent, server); timer.draw(); },
});

// Pictures and voices

const own = new Own();
const frames = new Frames(room);
const keys = wireKeys(seat, frames);
const media = new MediaConnection({
  url: `/r/${room}/media`,
  seats,
  seat,
  videos: videos.map((video, number) => (number === seat ? null : video)),
  transform: frames.transform,
  onstate: (state) => {
    document.body.dataset.media = state;
    if (state === "connected") sound();
  },
});
const sound = wireSound(document.getElementById("sound-on"));
watchPictures();
wireHiding(seat, document.getElementById("hide-self"));
wirePanels();

own.addEventListener("track", ({ detail: { kind, track } }) => {
  if (kind === "video") showOwn(seat, track);
  media.setTrack(kind, track);
});

let gone;
function show(sentence) {
  clearTimeout(gone);
  message.replaceChildren();
  if (!sentence) return;
  const line = document.createElement("p");
  line.className = "message";
  line.dataset.testid = "message";
  line.textContent = sentence;
  message.append(line);
  gone = setTimeout(show, 9000, "");
}

wire(own, {
  buttons: { audio: document.getElementById("mic"), video: document.getElementById("camera") },
  trouble: show,
  lists: [...document.querySelectorAll(".choice select")],
});

awake();

// After every push

function settle() {
  keys();
  follow();
  fillInvitation();
  fillCurrent();
  fillPaper();
  timer.draw();
  sayNews();
  media.setLarge(document.getElementById("table").dataset.sends === "large");
}

/** What I put down before stands in its field again, unless I am typing in it. */
async function fillCurrent() {
  for (const field of document.querySelectorAll("[data-seal][data-current]")) {
    const sealed = field.dataset.current;
    if (!sealed || field === document.activeElement || field.value) continue;
    field.value = await open(field.dataset.seal, sealed).catch(() => "");
  }
}

let focused = null;
document.addEventListener("htmx:before:swap", () => { focused = document.activeElement; });
document.addEventListener("htmx:after:swap", () => {
  settle();
  // The button I pressed is gone with the push: stay at the table instead of falling back to the top.
  if (focused && !focused.isConnected) document.getElementById("table").focus({ preventScroll: true });
  focused = null;
});
document.addEventListener("htmx:after:request", (event) => {
  if (event.detail.ctx.response.status < 400) show("");
  else gone = setTimeout(show, 9000, "");
});

settle();
// A <video> waiting for its first picture holds up the load event; with an empty seat the page would load for ever.
if (document.readyState !== "complete") await new Promise((go) => addEventListener("load", go, { once: true }));
await own.recall();
if (await canProtect()) await media.start({ audio: own.tracks.audio, video: own.tracks.video });
await media.setLarge(document.getElementById("table").dataset.sends === "large");
addEventListener("pagehide", () => { media.close(); own.stop(); });
