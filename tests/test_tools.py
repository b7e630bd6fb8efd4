"""The tools whose output others read: the promises' report and the bill of materials."""

from datetime import UTC, datetime
from pathlib import Path

from tools.image import in_context, instructions
from tools.promises import promises, verdict, written
from tools.sbom import bill

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_there_are_twelve_promises() -> None:
    assert [promise.number for promise in promises()] == list(range(1, 13))


def test_each_promise_says_how_it_was_checked_and_broken_on_purpose() -> None:
    assert all(promise.checked for promise in promises())
    assert [promise.number for promise in promises() if not promise.planted] == [11]


def test_a_broken_promise_stands_in_the_report() -> None:
    text = written([("test_p4_the_log", "failed", ""), ("test_p4_turns_red_when", "passed", "")], NOW)
    line = next(line for line in text.splitlines() if line.startswith("| P4 |"))
    assert "GEBROKEN" in line
    assert line.endswith("| ja |")


def test_what_was_not_checked_is_said_by_name() -> None:
    text = written([("test_p3_the_server_writes_nothing", "skipped", "strace is not installed")], NOW)
    assert "| P3 |" in text
    assert "strace is not installed" in text
    assert "gehouden" not in text


def test_p1_is_not_p11() -> None:
    lines = written([("test_p11_back", "passed", "")], NOW).splitlines()
    assert ["gehouden" in line for line in lines if line.startswith(("| P1 |", "| P11 |"))] == [False, True]


def test_the_worst_outcome_counts() -> None:
    assert verdict(["passed", "failed"]) == "GEBROKEN"
    assert verdict(["skipped", "passed"]) == "gehouden"
    assert verdict(["skipped"]) == "overgeslagen"
    assert verdict([]) == "nog niet"


def test_the_bill_of_materials_names_every_part_with_its_hash() -> None:
    parts = {part["name"]: part for part in bill()["components"]}
    assert {"aiortc", "fastapi", "cryptography", "htmx.org"} <= set(parts)
    assert parts["aiortc"]["version"] == "1.16.0"
    assert all(part.get("hashes", True) for part in parts.values())
    assert len({part["bom-ref"] for part in parts.values()}) == len(parts)


def test_the_image_takes_only_what_it_needs() -> None:
    patterns = ["*", "!server", "**/__pycache__"]
    assert in_context(Path("server/web/push.py"), patterns)
    assert not in_context(Path("tests/house.py"), patterns)
    assert not in_context(Path("server/web/__pycache__/push.pyc"), patterns)


def test_a_dockerfile_is_read_without_comments_and_with_lines_joined() -> None:
    assert list(instructions("# syntax\nFROM a AS b\nRUN one \\\n  && two\n")) == [
        ("FROM", "a AS b"),
        ("RUN", "one    && two"),
    ]
