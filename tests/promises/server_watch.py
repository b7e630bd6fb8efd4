"""A Kring process under observation: what it writes and connects to, what it prints, what lies in its memory."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from server.settings import ROOT

TRACED = (
    "openat,open,creat,connect,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mknod,truncate"
)
# Inside an own mount namespace the whole file system is made read-only; nothing of it reaches the machine.
READ_ONLY = 'mount --make-rprivate / && mount --bind / / && mount -o remount,bind,ro / && exec "$@"'


class Watched:
    """One server process with everything it lets out."""

    def __init__(self, url: str, process: subprocess.Popen[bytes], trace: Path | None, read_only: bool) -> None:
        self.url = url
        self.process = process
        self.read_only = read_only
        self._trace = trace
        self._serving_from = 0
        self._printed = bytearray()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        while part := self.process.stdout.read1(65536):  # type: ignore[attr-defined]
            self._printed += part

    def ended(self) -> None:
        """Nothing more comes."""
        self._reader.join(10)
        if self.process.stdout is not None:
            self.process.stdout.close()

    @property
    def printed(self) -> bytes:
        return bytes(self._printed)

    @property
    def trace(self) -> str | None:
        """Its system calls about files and connections since it began to serve; None where strace is not there."""
        if self._trace is None:
            return None
        return self._trace.read_bytes()[self._serving_from :].decode(errors="replace")

    def serves(self) -> None:
        """It has started: what it did up to now was reading its own files."""
        self._serving_from = self._trace.stat().st_size if self._trace else 0

    @property
    def pid(self) -> int:
        """The process of the server itself (strace and unshare stand in front of it)."""
        pid = self.process.pid
        while not _runs_the_launcher(pid):
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            pid = int(children[0])
        return pid

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(self.url + path, timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()

    def opens_a_room(self) -> int:
        """What opening a room answers."""
        form = b"method=incident&seats=4&guidance=guided"
        request = urllib.request.Request(f"{self.url}/rooms", data=form, headers={"Origin": self.url})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code

    def in_memory(self, needles: dict[str, list[bytes]]) -> dict[str, int]:
        """How often each needle lies in the memory the process can write; PermissionError where looking is forbidden.

        Areas it cannot write are libraries and programs as they lie on the disk: two thirds, and nothing of a meeting.
        """
        found = dict.fromkeys(needles, 0)
        with open(f"/proc/{self.pid}/maps") as maps, open(f"/proc/{self.pid}/mem", "rb", 0) as memory:
            for line in maps:
                area = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
                if area is None or line.endswith(("[vvar]\n", "[vsyscall]\n", "[vvar_vclock]\n")):
                    continue
                start, end = (int(each, 16) for each in area.groups())
                try:
                    memory.seek(start)
                    data = memory.read(end - start)
                except (OSError, OverflowError, ValueError):
                    continue
                for name, forms in needles.items():
                    found[name] += sum(data.count(form) for form in forms)
        return {name: count for name, count in found.items() if count}


def _runs_the_launcher(pid: int) -> bool:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return b"tests.promises.launch" in words and b"python" in os.path.basename(words[0])


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def forms(text: str) -> list[bytes]:
    """A text as it may lie somewhere: plain, in UTF-16, in an address, and inside base64 at each of three offsets."""
    found = {text.encode(), text.encode("utf-16-le"), quote(text).encode()}
    for offset in range(3):
        data = b"\0" * offset + text.encode() + b"\0\0"
        # The first and last characters depend on what stands beside the text.
        cut = slice(4 if offset else 0, (offset + len(text.encode())) * 8 // 6)
        found |= {encode(data)[cut] for encode in (b64encode, urlsafe_b64encode)}
    return sorted(found)


@contextmanager
def watched(*faults: str, writable: bool = False) -> Iterator[Watched]:
    """Start it, with these faults planted, and wait until it answers; where that is possible, on a read-only disk."""
    port = free_port(socket.SOCK_STREAM)
    environment = {
        **os.environ,
        "KRING_PORT": str(port),
        "KRING_MEDIA_PORT": str(free_port(socket.SOCK_DGRAM)),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "tests.promises.launch", *faults]
    read_only = (
        not writable
        and subprocess.run(
            ["unshare", "-m", "sh", "-c", READ_ONLY, "sh", "true"], capture_output=True, check=False
        ).returncode
        == 0
    )
    if read_only:
        command = ["unshare", "-m", "sh", "-c", READ_ONLY, "sh", *command]
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder, "trace") if shutil.which("strace") else None
        if trace is not None:
            command = ["strace", "-f", "--seccomp-bpf", "-o", str(trace), "-e", f"trace={TRACED}", *command]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        server = Watched(f"http://127.0.0.1:{port}", process, trace, read_only)
        try:
            _wait_for(server)
            server.serves()
            yield server
        finally:
            with_children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
            if process.poll() is None and with_children.exists():
                os.kill(server.pid, 15)
            process.wait(30)
            server.ended()


def _wait_for(server: Watched) -> None:
    for _ in range(600):
        try:
            if server.get("/healthz")[0] == 200:
                return
        except OSError:
            assert server.process.poll() is None, server.printed.decode(errors="replace")
            time.sleep(0.1)
    raise AssertionError("the server did not start")
