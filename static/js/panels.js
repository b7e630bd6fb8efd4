/* What unfolds: Escape and the cross fold it back and give the focus to where it came from; the invitation to copy. */
import { post } from "./command.js";
import { toBase64url } from "./crypto/bytes.js";
import { invitation } from "./seal.js";

function fold(panel) {
  panel.open = false;
  panel.querySelector("summary").focus();
}

export function wirePanels() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector(".sure[open]") ?? document.querySelector(".dock[open]");
    if (open) fold(open);
  });
  document.addEventListener("click", async (event) => {
    if (event.target.closest("[data-close]")) fold(event.target.closest(".dock"));
    const copy = event.target.closest(".copy"), personal = event.target.closest(".personal");
    if (copy) await give(copy, "invite-link", invitation());
    if (personal) await invite(personal);
  });
}

/** Shows a link, copies it, and says so on the button for a moment. */
async function give(button, field, link) {
  const input = document.getElementById(field);
  input.value = link;
  input.select();
  await navigator.clipboard.writeText(link);
  button.querySelector("span").textContent = button.dataset.copied;
  setTimeout(() => { button.querySelector("span").textContent = button.dataset.copy; }, 2000);
}

/** A link for one person, once: 16 random bytes behind the secret, told to the server beforehand. */
async function invite(button) {
  const ticket = toBase64url(crypto.getRandomValues(new Uint8Array(16)));
  if (!invitation() || !(await post("invite", { ticket }))) return;
  document.getElementById("personal").hidden = false;
  await give(button, "personal-link", `${invitation()}.${ticket}`);
}

/** After every push: the link belongs to this browser alone, so it is put in here. */
export function fillInvitation() {
  const field = document.getElementById("invite-link");
  if (field && !field.value) field.value = invitation();
}
