/* A method as the text of a method file (TOML 1.0). What comes in is what server/methods/method.py describes. */

const string = (text) => JSON.stringify(text.toWellFormed?.() ?? text).replaceAll("\u007f", "\\u007f");

function value(of) {
  if (typeof of === "string") return string(of);
  if (Array.isArray(of)) return `[${of.map(value).join(", ")}]`;
  if (typeof of === "object") return `{ ${pairs(of).join(", ")} }`;
  return String(of);
}

const pairs = (object) => Object.entries(object).map(([key, of]) => `${key} = ${value(of)}`);

/** Texts in two languages stand on lines of their own, as people write them: `task.nl = "..."`. */
function lines(object) {
  return Object.entries(object).flatMap(([key, of]) => (typeof of === "object" && "nl" in of
    ? Object.entries(of).map(([language, text]) => `${key}.${language} = ${string(text)}`)
    : [`${key} = ${value(of)}`]));
}

export function write({ people, fit, phase, ...method }) {
  const parts = [lines(method)];
  if (people) parts.push(["[people]", ...lines(people)]);
  if (fit) parts.push(["[fit]", ...lines(fit)]);
  for (const each of phase) parts.push(["[[phase]]", ...lines(each)]);
  return `${parts.map((part) => part.join("\n")).join("\n\n")}\n`;
}
