"""Writes a measurement into RESULTS.md: one section each, renewed when it is measured again."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"
INTRODUCTION = """# Results

Each section says how to repeat it. Machines differ and are noisy: compare the columns of one run, not two runs.
"""


def write(title: str, command: str, circumstances: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Put this measurement in the place of its previous one, or at the end."""
    lines = [
        f"## {title}",
        "",
        f"`{command}` · {datetime.now(UTC):%Y-%m-%d} · {machine()}",
        "",
        circumstances,
        "",
        "| " + " | ".join(columns) + " |",
        "|" + "---|" * len(columns),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]
    section = "\n".join(lines) + "\n"
    print(section)
    text = RESULTS.read_text("utf-8") if RESULTS.exists() else INTRODUCTION
    before, found, rest = text.partition(f"## {title}\n")
    after = rest[rest.index("\n## ") + 1 :] if "\n## " in rest else ""
    parts = (before.rstrip() + "\n", section, after) if found else (text.rstrip() + "\n", section)
    RESULTS.write_text("\n".join(part for part in parts if part), "utf-8")


def machine() -> str:
    """The machine, and how much of its processors other machines on the same host took since this program began.

    Above about a tenth the figures say more of the neighbours than of Kring (`steal` in proc(5), Linux only).
    """
    taken, whole = (now - then for now, then in zip(_ticks(), _AT_THE_START, strict=True))
    share = f", {100 * taken / whole:.0f} % of its time taken by neighbours" if whole else ""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}{share}"


def _ticks() -> tuple[int, int]:
    """What neighbours took, and everything, since the machine began."""
    try:
        ticks = [int(field) for field in Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()[1:9]]
    except OSError:
        return 0, 0
    return ticks[7], sum(ticks)


_AT_THE_START = _ticks()
