"""`make promises`: checks every promise of docs/beloften.md and writes a report for people to build/beloften.md."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parent.parent
TESTS = ("tests/promises", "tests/e2e/test_promises_kept.py", "tests/e2e/test_promise_nobody_sees.py")
# P11 is shown where the recovery is tested.
ALSO = ("tests/e2e/test_promise_recovery.py",)
SIGNS = {"passed": "gehouden", "failed": "GEBROKEN", "skipped": "overgeslagen"}

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


def promises() -> list[tuple[int, str]]:
    """Number and title of each promise, as users read them."""
    text = (ROOT / "docs/beloften.md").read_text("utf-8")
    return [(int(number), title) for number, title in re.findall(r"^## P(\d+)\. (.*)$", text, re.MULTILINE)]


def written(found: Iterable[Outcome], now: datetime) -> str:
    """The report: one line for each promise, and what could not be checked here."""
    found = list(found)
    lines = ["# Beloften nagegaan", "", f"Op {now:%Y-%m-%d om %H:%M} (UTC), op deze computer.", ""]
    lines += ["| | Belofte | Uitkomst | De controle merkt een breuk |", "|---|---|---|---|"]
    for number, title in promises():
        own = [outcome for outcome in found if re.match(rf"test_p{number}_", outcome[0])]
        kept = [kind for name, kind, _ in own if "turns_red" not in name]
        planted = [kind for name, kind, _ in own if "turns_red" in name]
        lines.append(
            f"| P{number} | {title} | {verdict(kept)} | {'ja' if verdict(planted) == 'gehouden' else 'niet hier'} |"
        )
    skipped = [f"* {name}: {why}" for name, kind, why in found if kind == "skipped"]
    if skipped:
        lines += ["", "Overgeslagen op deze computer:", "", *skipped]
    return "\n".join([*lines, "", "Wat elke belofte betekent en niet betekent: docs/beloften.md.", ""])


def verdict(kinds: list[str]) -> str:
    """Broken if any is; kept if all that ran are; skipped if none ran."""
    if "failed" in kinds:
        return SIGNS["failed"]
    return SIGNS["passed"] if "passed" in kinds else SIGNS["skipped"]


def main() -> int:
    tests = [*TESTS, *(name for name in ALSO if (ROOT / name).exists())]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *tests]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        text = written(outcomes(report), datetime.now(UTC))
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build/beloften.md").write_text(text, "utf-8")
    print(f"\n{text}")
    return code


if __name__ == "__main__":
    sys.exit(main())
