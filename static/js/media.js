// One browser's voice and video: one offer when someone enters, one answer, nothing renegotiated afterwards.
//
// Knows seats and tracks; nothing of methods, roles or pages. Pair n of the offer is seat n: the own pair sends, the others
// receive. Losing the connection is answered by making a new one with the tracks that are there already.

const PAUSES = [500, 1000, 2000, 5000]; // milliseconds before each new attempt; the last one repeats
const GRACE = 4000; // milliseconds a connection may be interrupted before it counts as lost

// What the own camera sends. The height is a wish: the factor follows from what the camera gives.
// Two temporal layers, where the browser has them: a listener on a poor line gets the lower one, at half the rate.
const LAYERS = "L1T2";
const LARGE = { height: 720, maxBitrate: 1_200_000, maxFramerate: 30 };
const SMALL = { height: 180, maxBitrate: 130_000, maxFramerate: 15 };

export class MediaConnection {
  #options;
  #tracks = { audio: null, video: null };
  #large = false;
  #peer = null;
  #location = null;
  #attempt = 0;
  #timer = null;
  #state = "closed";

  /**
   * @param {object} options
   * @param {string} options.url where offers are posted (WHIP's form, RFC 9725)
   * @param {number} options.seats seats in the room
   * @param {number} options.seat the own seat, from 0
   * @param {Array<?HTMLVideoElement>} options.videos the element of each seat; the own may be null
   * @param {(state: "connecting"|"connected"|"lost"|"closed") => void} [options.onstate]
   * @param {(kind: string, direction: "send"|"receive", end: RTCRtpSender|RTCRtpReceiver, seat: number) => void}
   *   [options.transform] is given every sender and receiver before anything flows, to encrypt frames
   */
  constructor(options) {
    this.#options = options;
  }

  get state() {
    return this.#state;
  }

  /** The connection itself, for its statistics; null while there is none. */
  get peer() {
    return this.#peer;
  }

  /** Connects with these tracks, either of which may be missing. */
  async start({ audio = null, video = null } = {}) {
    this.#tracks = { audio, video };
    addEventListener("online", this.#again);
    await this.#connect();
  }

  /** Puts another track in the place of the present one; null sends nothing. Nobody notices but the picture. */
  async setTrack(kind, track) {
    this.#tracks[kind] = track;
    const sender = this.#sender(kind);
    if (sender) await sender.replaceTrack(track);
    if (kind === "video") await this.#setSize();
  }

  /** Sends a large picture, or a small one. */
  async setLarge(large) {
    this.#large = large;
    await this.#setSize();
  }

  /** Ends it for good and tells the server. */
  close() {
    removeEventListener("online", this.#again);
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#drop();
    this.#tell("closed");
  }

  #again = () => this.#lose();

  async #connect() {
    this.#tell(this.#attempt ? "lost" : "connecting");
    const peer = new RTCPeerConnection({ bundlePolicy: "max-bundle", rtcpMuxPolicy: "require" });
    this.#peer = peer;
    try {
      this.#lay(peer);
      await peer.setLocalDescription();
      const answer = await this.#post(peer.localDescription.sdp);
      if (peer !== this.#peer) return; // closed, or begun anew, in the meantime
      await peer.setRemoteDescription({ type: "answer", sdp: answer });
      await this.#setSize();
    } catch (error) {
      if (peer === this.#peer) this.#lose(error);
    }
  }

  /** One pair for each seat, in the order of the seats. */
  #lay(peer) {
    const { seats, seat, videos, transform } = this.#options;
    for (let place = 0; place < seats; place += 1) {
      const own = place === seat;
      const stream = new MediaStream();
      for (const kind of ["audio", "video"]) {
        const transceiver = peer.addTransceiver(own ? (this.#tracks[kind] ?? kind) : kind, {
          direction: own ? "sendonly" : "recvonly",
          ...(own && kind === "video" ? { sendEncodings: [{ ...this.#encoding(), scalabilityMode: LAYERS }] } : {}),
        });
        prefer(transceiver, kind);
        transform?.(kind, own ? "send" : "receive", own ? transceiver.sender : transceiver.receiver, place);
        if (!own) join(stream, transceiver.receiver.track);
      }
      if (!own && videos[place]) show(videos[place], stream);
    }
    peer.addEventListener("connectionstatechange", () => this.#watch(peer));
  }

  async #post(offer) {
    const response = await fetch(this.#options.url, {
      method: "POST",
      headers: { "Content-Type": "application/sdp" },
      body: offer,
    });
    const location = response.headers.get("Location");
    if (response.status !== 201 || !location) throw new Error(`refused: ${response.status}`);
    this.#location = new URL(location, response.url).href;
    return response.text();
  }

  #watch(peer) {
    if (peer !== this.#peer) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    if (peer.connectionState === "connected") {
      this.#attempt = 0;
      this.#tell("connected");
    } else if (peer.connectionState === "failed" || peer.connectionState === "closed") {
      this.#lose();
    } else if (peer.connectionState === "disconnected") {
      this.#timer = setTimeout(() => this.#lose(), GRACE); // it often comes back by itself
    }
  }

  /** Gives this connection up and makes a new one after a moment; everyone's moment is a little different. */
  #lose() {
    if (this.#state === "closed") return;
    clearTimeout(this.#timer);
    this.#drop();
    this.#tell("lost");
    const pause = PAUSES[Math.min(this.#attempt, PAUSES.length - 1)] * (0.75 + Math.random() / 2);
    this.#attempt += 1;
    this.#timer = setTimeout(() => this.#connect(), pause);
  }

  #drop() {
    const peer = this.#peer;
    this.#peer = null;
    peer?.close();
    if (this.#location) fetch(this.#location, { method: "DELETE", keepalive: true }).catch(() => {});
    this.#location = null;
  }

  #tell(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onstate?.(state);
  }

  #sender(kind) {
    const place = 2 * this.#options.seat + (kind === "video" ? 1 : 0);
    return this.#peer?.getTransceivers()[place]?.sender;
  }

  #encoding() {
    const size = this.#large ? LARGE : SMALL;
    const height = this.#tracks.video?.getSettings().height ?? size.height;
    return {
      maxBitrate: size.maxBitrate,
      maxFramerate: size.maxFramerate,
      scaleResolutionDownBy: Math.max(1, height / size.height),
    };
  }

  async #setSize() {
    const sender = this.#sender("video");
    if (!sender) return;
    const parameters = sender.getParameters();
    if (!parameters.encodings?.length) return; // Firefox, before the answer
    Object.assign(parameters.encodings[0], this.#encoding());
    // A picture too rich for its bits shrinks in Chromium, and stays shrunk long after: a small one that comes of a large
    // one had 45 lines, a large one that comes of it 180. Going to and from "balanced" forgets what was shrunk before.
    parameters.degradationPreference = this.#large ? "balanced" : "maintain-resolution";
    await sender.setParameters(parameters).catch(() => {}); // the connection has gone: the next one begins right
  }
}

/** VP8 and Opus, with their repair formats: what the server forwards. A short offer, too. */
function prefer(transceiver, kind) {
  const wanted = kind === "audio" ? /^audio\/opus$/i : /^video\/(vp8|rtx)$/i;
  const codecs = RTCRtpReceiver.getCapabilities(kind).codecs.filter(({ mimeType }) => wanted.test(mimeType));
  transceiver.setCodecPreferences(codecs);
}

/** A <video> sounds only once it has a picture: that joins when it comes, so that who has no camera on is heard. */
function join(stream, track) {
  if (track.kind === "audio") stream.addTrack(track);
  else track.addEventListener("unmute", () => stream.addTrack(track));
}

function show(video, stream) {
  video.srcObject = stream;
  video.autoplay = true;
  video.playsInline = true;
}
