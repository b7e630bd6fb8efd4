/* The way in: a look at my own picture, a level for my voice, and my name sealed (seal.js). */
import { room } from "./seal.js";
import { awake } from "./awake.js";
import { canProtect } from "./crypto/frames.js";
import { Own, wire } from "./own.js";

if (!(await canProtect())) document.documentElement.dataset.browser = "old";

const own = new Own();
const picture = document.querySelector(".preview-picture");
const video = document.getElementById("preview-video");
const trouble = document.getElementById("trouble");
const level = document.querySelector(".level");
const name = document.getElementById("join-name");

document.getElementById("ticket").value = sessionStorage.getItem(`kring:ticket:${room}`) ?? ""; // a personal invitation
name.value ||= sessionStorage.getItem("kring:name") ?? ""; // what was typed before this ran stays
name.addEventListener("change", () => sessionStorage.setItem("kring:name", name.value.trim()));

let listening = null; // the audio context that measures my voice

function measure(track) {
  listening?.close();
  listening = null;
  level.toggleAttribute("data-on", Boolean(track));
  if (!track) return;
  const context = new AudioContext();
  const meter = new AnalyserNode(context, { fftSize: 512 });
  context.createMediaStreamSource(new MediaStream([track])).connect(meter);
  listening = context;
  const samples = new Float32Array(meter.fftSize);
  const draw = () => {
    if (listening !== context) return;
    meter.getFloatTimeDomainData(samples);
    const loudness = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
    level.style.setProperty("--level", Math.min(1, loudness * 6).toFixed(2));
    requestAnimationFrame(draw);
  };
  draw();
}

own.addEventListener("track", ({ detail: { kind, track } }) => {
  if (kind === "audio") return measure(own.isOn("audio") ? track : null);
  video.srcObject = track ? new MediaStream([track]) : null;
  picture.dataset.picture = track ? "on" : "off";
});

wire(own, {
  buttons: { audio: document.getElementById("join-mic"), video: document.getElementById("join-camera") },
  trouble: (sentence) => { trouble.textContent = sentence; },
  lists: [...document.querySelectorAll(".choice select")],
});
document.querySelector("form.join").addEventListener("submit", () => own.entering());
awake();
await own.recall();
