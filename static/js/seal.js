/* Texts only this group can read: AES-256-GCM under a key from the room's secret. The server passes ciphertext on.

   A sealed text is base64url of: 12 random bytes (IV), ciphertext, 16 bytes tag. The key comes by HKDF-SHA-256 from the
   secret (salt: room id, info: "kring text"); the additional data is "room|kind", so a name cannot pose as a question. */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

export const room = document.body?.dataset.room ?? "";

export function secretOf(id = room) {
  return sessionStorage.getItem(`kring:secret:${id}`);
}

export function toBase64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function fromBase64url(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}

/** The whole invitation, or "" without the secret. */
export function invitation() {
  const secret = secretOf();
  return secret ? `${location.origin}/r/${room}#${secret}` : "";
}

let key;
function textKey() {
  const secret = secretOf();
  if (!secret) return Promise.reject(new Error("no key"));
  key ??= crypto.subtle.importKey("raw", fromBase64url(secret), "HKDF", false, ["deriveKey"]).then((base) =>
    crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: encoder.encode(room), info: encoder.encode("kring text") },
      base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]));
  return key;
}

const about = (iv, kind) => ({ name: "AES-GCM", iv, additionalData: encoder.encode(`${room}|${kind}`) });

export async function seal(kind, text) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const box = new Uint8Array(await crypto.subtle.encrypt(about(iv, kind), await textKey(), encoder.encode(text)));
  const whole = new Uint8Array(12 + box.length);
  whole.set(iv);
  whole.set(box, 12);
  return toBase64url(whole);
}

export async function open(kind, sealed) {
  const bytes = fromBase64url(sealed);
  return decoder.decode(await crypto.subtle.decrypt(about(bytes.subarray(0, 12), kind), await textKey(), bytes.subarray(12)));
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
      this.dataset.open = "no"; // another key, or none: the words in the page stay
      return;
    }
    if (sealed !== this.getAttribute("c")) return;
    this.textContent = opened.get(id);
    this.dataset.open = "yes";
  }
}
customElements.define("x-sealed", Sealed);

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
