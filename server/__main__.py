"""The command `kring`: run the server, check a method file, ask a running server for its health. Imports the edges."""

import argparse
import socket
import sys
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from server import __version__
from server.app import build
from server.listening import Connections, Counted, patient
from server.methods.faults import FaultyMethod
from server.methods.reading import read_method
from server.observe import Event, configure_logging, log
from server.process import harden, settle
from server.settings import ROOT, Settings
from server.shelf import read_shelf

# A peer that stops reading is let go after this time (RFC 5482); uvicorn itself would wait for ever.
TCP_USER_TIMEOUT_MS = 8000
LARGEST_MESSAGE = 16 * 1024
LONGEST_HEADERS = 16 * 1024


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand; the value is the exit code."""
    parser = argparse.ArgumentParser(prog="kring", description="Een rustige online kamer voor intervisie.")
    parser.add_argument("--version", action="version", version=f"kring {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="run | check | healthcheck")
    commands.add_parser("run", help="start the server (settings: environment variables, see docs/host.md)")
    checking = commands.add_parser("check", help="look whether a method file is right")
    checking.add_argument("file", type=Path)
    commands.add_parser("healthcheck", help="exit 0 if the server on this machine answers")
    chosen = parser.parse_args(arguments)
    if chosen.command == "run":
        return run(Settings())
    if chosen.command == "check":
        return check(chosen.file)
    if chosen.command == "healthcheck":
        return healthcheck(Settings())
    parser.print_help()
    return 2


def run(settings: Settings) -> int:
    """Serve until told to stop."""
    try:
        listener = listen(settings.host, settings.port)
    except OSError:
        print(f"Poort {settings.port} is al in gebruik. Kies een andere: KRING_PORT=8001 make run", file=sys.stderr)
        return 1
    harden()
    trusted = frozenset(part.strip() for part in settings.trusted_proxy.split(","))
    connections = Connections(settings.most_connections, settings.most_connections_per_address, trusted)
    configuration = uvicorn.Config(
        build(settings),
        access_log=False,
        log_config=None,
        http=patient(connections),
        h11_max_incomplete_event_size=LONGEST_HEADERS,
        ws=Counted,
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,  # it doubles memory and multiplies what stays behind in it
        ws_ping_interval=10,
        ws_ping_timeout=10,
        server_header=False,
        date_header=False,
        forwarded_allow_ips=settings.trusted_proxy,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(configuration)
    configure_logging()
    settle()
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104 - compared, not bound
    print(f"Kring staat klaar op http://{host}:{listener.getsockname()[1]}", file=sys.stderr, flush=True)
    log(Event.STARTED)
    server.run(sockets=[listener])
    log(Event.STOPPED)
    return 0


def listen(host: str, port: int) -> socket.socket:
    """The socket for the pages, one that lets go of peers that no longer read. Raises OSError if the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=512)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, TCP_USER_TIMEOUT_MS)
    return listener


def check(file: Path) -> int:
    """Say in sentences what is wrong with a method file; 0 if nothing is."""
    try:
        method = read_method(file.name, file.read_text("utf-8"), read_shelf(ROOT / "server/methods").modules)
    except FaultyMethod as faulty:
        for fault in faulty.faults:
            print(fault.nl)
        return 1
    except (OSError, UnicodeDecodeError):
        print(f"{file.name} kan niet gelezen worden. Klopt de naam, en is het een tekstbestand (UTF-8)?")
        return 1
    print(f"{file.name} klopt: {method.title.nl}, {len(method.phase)} fasen.")
    return 0


def healthcheck(settings: Settings) -> int:
    """Ask the server on this machine whether it is well; no other program is needed for it."""
    host = settings.host if settings.host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104 - compared, not bound
    host = f"[{host}]" if ":" in host else host
    try:
        with urllib.request.urlopen(f"http://{host}:{settings.port}/healthz", timeout=3) as answer:
            return 0 if answer.status == 200 else 1
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
