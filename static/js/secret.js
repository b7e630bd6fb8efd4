/* The room's secret, and the ticket of a personal invitation behind it: out of the address bar before anything else runs (the first, blocking script of every page).
   htmx and screen sharing never see it. It stays in this tab only, per room. */
"use strict";
(() => {
  const room = /^\/r\/([^/]+)/.exec(location.pathname)?.[1];
  if (!room) return;
  const place = `kring:secret:${room}`;
  const take = () => {
    const found = /^#([A-Za-z0-9_-]{43,})(?:\.([A-Za-z0-9_-]{22}))?$/.exec(location.hash);
    if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
    if (found) {
      sessionStorage.setItem(place, found[1]);
      sessionStorage.setItem(`kring:ticket:${room}`, found[2] ?? "");
    }
    return Boolean(found);
  };
  take();
  if (!sessionStorage.getItem(place)) document.documentElement.dataset.key = "missing";
  // The whole link pasted into a tab that already shows this room changes only the fragment.
  addEventListener("hashchange", () => { if (take()) location.reload(); });
})();
