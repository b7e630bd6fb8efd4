"""Guards the house: who may import whom, what the pure parts may use, file size, a test file for every module."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SERVER = ROOT / "server"
MODULES = sorted(path for path in SERVER.rglob("*.py") if path.name != "__init__.py")

# part -> the parts of the house it may import (ARCHITECTURE.md, "The rule").
MAY_IMPORT = {
    "methods": {"methods"},
    "rooms": {"rooms", "methods"},
    "media": {"media"},
    "live": {"live", "rooms", "methods", "media"},
    "shelf": {"shelf", "methods"},
    "web": {"web", "live", "shelf", "rooms", "methods"},
    "settings": {"settings"},
    "observe": {"observe"},
    "app": {"app", "live", "web", "shelf", "rooms", "methods", "media", "settings", "observe"},
    "__main__": {"app", "settings", "methods", "observe", "listening", "process", "shelf"},
    "listening": {"listening", "web"},
    "process": {"process"},
}
# The pure parts may use these and nothing else from outside: values in, values out.
PURE_PARTS = {"methods", "rooms"}
PURE_LIBRARIES = {
    "__future__",
    "bisect",
    "collections",
    "dataclasses",
    "difflib",
    "enum",
    "functools",
    "itertools",
    "math",
    "operator",
    "re",
    "tomllib",
    "types",
    "typing",
    "pydantic",
}
PURE_FILES_IN_MEDIA = {
    "budget",
    "counters",
    "feedback",
    "forwarding",
    "gaps",
    "history",
    "inbound",
    "keyframes",
    "plan",
    "routes",
    "rtcp",
    "rtp",
    "timing",
    "vp8",
}
MOST_LINES = 400
MEDIAN_LINES = 150


def part_of(path: Path) -> str:
    inside = path.relative_to(SERVER)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def imports(path: Path) -> set[str]:
    """The dotted names a module imports, relative ones made absolute."""
    package = ["server", *path.relative_to(SERVER).parts[:-1]]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])])
            found.update(f"{base}.{alias.name}" for alias in node.names)
    return found


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_what_its_part_may(path: Path) -> None:
    mine = part_of(path)
    reached = {
        name.split(".")[1] for name in imports(path) if name.startswith("server.") and name != "server.__version__"
    }
    assert reached <= MAY_IMPORT[mine], (
        f"{mine} may not import {reached - MAY_IMPORT[mine]}: see ARCHITECTURE.md, 'The rule'"
    )


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in MODULES
        if part_of(path) in PURE_PARTS or (part_of(path) == "media" and path.stem in PURE_FILES_IN_MEDIA)
    ],
    ids=name_of,
)
def test_a_pure_part_has_no_clock_no_loop_no_files_no_chance(path: Path) -> None:
    outside = {name.split(".")[0] for name in imports(path)} - {"server"}
    pure = PURE_LIBRARIES | {"struct"} if part_of(path) == "media" else PURE_LIBRARIES
    assert outside <= pure, f"a pure part may not use {outside - pure}: pass the value in as an argument"
    called = {
        n.func.id
        for n in ast.walk(ast.parse(path.read_text()))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    assert not called & {"open", "print", "input"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_has_its_own_test_file(path: Path) -> None:
    inside = path.relative_to(SERVER)
    mirror = ROOT / "tests" / inside.parent / f"test_{inside.stem.strip('_')}.py"
    assert mirror.exists(), f"write {name_of(mirror)}"


@pytest.mark.parametrize("path", sorted(SERVER.rglob("*.py")), ids=name_of)
def test_a_module_opens_with_what_it_holds(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text())), f"{name_of(path)} needs a first paragraph"


def written_files() -> list[Path]:
    """The sources in version control or about to be: Python, templates, scripts and styles of our own."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [
        ROOT / name
        for name in listed
        if name.endswith((".py", ".js", ".css", ".html")) and "vendor/" not in name and (ROOT / name).exists()
    ]


def test_files_are_small() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in written_files()}
    too_long = {name_of(path): lines for path, lines in lengths.items() if lines > MOST_LINES}
    assert not too_long
    sources = sorted(lines for path, lines in lengths.items() if SERVER in path.parents)
    assert sources[len(sources) // 2] < MEDIAN_LINES
