/* Bytes and keys, the few things the other files here share. Imports nothing. */

const encoder = new TextEncoder();

export const utf8 = (text) => encoder.encode(text);

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function toBase64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function fromBase64url(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}

/** Bytes made ready for HKDF (RFC 5869): nothing else can be done with them, and they cannot be read back. */
export const forHkdf = (bytes) => crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveBits", "deriveKey"]);

const hkdf = (salt, info) => ({ name: "HKDF", hash: "SHA-256", salt, info });

/** So many bytes from a key, for one purpose. */
export async function derivedBytes(key, salt, info, length) {
  return new Uint8Array(await crypto.subtle.deriveBits(hkdf(salt, info), key, 8 * length));
}

/** An AES-GCM key of so many bits from a key, for one purpose; it cannot be read back. */
export function derivedAes(key, salt, info, bits) {
  const aes = { name: "AES-GCM", length: bits };
  return crypto.subtle.deriveKey(hkdf(salt, info), key, aes, false, ["encrypt", "decrypt"]);
}

/** A key for HMAC-SHA-256 from a key, for one purpose. */
export function derivedHmac(key, salt, info) {
  const hmac = { name: "HMAC", hash: "SHA-256", length: 256 };
  return crypto.subtle.deriveKey(hkdf(salt, info), key, hmac, false, ["sign", "verify"]);
}
