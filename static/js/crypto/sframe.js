/* SFrame (RFC 9605) with cipher suite 4, AES_128_GCM_SHA256_128: headers, keys, frames, replays.

   Functions of their arguments over WebCrypto; knows nothing of rooms, seats or media. Tested against the vectors of
   RFC 9605, appendix C (tests/crypto/test_sframe.py). KID and CTR are BigInt: both may have 64 bits. */
import { concat, derivedAes, derivedBytes, forHkdf, utf8 } from "./bytes.js";

const SUITE = Uint8Array.of(0, 4); // AES_128_GCM_SHA256_128, section 8.1
const KEY_BITS = 128;
const NONCE = 12; // bytes (Nn, section 4.5)
const TAG = 16; // bytes (Nt)
const NO_SALT = new Uint8Array(0); // HKDF-Extract("", base_key), section 4.4.2

export class BadFrame extends Error {}

// The header (section 4.3): one byte X KKK Y CCC, then KID if X is set, then CTR if Y is set. A value up to 7 stands in
// its three bits itself; a larger one follows in as few bytes as it takes, and the three bits hold that number less one.

function bigEndian(value, length) {
  const bytes = new Uint8Array(length);
  for (let at = length - 1, rest = value; at >= 0; at -= 1, rest >>= 8n) bytes[at] = Number(rest & 0xffn);
  return bytes;
}

function compact(value) {
  if (value < 8n) return { bits: Number(value), bytes: new Uint8Array(0) };
  let length = 1;
  while (length < 8 && value >> BigInt(8 * length)) length += 1;
  return { bits: 8 | (length - 1), bytes: bigEndian(value, length) };
}

export function encodeHeader(kid, ctr) {
  const k = compact(kid), c = compact(ctr);
  return concat(Uint8Array.of((k.bits << 4) | c.bits), k.bytes, c.bytes);
}

/** KID, CTR and the header's length in bytes. Throws BadFrame if the bytes end too soon. */
export function decodeHeader(bytes) {
  if (!bytes.length) throw new BadFrame("empty");
  let length = 1;
  const read = (bits) => {
    if (bits < 8) return BigInt(bits);
    const end = length + (bits & 7) + 1;
    if (end > bytes.length) throw new BadFrame("header cut off");
    let value = 0n;
    for (; length < end; length += 1) value = (value << 8n) | BigInt(bytes[length]);
    return value;
  };
  const kid = read(bytes[0] >> 4), ctr = read(bytes[0] & 15);
  return { kid, ctr, length };
}

/** The key and the salt of one KID, from the base key sender and receivers agreed on (section 4.4.2). */
export async function deriveKeySalt(kid, baseKey) {
  const base = await forHkdf(baseKey);
  const label = (what) => concat(utf8(`SFrame 1.0 Secret ${what} `), bigEndian(kid, 8), SUITE);
  return {
    key: await derivedAes(base, NO_SALT, label("key"), KEY_BITS),
    salt: await derivedBytes(base, NO_SALT, label("salt"), NONCE),
  };
}

function gcm(salt, ctr, additionalData) {
  const iv = bigEndian(ctr, NONCE).map((byte, at) => byte ^ salt[at]); // section 4.4.3
  return { name: "AES-GCM", iv, additionalData, tagLength: 8 * TAG };
}

/** Header, ciphertext and tag. `metadata` travels beside the frame in the clear and is authenticated with it. */
export async function encrypt({ key, salt }, kid, ctr, metadata, plaintext) {
  const header = encodeHeader(kid, ctr);
  const sealed = await crypto.subtle.encrypt(gcm(salt, ctr, concat(header, metadata)), key, plaintext);
  return concat(header, new Uint8Array(sealed));
}

/** The plaintext. `header` is what decodeHeader found in `frame`. Throws when anything at all was changed. */
export async function decrypt({ key, salt }, header, metadata, frame) {
  const aad = concat(frame.subarray(0, header.length), metadata);
  return new Uint8Array(await crypto.subtle.decrypt(gcm(salt, header.ctr, aad), key, frame.subarray(header.length)));
}

/** Remembers the counters of one KID: none is accepted twice, nor one that lies far behind (section 9.3). */
export class ReplayWindow {
  static SIZE = 1024n; // counters; 20 s of sound, 30 s of pictures
  #highest = -1n;
  #seen = new Array(Number(ReplayWindow.SIZE)).fill(-1n);

  isNew(ctr) {
    return ctr > this.#highest - ReplayWindow.SIZE && this.#seen[this.#slot(ctr)] !== ctr;
  }

  /** Only for a frame that was authentic: a forged counter must not shut out the true ones. */
  remember(ctr) {
    this.#seen[this.#slot(ctr)] = ctr;
    if (ctr > this.#highest) this.#highest = ctr;
  }

  #slot(ctr) {
    return Number(ctr % ReplayWindow.SIZE);
  }
}
