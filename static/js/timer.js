/* The time on the screen: the server's clock, and nothing counted here.

   offset = server's clock minus this page's, from the ping with the shortest way of the last 16 (RFC 5905's idea: the
   shorter the round trip, the smaller the error). Left = ends - (now + offset); the next look is at the next whole second. */

const KEEP = 16;
const AT_FIRST = 8; // pings
const EVERY = 20_000; // milliseconds between later pings

export class Clock {
  #samples = [];
  #offset = null;
  #every = null;
  #send = () => {};

  constructor() { document.addEventListener("visibilitychange", () => document.hidden || this.#send()); }

  /** Milliseconds on the server's clock; null until the first answer. */
  get now() { return this.#offset === null ? null : performance.now() + this.#offset; }

  answer(sent, server) {
    const received = performance.now(), trip = received - sent;
    this.#samples = [...this.#samples.slice(1 - KEEP), { trip, offset: server - (sent + trip / 2) }];
    this.#offset = this.#samples.reduce((best, sample) => (sample.trip < best.trip ? sample : best)).offset;
  }

  /** A new line, perhaps to a server that started anew: what was measured before is worth nothing. */
  forget() { this.#samples = []; }

  /** Eight pings now, then one every 20 seconds and whenever the page comes into view. */
  keep(send) {
    let round = 0;
    const first = () => { send(); if (++round < AT_FIRST) setTimeout(first, 60); };
    first();
    this.#send = send;
    clearInterval(this.#every);
    this.#every = setInterval(send, EVERY);
  }
}

/** m:ss, rounded up: 0:00 is the end itself. */
export function figures(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export class Timer {
  #clock;
  #onleft;
  #next = null;

  constructor(clock, onleft) {
    this.#clock = clock;
    this.#onleft = onleft;
  }

  /** Draw the time as it is now and come back at the next whole second. Called after every push and answer. */
  draw() {
    clearTimeout(this.#next);
    const shown = document.getElementById("timer-figures"), turn = document.querySelector("[data-turn-ends-ms]");
    if (!shown || this.#clock.now === null) return;
    const now = this.#clock.now, { state } = shown.dataset;
    const running = state === "running" || state === "over";
    const left = running ? shown.dataset.endsMs - now : Number(shown.dataset.remainingMs);
    const total = Number(shown.dataset.totalMs);
    write(shown, figures(left));
    ring(left, total);
    const box = document.getElementById("timer");
    box.toggleAttribute("data-last", state === "running" && left < 60_000);
    if (running && left <= 0) box.dataset.state = "over";
    const standing = state !== "running" && state !== "over";
    let soonest = left;
    if (turn) {
      const mine = standing ? Number(turn.dataset.turnRemainingMs) : turn.dataset.turnEndsMs - now;
      write(turn, figures(mine));
      soonest = mine > 0 && left > 0 ? Math.min(mine % 1000, left % 1000) : Math.max(mine, left);
    }
    if (running) {
      this.#onleft(left, total);
      if (soonest > 0) this.#next = setTimeout(() => this.draw(), (soonest % 1000) + 1);
    }
  }
}

function write(element, text) {
  if (element.textContent.trim() !== text) element.textContent = text;
}

function ring(left, total) {
  const share = total > 0 ? (100 * Math.min(1, Math.max(0, left / total))).toFixed(2) : 0;
  document.getElementById("ring-left")?.setAttribute("stroke-dasharray", `${share} 100`);
}
