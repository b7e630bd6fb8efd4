/* The websocket as the page sees it: there or not, the time, and where to go. htmx keeps it and swaps what comes in. */

const root = document.documentElement;

/** @param {{ontime: (sent: number, server: number) => void, onopen: () => void}} listener */
export function watchLink({ ontime, onopen }) {
  let socket = null;
  const send = () => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify({ ping: performance.now() }));

  document.addEventListener("htmx:ws:after:connection", (event) => {
    socket = event.detail.connection.socket;
    root.dataset.link = "up";
    onopen(send);
  });
  document.addEventListener("htmx:ws:close", () => {
    socket = null;
    if (root.dataset.link !== "replaced") root.dataset.link = "lost";
    for (const button of document.querySelectorAll(".command button, .line button")) button.setAttribute("aria-disabled", "true");
  });
  document.addEventListener("htmx:ws:before:message:incoming", (event) => {
    const { data } = event.detail.message;
    if (typeof data !== "string" || !data.startsWith("{")) return;
    event.preventDefault();
    const message = JSON.parse(data);
    if (message.pong !== undefined) ontime(message.pong, message.server_ms);
    if (message.replaced) root.dataset.link = "replaced";
    if (message.go) location.assign(message.go);
  });

  // A click on an old screen is never carried out late: without a line there are no commands.
  document.addEventListener("submit", (event) => {
    if (socket || !event.target.matches(".command, .line")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  document.addEventListener("htmx:config:request", (event) => {
    delete event.detail.ctx.request.headers["HX-Current-URL"];
  });
  return send;
}
