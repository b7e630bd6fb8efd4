/* What this tab knows: the secret of each epoch, and my own key pair. docs/encryption.md says what each is for.

   All of it lies in sessionStorage, beside the room's secret (secret.js): a reload keeps it, leaving takes it away
   (bye.js), no other tab sees it. Out of here come only CryptoKeys for one purpose each, which cannot be read back. */
import { derivedAes, derivedHmac, forHkdf, fromBase64url, toBase64url, utf8 } from "./bytes.js";

const X25519 = { name: "X25519" };

export class Keyring {
  #secrets = new Map(); // epoch -> promise of a CryptoKey for HKDF
  #derived = new Map();
  #pair = null;
  #awaited = []; // [epoch, function to call when it is here]

  constructor(room) {
    this.room = room;
    this.salt = utf8(room);
    const first = sessionStorage.getItem(this.#place("secret"));
    if (first) this.#secrets.set(0, forHkdf(fromBase64url(first)));
    for (const [epoch, secret] of this.#later()) this.#secrets.set(epoch, forHkdf(fromBase64url(secret)));
  }

  /** The newest epoch whose secret is here; -1 without the room's secret. */
  get newest() { return Math.max(-1, ...this.#secrets.keys()); }

  get epochs() { return [...this.#secrets.keys()]; }

  has(epoch) { return this.#secrets.has(epoch); }

  /** The secret of an epoch as a key for HKDF. Rejects when it is not here. */
  secret(epoch) {
    return this.#secrets.get(epoch) ?? Promise.reject(new Error("no secret"));
  }

  /** The secret itself, to be sealed to a member. Only later epochs: the first one travels in the link. */
  bytes(epoch) {
    return fromBase64url(new Map(this.#later()).get(epoch));
  }

  add(epoch, bytes) {
    if (this.has(epoch)) return;
    const kept = [...this.#later(), [epoch, toBase64url(bytes)]];
    sessionStorage.setItem(this.#place("epochs"), JSON.stringify(kept));
    this.#secrets.set(epoch, forHkdf(bytes));
    for (const [awaited, come] of this.#awaited) if (awaited <= epoch) come();
    this.#awaited = this.#awaited.filter(([awaited]) => awaited > epoch);
  }

  /** Resolves as soon as the secret of this epoch, or of a later one, is here. */
  arrival(epoch) {
    return new Promise((come) => (this.newest >= epoch ? come() : this.#awaited.push([epoch, come])));
  }

  /** For names, titles, questions, cards, sheets. */
  text(epoch) { return this.#key(epoch, "kring text", (secret, info) => derivedAes(secret, this.salt, info, 256)); }

  /** For proofs of presence. */
  presence(epoch) { return this.#key(epoch, "kring presence", (secret, info) => derivedHmac(secret, this.salt, info)); }

  /** For the words a group compares. */
  words(epoch) { return this.#key(epoch, "kring words", (secret, info) => derivedHmac(secret, this.salt, info)); }

  /** My key pair: { privateKey, public }, the public key as base64url. The same until I leave. */
  pair() {
    this.#pair ??= this.#takePair();
    return this.#pair;
  }

  #key(epoch, purpose, derive) {
    const id = `${epoch}|${purpose}`;
    if (!this.#derived.has(id) && this.has(epoch)) {
      this.#derived.set(id, this.secret(epoch).then((secret) => derive(secret, utf8(purpose))));
    }
    return this.#derived.get(id) ?? Promise.reject(new Error("no secret"));
  }

  async #takePair() {
    let jwk = JSON.parse(sessionStorage.getItem(this.#place("pair")));
    if (!jwk) {
      const made = await crypto.subtle.generateKey(X25519, true, ["deriveBits"]);
      jwk = await crypto.subtle.exportKey("jwk", made.privateKey);
      sessionStorage.setItem(this.#place("pair"), JSON.stringify(jwk));
    }
    return { privateKey: await crypto.subtle.importKey("jwk", jwk, X25519, false, ["deriveBits"]), public: jwk.x };
  }

  #later() { return JSON.parse(sessionStorage.getItem(this.#place("epochs")) ?? "[]"); }

  #place(what) { return `kring:${what}:${this.room}`; }
}
