/* Voice and video, encrypted and decrypted frame by frame, away from the page. docs/encryption.md says what and why.

   The page hands in secrets it cannot take back (CryptoKeys for HKDF), whose public key sits in which seat, and the epoch
   to send with. Every frame is [clear bytes][SFrame header][ciphertext][tag]. What cannot be encrypted is not sent; what
   is not authentic is not shown. */
import { concat, derivedBytes, utf8 } from "./bytes.js";
import { ReplayWindow, decodeHeader, decrypt, deriveKeySalt, encrypt } from "./sframe.js";

// Bytes in front that stay readable, and are authenticated: the server forwards VP8 by the key/delta bit of the first
// (RFC 6386, 9.1), and receivers assemble by it. Opus needs none.
const CLEAR = { audio: 0, video: 1 };
const OLD_KEPT = 5000; // milliseconds an earlier epoch still opens frames that are on their way
const MOST_KIDS = 4; // connections of one sender remembered at a time; a KID pushed out is never accepted again

// KID: 16 bits epoch, 48 bits drawn at random for each sending connection.
const CONNECTION_BITS = 48n;
const epochOf = (kid) => Number(kid >> CONNECTION_BITS);
const kidFor = (epoch, connection) => (BigInt(epoch) << CONNECTION_BITS) | connection;

function newConnection() {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return (BigInt(high & 0xffff) << 32n) | BigInt(low);
}

/** What the page has told: secrets by epoch, the owner of each seat by public key, and the epoch to send with. */
class Keys {
  room = "";
  owners = [];
  sending = null;
  #secrets = new Map();

  add(epoch, secret) {
    this.#secrets.set(epoch, secret);
  }

  has(epoch) {
    return this.#secrets.has(epoch);
  }

  /** From now on this epoch; never back to an earlier one. The earlier ones are forgotten a little later. */
  sendWith(epoch, forgotten) {
    if (!this.has(epoch) || (this.sending !== null && epoch <= this.sending)) return;
    this.sending = epoch;
    setTimeout(() => {
      for (const known of this.#secrets.keys()) if (known < epoch) this.#secrets.delete(known);
      forgotten();
    }, OLD_KEPT);
  }

  /** Key and salt for the frames of one sender; null while the secret or the seat's owner is not known. */
  async of(kind, seat, kid) {
    const secret = this.#secrets.get(epochOf(kid)), owner = this.owners[seat];
    if (!secret || !owner) return null;
    const info = utf8(`kring frame|${kind}|${seat}|${owner}|${kid.toString(16).padStart(16, "0")}`);
    return deriveKeySalt(kid, await derivedBytes(secret, utf8(this.room), info, 32));
  }
}

class Sender {
  figures = { passed: 0, refused: 0, waited: 0 };
  #connection = newConnection();
  #counter = 0n; // never starts again: not for a new epoch, and a new connection has a new KID
  #current = { kid: null, owner: null, key: null };
  #waiting = false;

  constructor(keys, transformer) {
    Object.assign(this, { keys, transformer, ...transformer.options });
  }

  async pass(frame, out) {
    const { kid, key } = await this.#ready();
    if (!key) { // nothing is ever sent in the clear
      this.#waiting = true;
      this.figures.waited += 1;
      return;
    }
    const data = new Uint8Array(frame.data), clear = data.subarray(0, CLEAR[this.kind]);
    const ctr = this.#counter;
    this.#counter += 1n;
    frame.data = concat(clear, await encrypt(key, kid, ctr, clear, data.subarray(clear.length))).buffer;
    this.figures.passed += 1;
    out.enqueue(frame);
  }

  async #ready() {
    const { sending, owners } = this.keys;
    if (sending === null) return { key: null };
    const kid = kidFor(sending, this.#connection), owner = owners[this.seat];
    if (this.#current.kid !== kid || this.#current.owner !== owner) {
      const key = await this.keys.of(this.kind, this.seat, kid);
      if (!key) return { key };
      this.#current = { kid, owner, key };
    }
    return this.#current;
  }

  /** Frames were held back for want of a key, among them a keyframe perhaps: the picture begins anew. */
  changed() {
    if (!this.#waiting || this.keys.sending === null) return;
    this.#waiting = false;
    if (this.kind === "video") this.transformer.generateKeyFrame().catch(() => {});
  }
}

class Receiver {
  figures = { passed: 0, refused: 0, waited: 0 };
  #known = new Map(); // KID -> { owner, key, replays }, of senders whose frames were authentic
  #retired = new Set();
  #waiting = false;

  constructor(keys, transformer) {
    Object.assign(this, { keys, transformer, ...transformer.options });
  }

  async pass(frame, out) {
    const data = new Uint8Array(frame.data), clear = data.subarray(0, CLEAR[this.kind]);
    const sealed = data.subarray(clear.length), header = decodeHeader(sealed);
    const sender = await this.#sender(header.kid);
    if (!sender) {
      this.#waiting = true;
      this.figures.waited += 1;
      return;
    }
    if (!sender.replays.isNew(header.ctr)) throw new Error("seen before");
    const plain = await decrypt(sender.key, header, clear, sealed);
    sender.replays.remember(header.ctr);
    this.#remember(header.kid, sender);
    frame.data = concat(clear, plain).buffer;
    this.figures.passed += 1;
    out.enqueue(frame);
  }

  /** The seat and the kind are the receiver's own, not the frame's: what was made for another place does not open here. */
  async #sender(kid) {
    const owner = this.keys.owners[this.seat], known = this.#known.get(kid);
    if (this.#retired.has(kid)) throw new Error("retired");
    if (known && known.owner === owner && this.keys.has(epochOf(kid))) return known;
    const key = await this.keys.of(this.kind, this.seat, kid);
    return key && { owner, key, replays: known?.replays ?? new ReplayWindow() };
  }

  #remember(kid, sender) {
    this.#known.set(kid, sender);
    if (this.#known.size <= MOST_KIDS) return;
    const [oldest] = this.#known.keys();
    this.#known.delete(oldest);
    this.#retired.add(oldest);
  }

  /** Frames came that could not be opened yet: ask for a picture to begin with. */
  changed() {
    if (!this.#waiting) return;
    this.#waiting = false;
    if (this.kind === "video") this.transformer.sendKeyFrameRequest().catch(() => {});
  }
}

const keys = new Keys();
const ends = new Set();
const changed = () => ends.forEach((end) => end.changed());

const MESSAGES = {
  room: ({ room }) => { keys.room = room; },
  secret: ({ epoch, secret }) => keys.add(epoch, secret),
  owners: ({ owners }) => { keys.owners = owners; },
  send: ({ epoch }) => keys.sendWith(epoch, changed),
  figures: () => postMessage([...ends].map(({ direction, kind, seat, figures }) => ({ direction, kind, seat, ...figures }))),
};

addEventListener("message", ({ data }) => {
  MESSAGES[data.type](data);
  if (data.type !== "figures") changed();
});

addEventListener("rtctransform", ({ transformer }) => {
  const end = new (transformer.options.direction === "send" ? Sender : Receiver)(keys, transformer);
  ends.add(end);
  const transform = (frame, out) => end.pass(frame, out).catch(() => { end.figures.refused += 1; });
  transformer.readable
    .pipeThrough(new TransformStream({ transform }))
    .pipeTo(transformer.writable)
    .catch(() => {}) // the connection has gone
    .finally(() => ends.delete(end));
});
