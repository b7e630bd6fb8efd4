/* The page's side of the encrypted frames: starts the worker and gives every sender and receiver its transform. */

/** Whether this browser can encrypt voice and video frame by frame. Without it nobody is let in (join.js). */
export async function canProtect() {
  if (!("RTCRtpScriptTransform" in globalThis)) return false;
  return crypto.subtle.generateKey({ name: "X25519" }, false, ["deriveBits"]).then(() => true, () => false);
}

export class Frames {
  #worker = new Worker(new URL("./frame-worker.js", import.meta.url), { type: "module" });

  constructor(room) {
    this.#worker.postMessage({ type: "room", room });
  }

  /** For MediaConnection: called when a sender or receiver exists, before anything flows. */
  transform = (kind, direction, end, seat) => {
    end.transform = new RTCRtpScriptTransform(this.#worker, { kind, direction, seat });
  };

  /** A secret that opens, and may seal, frames of this epoch. `secret` is a CryptoKey for HKDF. */
  addSecret(epoch, secret) {
    this.#worker.postMessage({ type: "secret", epoch, secret });
  }

  /** The public key of whoever sits in each seat, "" for an empty one. */
  setOwners(owners) {
    this.#worker.postMessage({ type: "owners", owners });
  }

  /** Seal with this epoch from now on. Nothing is sent before this was said once. */
  sendWith(epoch) {
    this.#worker.postMessage({ type: "send", epoch });
  }

  /** Of every sender and receiver, the frames passed on, refused, and held for want of a key. */
  figures() {
    return new Promise((resolve) => {
      this.#worker.addEventListener("message", ({ data }) => resolve(data), { once: true });
      this.#worker.postMessage({ type: "figures" });
    });
  }
}
