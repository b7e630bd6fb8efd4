"""The Dockerfile by hand, for machines without Docker: `make image-steps` (as root, on Linux).

Carries out the COPY and RUN of the first stage in an empty directory that stands at the image's own path in a mount
namespace, then starts the second stage's command as its user, read-only, with a file size limit of 0, and asks the
program itself whether it is well. Lints first where hadolint is installed. Standard library only.
"""

import fnmatch
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 30  # seconds from start to healthy


def instructions(dockerfile: str) -> Iterator[tuple[str, str]]:
    """Each instruction and its words, comments gone and continued lines joined."""
    text = re.sub(r"^\s*#.*\n", "", dockerfile, flags=re.M).replace("\\\n", " ")
    for line in filter(str.strip, text.splitlines()):
        name, _, words = line.strip().partition(" ")
        yield name.upper(), words.strip()


def stages(dockerfile: str) -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    for name, words in instructions(dockerfile):
        if name == "FROM":
            found.append([])
        found[-1].append((name, words))
    return found


def in_context(path: Path, patterns: Sequence[str]) -> bool:
    """Whether .dockerignore lets this file into the build; the last pattern that fits decides."""
    inside = True
    name = path.as_posix()
    for pattern in patterns:
        bare = pattern.removeprefix("!").removeprefix("**/")
        parts = [name, *(parent.as_posix() for parent in path.parents)]
        if any(fnmatch.fnmatch(part, bare) or fnmatch.fnmatch(Path(part).name, bare) for part in parts):
            inside = pattern.startswith("!")
    return inside


def copy(words: str, target: Path) -> None:
    """COPY as the build does it: only what .dockerignore lets through; a source that is not there is an error."""
    *sources, _ = words.split()
    patterns = (ROOT / ".dockerignore").read_text().split()
    for source in sources:
        origin = ROOT / source
        files = [origin] if origin.is_file() else [path for path in origin.rglob("*") if path.is_file()]
        wanted = [path.relative_to(ROOT) for path in files if in_context(path.relative_to(ROOT), patterns)]
        if not wanted:
            raise FileNotFoundError(f"COPY {source}: nothing of it is in the build")
        for path in wanted:
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, target / path)


def environment(stage: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Its ENV, over nothing but a PATH."""
    found = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    for name, words in stage:
        if name == "ENV":
            pairs = (pair.split("=", 1) for pair in words.split())
            found |= {key: value.strip('"').replace("$PATH", found["PATH"]) for key, value in pairs}
    return found


def last(stage: Sequence[tuple[str, str]], wanted: str) -> str:
    return next(words for name, words in reversed(stage) if name == wanted)


def build(stage: Sequence[tuple[str, str]], home: Path) -> None:
    for name, words in stage:
        if name == "COPY":
            copy(words, home)
        elif name == "RUN":
            subprocess.run(["sh", "-euc", words], cwd=home, env=environment(stage), check=True)


def as_image(stage: Sequence[tuple[str, str]], command: Sequence[str]) -> list[str]:
    user, group = last(stage, "USER").split(":")
    who = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--no-new-privs"]
    return ["prlimit", "--fsize=0", *who, *command]


def run(stage: Sequence[tuple[str, str]], home: Path) -> None:
    """The second stage: starts, is healthy, and ends when asked to."""
    subprocess.run(["mount", "-o", "remount,bind,ro", str(home)], check=True)
    told = {**environment(stage), "KRING_MEDIA_ADDRESS": "127.0.0.1"}
    server = subprocess.Popen(as_image(stage, ["kring", "run"]), cwd=home, env=told)
    try:
        deadline = time.monotonic() + PATIENCE
        while subprocess.run(as_image(stage, ["kring", "healthcheck"]), cwd=home, env=told, check=False).returncode:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("it does not become healthy")
            time.sleep(0.5)
    finally:
        server.terminate()
    if server.wait(PATIENCE) not in (0, -signal.SIGTERM):
        raise RuntimeError("it did not end well")


def inside() -> None:
    """In a mount namespace of our own: an empty directory at the image's path."""
    first, second = stages((ROOT / "Dockerfile").read_text())
    home = Path(last(second, "WORKDIR"))
    home.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as empty:
        os.chmod(empty, 0o755)
        subprocess.run(["mount", "--bind", empty, str(home)], check=True)
        build(first, home)
        run(second, home)
    print(
        "The steps of the Dockerfile work: built, healthy as its own user on a read-only file system, ended when asked."
    )


def main(arguments: Sequence[str]) -> int:
    if arguments == ["inside"]:
        inside()
        return 0
    if os.geteuid() != 0 or not shutil.which("unshare"):
        print("SKIPPED: the image's steps need root and unshare.", file=sys.stderr)
        return 1
    if shutil.which("hadolint"):
        subprocess.run(["hadolint", str(ROOT / "Dockerfile")], check=True)
    else:
        print("SKIPPED: linting the Dockerfile (hadolint is not installed).", file=sys.stderr)
    again = ["unshare", "--mount", sys.executable, "-m", "tools.image", "inside"]
    return subprocess.run(again, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
