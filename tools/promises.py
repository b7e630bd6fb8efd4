"""`make promises`: checks every promise of docs/beloften.md and writes a report for people to build/beloften.md."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parent.parent
TESTS = ("tests/promises", "tests/e2e/test_promises_kept.py", "tests/e2e/test_promise_nobody_sees.py")
SIGNS = {"passed": "gehouden", "failed": "GEBROKEN", "skipped": "overgeslagen"}
BROKEN_ON_PURPOSE = {
    SIGNS["passed"]: "De controle werd telkens rood, zoals het hoort.",
    SIGNS["failed"]: "De controle merkte dat NIET.",
}

Outcome = tuple[str, str, str]  # the test's name, what came of it, and why it was skipped


def outcomes(report: Path) -> list[Outcome]:
    """What came of each test, out of pytest's JUnit report."""
    found = []
    for case in ElementTree.parse(report).iter("testcase"):
        skipped = case.find("skipped")
        broken = case.find("failure") is not None or case.find("error") is not None
        kind = "failed" if broken else "skipped" if skipped is not None else "passed"
        found.append((case.get("name", ""), kind, skipped.get("message", "") if skipped is not None else ""))
    return found


@dataclass(frozen=True)
class Promise:
    """A promise as users read it: what it says, how it was checked, and how it was broken on purpose."""

    number: int
    title: str
    checked: str
    planted: str


def promises() -> list[Promise]:
    """All of docs/beloften.md."""
    text = (ROOT / "docs/beloften.md").read_text("utf-8")
    parts = re.findall(r"^## P(\d+)\. ([^\n]*)\n(.*?)(?=^## )", text, re.MULTILINE | re.DOTALL)
    return [
        Promise(int(number), title, _said(part, "Nagegaan"), _said(part, "Met opzet gebroken"))
        for number, title, part in parts
    ]


def _said(part: str, word: str) -> str:
    found = re.search(rf"\*\*{word}\*\*: (.*?)(?=\n\*\*|\n\n|\Z)", part, re.DOTALL)
    return " ".join(found.group(1).split()) if found else ""


def written(found: Iterable[Outcome], now: datetime) -> str:
    """The report: a line for each promise, what was done to check it, and what could not be checked here."""
    found = list(found)
    lines = ["# Beloften nagegaan", "", f"Op {now:%Y-%m-%d om %H:%M} (UTC), op deze computer.", ""]
    lines += ["| | Belofte | Uitkomst | De controle merkt een breuk |", "|---|---|---|---|"]
    details = ["", "## Wat er gedaan is"]
    for promise in promises():
        own = [outcome for outcome in found if re.match(rf"test_p{promise.number}_", outcome[0])]
        kept = verdict([kind for name, kind, _ in own if "turns_red" not in name])
        noticed = verdict([kind for name, kind, _ in own if "turns_red" in name])
        answer = {SIGNS["passed"]: "ja", SIGNS["failed"]: "NEE"}.get(noticed, noticed)
        lines.append(f"| P{promise.number} | {promise.title} | {kept} | {answer} |")
        details += ["", f"**P{promise.number}. {promise.title}**: {kept}. Zo nagegaan: {promise.checked}"]
        if noticed in BROKEN_ON_PURPOSE:
            details.append(f"Met opzet gebroken: {promise.planted} {BROKEN_ON_PURPOSE[noticed]}")
    skipped = [f"* {name}: {why}" for name, kind, why in found if kind == "skipped"]
    if skipped:
        details += ["", "## Overgeslagen op deze computer", "", *skipped]
    return "\n".join([*lines, *details, "", "Wat elke belofte betekent en niet betekent: docs/beloften.md.", ""])


def verdict(kinds: list[str]) -> str:
    """Broken if any is; kept if all that ran are; skipped if none ran; not yet where there is nothing to run."""
    if "failed" in kinds:
        return SIGNS["failed"]
    if not kinds:
        return "nog niet"
    return SIGNS["passed"] if "passed" in kinds else SIGNS["skipped"]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *TESTS]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        text = written(outcomes(report), datetime.now(UTC))
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build/beloften.md").write_text(text, "utf-8")
    print(f"\n{text}")
    return code


if __name__ == "__main__":
    sys.exit(main())
