/* My own microphone and camera: they come on only when I ask, and come back after a reload only as I had them.

   Nothing here knows a connection: whoever listens hears "track" (kind, track or null) and "trouble" (kind, cause). */

const WISHES = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
};
const NAMES = { audio: "microphone", video: "camera" };
const ENTERING = "kring:entering";
const place = (kind) => `kring:own:${kind}`;
const chosen = (kind) => `kring:device:${kind}`;

/** Why a device did not come: "denied", "none", "busy" or "other" (Media Capture and Streams, 10.3). */
export function causeOf(error) {
  if (error.name === "NotAllowedError" || error.name === "SecurityError") return "denied";
  if (error.name === "NotFoundError" || error.name === "OverconstrainedError") return "none";
  if (error.name === "NotReadableError" || error.name === "AbortError") return "busy";
  return "other";
}

export class Own extends EventTarget {
  tracks = { audio: null, video: null };
  #busy = { audio: false, video: false };

  isOn(kind) { return Boolean(this.tracks[kind]?.enabled); }

  async toggle(kind) {
    if (this.#busy[kind]) return;
    this.#busy[kind] = true;
    try {
      if (this.isOn(kind)) this.off(kind);
      else await this.on(kind);
    } finally {
      this.#busy[kind] = false;
    }
  }

  async on(kind) {
    const sleeping = this.tracks[kind];
    if (sleeping?.readyState === "live") {
      sleeping.enabled = true;
    } else {
      try {
        this.#take(kind, await this.#ask(kind));
      } catch (error) {
        this.#tell("track", kind); // what was on before has been let go
        this.#tell("trouble", kind, { cause: causeOf(error) });
        return;
      }
    }
    sessionStorage.setItem(place(kind), "on");
    this.#tell("track", kind);
  }

  /** The camera's light goes out; the microphone stays at hand but silent, so that speaking up is not slow. */
  off(kind) {
    if (kind === "video") this.#drop(kind);
    else if (this.tracks.audio) this.tracks.audio.enabled = false;
    sessionStorage.removeItem(place(kind));
    this.#tell("track", kind);
  }

  /** Another device; used at once if this kind is on, and kept in mind in this tab. */
  async choose(kind, device) {
    sessionStorage.setItem(chosen(kind), device);
    if (!this.isOn(kind)) return this.#drop(kind);
    this.#drop(kind);
    await this.on(kind);
  }

  /** What was on in this tab, on the next page: right after `entering` as it was asked for at the door (Firefox never
      says "granted" for a permission it does not remember); after a reload only if the browser allows it without asking. */
  async recall() {
    const entering = sessionStorage.getItem(ENTERING) === "yes";
    sessionStorage.removeItem(ENTERING);
    await Promise.all(["audio", "video"].map(async (kind) => {
      if (sessionStorage.getItem(place(kind)) === "on" && (entering || (await allowed(kind)))) await this.on(kind);
    }));
  }

  /** The person goes from the door into the room, with the devices as they are. */
  entering() { sessionStorage.setItem(ENTERING, "yes"); }

  stop() {
    this.#drop("audio");
    this.#drop("video");
  }

  async devices() {
    const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    return all.filter((device) => device.deviceId && device.label);
  }

  async #ask(kind) {
    if (!navigator.mediaDevices) throw new DOMException("no devices here", "NotFoundError");
    const device = sessionStorage.getItem(chosen(kind));
    const take = async (which) => {
      const stream = await navigator.mediaDevices.getUserMedia({ [kind]: { ...WISHES[kind], ...which } });
      return stream.getTracks()[0];
    };
    if (!device) return take({});
    try {
      return await take({ deviceId: { exact: device } });
    } catch (error) {
      if (causeOf(error) !== "none") throw error;
      sessionStorage.removeItem(chosen(kind)); // unplugged since: any other will do
      return take({});
    }
  }

  #take(kind, track) {
    this.tracks[kind] = track;
    track.addEventListener("ended", () => {
      if (this.tracks[kind] !== track) return;
      this.tracks[kind] = null;
      this.#tell("track", kind);
      this.#tell("trouble", kind, { cause: "ended" });
    });
  }

  #drop(kind) {
    const track = this.tracks[kind];
    this.tracks[kind] = null;
    track?.stop();
  }

  #tell(type, kind, more = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail: { kind, track: this.tracks[kind], ...more } }));
  }
}

async function allowed(kind) {
  try {
    return (await navigator.permissions.query({ name: NAMES[kind] })).state === "granted";
  } catch {
    return false; // a browser that cannot tell: the person decides with a click
  }
}

/** Buttons with aria-pressed, sentences for what goes wrong, and the lists of devices. */
export function wire(own, { buttons, trouble, lists }) {
  const sentences = document.getElementById("troubles").dataset;
  const draw = () => {
    for (const [kind, button] of Object.entries(buttons)) button.setAttribute("aria-pressed", String(own.isOn(kind)));
  };
  for (const [kind, button] of Object.entries(buttons)) button.addEventListener("click", () => own.toggle(kind));
  own.addEventListener("track", () => {
    draw();
    trouble("");
    fill(own, lists);
  });
  own.addEventListener("trouble", ({ detail: { kind, cause } }) => {
    draw();
    trouble(sentences[cause + (kind === "video" ? "Video" : "Audio")]);
  });
  for (const list of lists) list.addEventListener("change", () => own.choose(list.dataset.kind, list.value));
  navigator.mediaDevices?.addEventListener?.("devicechange", () => fill(own, lists));
  draw();
}

async function fill(own, lists) {
  const devices = await own.devices();
  for (const list of lists) {
    const fitting = devices.filter((device) => device.kind === `${list.dataset.kind}input`);
    const current = own.tracks[list.dataset.kind]?.getSettings().deviceId ?? list.value;
    list.replaceChildren(...fitting.map((device) => new Option(device.label, device.deviceId, false, device.deviceId === current)));
    list.closest("label").hidden = fitting.length < 1;
    list.closest(".choice").hidden = !devices.length;
  }
}
