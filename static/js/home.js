/* Opening a room: its secret is made here, and travels only in the fragment, which a redirect keeps and nobody sends. */
import { awake } from "./awake.js";
import { toBase64url } from "./crypto/bytes.js";

const form = document.getElementById("open");
form.addEventListener("submit", () => {
  form.action = `/rooms#${toBase64url(crypto.getRandomValues(new Uint8Array(32)))}`;
});
awake();
