"""The command `kring`: what it says and with which exit code it ends."""

import http.server
import re
import socket
import threading
from pathlib import Path

import pytest

from server import __version__
from server.__main__ import TCP_USER_TIMEOUT_MS, healthcheck, listen, main, run
from server.settings import ROOT, Settings
from server.shelf import read_shelf

INCIDENT = ROOT / "server/methods/incident.toml"


def test_it_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"kring {__version__}\n"


def test_without_a_word_it_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "healthcheck" in capsys.readouterr().out


def test_a_method_file_that_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(INCIDENT)]) == 0
    assert "klopt" in capsys.readouterr().out


def test_a_method_file_that_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "incident.toml"
    file.write_text(INCIDENT.read_text("utf-8").replace('mode = "', 'mode = "x', 1), "utf-8")
    assert main(["check", str(file)]) == 1
    assert "mode" in capsys.readouterr().out


def test_the_example_of_the_guide_works_at_first_try(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    guide = (ROOT / "docs/nieuwe-methode.md").read_text("utf-8")
    (name,) = re.findall(r"Bewaar dit als\s+`([a-z.-]+)`", guide)
    file = tmp_path / name
    file.write_text(re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)[0], "utf-8")
    assert main(["check", str(file)]) == 0
    assert capsys.readouterr().out == "kort-beraad.toml klopt: Kort beraad, 4 fasen.\n"
    assert read_shelf(ROOT / "server/methods", tmp_path).program("kort-beraad") is not None


def test_a_module_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tietze.toml"
    file.write_text(
        (ROOT / "server/methods/tietze.toml").read_text("utf-8").replace('"kopstand"', '"kopstant"'), "utf-8"
    )
    assert main(["check", str(file)]) == 1
    assert capsys.readouterr().out == (
        'tietze.toml, fase 4 (vorm-kiezen): bij `modules` staat "kopstant", en die module is er niet; '
        "bedoel je `kopstand`?\n"
    )


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None) -> None:
    file = tmp_path / "weg.toml"
    if content is not None:
        file.write_bytes(content)
    assert main(["check", str(file)]) == 1
    assert "weg.toml" in capsys.readouterr().out


def test_a_port_that_is_taken_gets_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert run(Settings(port=taken.getsockname()[1])) == 1
    assert "KRING_PORT" in capsys.readouterr().err


def test_the_listening_socket_lets_go_of_peers_that_stop_reading() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == TCP_USER_TIMEOUT_MS


def test_it_listens_on_ipv6_too() -> None:
    with listen("::1", 0) as listener:
        assert listener.family == socket.AF_INET6


def test_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert healthcheck(Settings(port=port)) == 1


def test_a_server_that_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    class Well(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Well) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("KRING_PORT", str(server.server_port))
        monkeypatch.setenv("KRING_HOST", "0.0.0.0")
        assert main(["healthcheck"]) == 0
        server.shutdown()
