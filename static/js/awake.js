/* Buttons that need a script stay asleep until it is there: a press that nobody hears is worse than a short wait. */

export function awake() {
  for (const button of document.querySelectorAll("[data-wakes]")) {
    button.disabled = false;
    delete button.dataset.wakes;
  }
}
