"""A camera and a microphone made of files, for Chromium: a picture that wants bits, and sound that is like speech.

The browser's own fakes are a disc on green and beeps: VP8 makes 150 kbit/s of the one, and Opus takes the other for
music, in which it has no forward error correction. Imports nothing of Kring.
"""

import math
import random
import wave
from array import array
from pathlib import Path
from typing import Final

PATTERN: Final = 4096
BAND: Final = 8  # lines of a picture that move as one
RESTLESS: Final = 0.03  # share of the bands that shiver in a frame
RATE: Final = 48000


def camera(path: Path, width: int, height: int, rate: int, seconds: int = 2, seed: int = 1) -> Path:
    """A y4m file of this size, at `rate` frames/s: a soft pattern that drifts, with a little noise as of a dim room."""
    chance = random.Random(seed)
    level, wander = 128.0, []
    for _ in range(PATTERN):
        level = min(220, max(30, level + chance.uniform(-14, 14)))
        wander.append(int(level))
    pattern = bytes(wander) * 2
    grey = bytes([128]) * (width * height // 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F{rate}:1 Ip A1:1 C420jpeg\n".encode())
        for frame in range(rate * seconds):
            drift = round(40 * math.sin(2 * math.pi * frame / (rate * seconds)))
            file.write(b"FRAME\n")
            for band in range(height // BAND):
                start = (band * 37 + drift + (chance.random() < RESTLESS)) % PATTERN
                file.write(pattern[start : start + width] * BAND)
            file.write(grey)
    return path


def voice(path: Path, seconds: int = 12, seed: int = 1) -> Path:
    """A wav file of syllables: pulses of a voice through three resonances, about four a second, with pauses."""
    chance = random.Random(seed)
    samples = array("h", bytes(2 * RATE * seconds))
    at = 0
    while at < len(samples) - RATE:
        length = int(RATE * chance.uniform(0.12, 0.3))
        _syllable(samples, at, length, chance)
        at += length + int(RATE * (0.5 if chance.random() < 0.12 else 0.05))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return path


def _syllable(samples: "array[int]", at: int, length: int, chance: random.Random) -> None:
    pitch = chance.uniform(95, 140)
    vowels = [(chance.uniform(300, 750), 90), (chance.uniform(900, 2100), 120), (chance.uniform(2300, 2900), 160)]
    taps = []
    for frequency, width in vowels:
        radius = math.exp(-math.pi * width / RATE)
        taps.append((2 * radius * math.cos(2 * math.pi * frequency / RATE), -radius * radius))
    memory = [[0.0, 0.0] for _ in taps]
    phase = 0.0
    for place in range(length):
        phase += pitch * (1 + 0.1 * math.sin(place / length * math.pi)) / RATE
        pulse = phase >= 1
        phase -= pulse
        sound = 0.0
        for (one, two), kept in zip(taps, memory, strict=True):
            now = pulse + one * kept[0] + two * kept[1]
            kept[1], kept[0] = kept[0], now
            sound += now
        shape = math.sin(math.pi * place / length)
        samples[at + place] = int(max(-30000, min(30000, 900 * sound * shape + chance.gauss(0, 60) * shape)))
