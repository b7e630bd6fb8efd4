/* The group's secret on the room page: hands every push to the group (crypto/group.js), paints what it finds. */
import { Group } from "./crypto/group.js";
import { post } from "./command.js";
import { epochOf, open, paintAgain, ring, seal } from "./seal.js";

/** What I put down myself, sealed again in the group's newest epoch: newcomers have no older secret. */
class OwnTexts {
  #tried = new Set();

  async sealAgain(texts, epoch) {
    for (const [kind, sealed] of texts) {
      if (!sealed || this.#tried.has(sealed) || epochOf(sealed) >= epoch) continue;
      this.#tried.add(sealed);
      const text = await open(kind, sealed).catch(() => "");
      if (text) await post(kind, { text: await seal(kind, text) });
    }
  }
}

/** Answers a function to call after every push. */
export function wireKeys(seat, frames) {
  const texts = new OwnTexts();
  let view, state = { sending: -1, words: [], seats: new Map() };

  // Elements come anew with a push, so what was found is painted after each.
  function paint() {
    for (const [number, holds] of state.seats) {
      for (const id of ["seat", "person"]) {
        const element = document.getElementById(`${id}-${number}`);
        if (element) element.dataset.secret = holds;
      }
    }
    const words = document.getElementById("check-words");
    if (words) words.textContent = state.words.join(" · ");
  }

  const group = new Group({ ring, frames, seat, post });
  group.addEventListener("secret", paintAgain);
  group.addEventListener("state", ({ detail }) => {
    state = detail;
    paint();
    if (state.sending === view.epoch) texts.sealAgain(view.own, view.epoch);
  });

  return () => {
    view = JSON.parse(document.getElementById("keys").dataset.keys);
    if (ring.newest >= 0) group.see(view);
    paint();
  };
}
