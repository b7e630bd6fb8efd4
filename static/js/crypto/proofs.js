/* What members of a group show and give each other: proofs of presence, sealed secrets, and the words to compare.

   Functions of a keyring and plain values; the server passes on what they make and can make none of it itself. */
import { concat, derivedAes, forHkdf, fromBase64url, toBase64url, utf8 } from "./bytes.js";
import { WORDS } from "./words.js";

const X25519 = { name: "X25519" };
const IV = 12; // bytes, NIST SP 800-38D

const presenceText = (ring, epoch, seat, owner) => utf8(`kring present|${ring.room}|${epoch}|${seat}|${owner}`);

/** Shows that whoever sits in this seat, with this public key, holds the secret of this epoch. */
export async function prove(ring, epoch, seat, owner) {
  const mac = await crypto.subtle.sign("HMAC", await ring.presence(epoch), presenceText(ring, epoch, seat, owner));
  return toBase64url(new Uint8Array(mac));
}

/** Whether such a proof is true. False also when the secret of that epoch is not here. */
export async function isProven(ring, epoch, seat, owner, proof) {
  try {
    const key = await ring.presence(epoch);
    return await crypto.subtle.verify("HMAC", key, fromBase64url(proof), presenceText(ring, epoch, seat, owner));
  } catch {
    return false;
  }
}

/** The key between two members: only their two private keys lead to it, and only for this epoch and direction. */
async function between(ring, epoch, from, to, other) {
  const publicKey = await crypto.subtle.importKey("raw", fromBase64url(other), X25519, false, []);
  const { privateKey } = await ring.pair();
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: publicKey }, privateKey, 256));
  const info = utf8(`kring box|${epoch}|${from.seat}|${from.owner}|${to.seat}|${to.owner}`);
  return derivedAes(await forHkdf(shared), ring.salt, info, 256);
}

/** A secret, sealed by me to one member. `from` and `to` are { seat, owner }, owner being a public key. */
export async function sealBox(ring, epoch, from, to, secret) {
  const iv = crypto.getRandomValues(new Uint8Array(IV));
  const key = await between(ring, epoch, from, to, to.owner);
  return toBase64url(concat(iv, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, secret))));
}

/** The secret in a box for me. Throws unless exactly this member sealed it to exactly me, for this epoch. */
export async function openBox(ring, epoch, from, to, box) {
  const bytes = fromBase64url(box), iv = bytes.subarray(0, IV);
  const key = await between(ring, epoch, from, to, from.owner);
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes.subarray(IV)));
}

/** Four words, equal for all who hold this secret and see the same members: [{ seat, owner }, ...]. */
export async function fourWords(ring, epoch, members) {
  const sorted = [...members].sort((a, b) => a.seat - b.seat).map(({ seat, owner }) => `${seat}:${owner}`);
  const text = utf8(`kring words|${ring.room}|${epoch}|${sorted.join(",")}`);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", await ring.words(epoch), text));
  return Array.from(mac.subarray(0, 4), (byte) => WORDS[byte]);
}
