/* At the door: whatever comes over the line that is not talk between programs means that the door is open. */
import "./seal.js";

const LOOK = 10_000; // milliseconds; where no websocket gets through, the door is looked at this often

const root = document.documentElement;

document.addEventListener("htmx:ws:before:message:incoming", (event) => {
  event.preventDefault();
  const { data } = event.detail.message;
  if (!data.startsWith("{")) return location.reload();
  const { go, replaced } = JSON.parse(data);
  if (go) location.assign(go);
  if (replaced) root.dataset.link = "replaced";
});
document.addEventListener("htmx:ws:after:connection", () => { root.dataset.link = "up"; });
document.addEventListener("htmx:ws:close", () => { root.dataset.link = "lost"; });
setInterval(async () => {
  if (root.dataset.link === "up") return;
  const page = await fetch(location.pathname).catch(() => null);
  const text = page ? await page.text() : 'data-testid="waiting"';
  if (text.includes('data-testid="waiting"')) return;
  location.assign(text.includes('class="in-room"') ? location.pathname : `/bye?lang=${root.lang}`);
}, LOOK);
