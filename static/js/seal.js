/* Texts only this group can read: AES-256-GCM under a key from the group's newest secret. The server passes ciphertext on.

   An earlier secret stays here as long as this tab does: what was written under it can still be read by those who had it.
   A sealed text is base64url of: the epoch (2 bytes), 12 random bytes (IV), ciphertext, 16 bytes tag. The additional data
   is "room|kind", so a name cannot pose as a question. docs/encryption.md tells of epochs and keys. */
import { concat, fromBase64url, toBase64url, utf8 } from "./crypto/bytes.js";
import { Keyring } from "./crypto/keyring.js";

const IV = 12; // bytes, NIST SP 800-38D
const HEAD = 2; // bytes for the epoch
const decoder = new TextDecoder("utf-8", { fatal: true });

export const room = document.body?.dataset.room ?? "";
export const ring = new Keyring(room);

/** The whole invitation, or "" without the secret. */
export function invitation() {
  const secret = sessionStorage.getItem(`kring:secret:${room}`);
  return secret ? `${location.origin}/r/${room}#${secret}` : "";
}

const about = (iv, kind) => ({ name: "AES-GCM", iv, additionalData: utf8(`${room}|${kind}`) });

/** The epoch a text was sealed in. */
export function epochOf(sealed) {
  const [high, low] = fromBase64url(sealed);
  return (high << 8) | low;
}

/** The epoch the group is in, as the page says; 0 at the door. */
function present() {
  return JSON.parse(document.getElementById("keys")?.dataset.keys ?? '{ "epoch": 0 }').epoch;
}

/** Somebody was removed and the new secret is not here yet: then this waits for it, so that they cannot read on. */
export async function seal(kind, text) {
  if (ring.newest >= 0) await ring.arrival(present());
  const epoch = ring.newest, iv = crypto.getRandomValues(new Uint8Array(IV));
  const box = await crypto.subtle.encrypt(about(iv, kind), await ring.text(epoch), utf8(text));
  return toBase64url(concat(Uint8Array.of(epoch >> 8, epoch & 0xff), iv, new Uint8Array(box)));
}

export async function open(kind, sealed) {
  const bytes = fromBase64url(sealed), iv = bytes.subarray(HEAD, HEAD + IV);
  const key = await ring.text(epochOf(sealed));
  return decoder.decode(await crypto.subtle.decrypt(about(iv, kind), key, bytes.subarray(HEAD + IV)));
}

const opened = new Map(); // ciphertext -> plain text: a push paints known names at once, without a flash

/** <x-sealed kind="name" c="...">what stands here until it is read</x-sealed> */
class Sealed extends HTMLElement {
  static observedAttributes = ["c", "kind"];

  connectedCallback() { this.paint(); }
  attributeChangedCallback() { if (this.isConnected) this.paint(); }

  async paint() {
    const sealed = this.getAttribute("c"), kind = this.getAttribute("kind"), id = `${kind}|${sealed}`;
    if (!sealed) return;
    try {
      if (!opened.has(id)) opened.set(id, await open(kind, sealed));
    } catch {
      this.dataset.open = "no"; // another key, or none: the words in the page stay, or say so
      if (this.dataset.closed) this.textContent = this.dataset.closed;
      return;
    }
    if (sealed !== this.getAttribute("c")) return;
    this.textContent = opened.get(id);
    this.dataset.open = "yes";
  }
}
customElements.define("x-sealed", Sealed);

/** Another secret came in: what could not be read perhaps can be now. */
export function paintAgain() {
  for (const text of document.querySelectorAll("x-sealed")) text.paint();
}

/* Forms: a field with data-seal has no name of its own; what is sent is the ciphertext in the field of data-into. */
document.addEventListener("submit", async (event) => {
  const form = event.target, plain = [...form.querySelectorAll("[data-seal]")];
  if (!plain.length || form.dataset.ready) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  try {
    for (const field of plain) {
      const text = field.value.trim();
      document.getElementById(field.dataset.into).value = text ? await seal(field.dataset.seal, text) : "";
    }
  } catch {
    document.documentElement.dataset.key = "missing";
    return;
  }
  // Chromium ignores requestSubmit while it is still handing out the first submit event, and sealing may be that fast.
  await new Promise((later) => setTimeout(later));
  form.dataset.ready = "yes";
  form.requestSubmit(submitter);
  delete form.dataset.ready;
}, true);
