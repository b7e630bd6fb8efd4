/* The pictures follow what is said of their seats; pushes never touch them. */

const tiles = [...document.querySelectorAll(".tile")];
export const videos = tiles.map((tile) => tile.querySelector("video"));

const FROZEN = 2500; // milliseconds without a frame: the camera is off at the other side

/** After every push: state and size of each seat go over to its picture. */
export function follow() {
  for (const tile of tiles) {
    const seat = document.getElementById(`seat-${tile.dataset.seat}`);
    if (!seat) continue;
    if (tile.dataset.state !== seat.dataset.state) tile.dataset.state = seat.dataset.state;
    tile.toggleAttribute("data-large", seat.hasAttribute("data-large"));
    const name = seat.querySelector(".name x-sealed")?.textContent;
    if (name) videos[tile.dataset.seat].setAttribute("aria-label", name);
  }
}

/** Shows a picture while frames come, and the person's outline when they stop. */
export function watchPictures() {
  const last = videos.map(() => -Infinity);
  videos.forEach((video, seat) => {
    const frame = (now, { width }) => {
      const track = video.srcObject?.getVideoTracks()[0];
      // Chromium shows a black frame of 2 by 2 while a track has no packets, and when it ends.
      if (track && !track.muted && width > 2) {
        last[seat] = now;
        tiles[seat].dataset.picture = "on";
      }
      video.requestVideoFrameCallback(frame);
    };
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(frame);
    else video.addEventListener("playing", () => { tiles[seat].dataset.picture = "on"; last[seat] = Infinity; });
  });
  setInterval(() => {
    if (document.hidden) return; // a hidden page draws no frames
    const now = performance.now();
    tiles.forEach((tile, seat) => {
      if (!tile.hasAttribute("data-me") && now - last[seat] > FROZEN) tile.dataset.picture = "off";
    });
  }, 1000);
}

/** My own picture, for me alone; mirrored, as in a mirror (styles). */
export function showOwn(seat, track) {
  videos[seat].muted = true;
  videos[seat].srcObject = track ? new MediaStream([track]) : null;
  if (!track) tiles[seat].dataset.picture = "off";
}

/** "Hide my own picture from me": the others still see it. For this visit. */
export function wireHiding(seat, button) {
  const draw = (hidden) => {
    tiles[seat].toggleAttribute("data-hidden", hidden);
    button.setAttribute("aria-pressed", String(hidden));
  };
  draw(sessionStorage.getItem("kring:hidden") === "yes");
  button.addEventListener("click", () => {
    const hidden = !tiles[seat].hasAttribute("data-hidden");
    if (hidden) sessionStorage.setItem("kring:hidden", "yes");
    else sessionStorage.removeItem("kring:hidden");
    draw(hidden);
  });
}

/** Where the browser lets nothing sound before a click (listening only), offer that click. */
export function wireSound(button) {
  const start = () => Promise.all(videos.filter((video) => video.srcObject && video.paused && !video.muted).map((video) => video.play()));
  const offer = () => start().then(() => { button.hidden = true; }, (error) => { button.hidden = error.name !== "NotAllowedError"; });
  button.addEventListener("click", offer);
  return offer;
}
