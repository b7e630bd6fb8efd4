/* What unfolds: Escape and the cross fold it back and give the focus to where it came from; the invitation to copy. */
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
    const copy = event.target.closest(".copy");
    if (copy) {
      document.getElementById("invite-link").select();
      await navigator.clipboard.writeText(invitation());
      copy.querySelector("span").textContent = copy.dataset.copied;
      setTimeout(() => { copy.querySelector("span").textContent = copy.dataset.copy; }, 2000);
    }
  });
}

/** After every push: the link belongs to this browser alone, so it is put in here. */
export function fillInvitation() {
  const field = document.getElementById("invite-link");
  if (field && !field.value) field.value = invitation();
}
