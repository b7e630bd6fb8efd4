/* What a screen reader hears: a new phase, half, one minute, over, you are next, your turn. Never seconds. */

const line = document.getElementById("spoken");
const say = (...words) => { line.textContent = words.join(" "); };

let before = null;

function here() {
  const of = (hook) => document.querySelector(`[data-testid="${hook}"]`)?.dataset ?? {};
  const { phase, index } = of("phase");
  return {
    phase: `${index}:${phase}`,
    task: document.querySelector('[data-testid="my-task"]')?.textContent.trim() ?? "",
    title: document.getElementById("phase")?.textContent.trim() ?? "",
    turn: of("turn").me === "yes",
    next: of("next-turn").me === "yes",
  };
}

/** After every push: say what has changed for me. */
export function sayNews() {
  const now = here(), old = before;
  before = now;
  if (!old) return;
  const { start, turn, next } = line.dataset;
  if (now.phase !== old.phase) say(start, `${now.title}.`, now.turn ? turn : now.task);
  else if (now.turn && !old.turn) say(turn);
  else if (now.next && !old.next) say(next);
}

let earlier = null; // what was left at the last look, of which phase

/** At every second: say the three moments of the clock, once each. */
export function sayTime(left, total) {
  const { phase } = here(), old = earlier;
  earlier = { phase, left, total };
  if (!old || old.phase !== phase || old.total !== total) return;
  const crossed = (moment) => old.left > moment && left <= moment;
  const { half, minute, over } = line.dataset;
  if (crossed(0)) say(over);
  else if (crossed(60_000)) say(minute);
  else if (total > 120_000 && crossed(total / 2)) say(half);
}
