"""The composition: everything wired, faults answered calmly, metrics for the machine itself only."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from server.app import build
from server.settings import Settings
from tests.house import kring


def test_metrics_are_for_the_machine_itself() -> None:
    app = build(Settings(media_port=0, media_address=("127.0.0.1",)))
    with TestClient(app, client=("127.0.0.1", 50000)) as here:
        assert "kring_rooms" in here.get("/metrics").text
    with TestClient(app, client=("192.0.2.1", 50000)) as elsewhere:
        assert elsewhere.get("/metrics").status_code == 404


def test_a_fault_in_the_program_is_answered_calmly() -> None:
    app = build(Settings(media_port=0, media_address=("127.0.0.1",)))

    @app.get("/fault")
    async def fault() -> None:
        raise ValueError("Anna")

    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/fault")
    assert answer.status_code == 500
    assert "Anna" not in answer.text
    assert 'data-testid="message"' in answer.text


def test_static_files_may_be_kept_when_their_address_tells_their_content() -> None:
    with kring() as visitor:
        assert "immutable" in visitor.client.get("/static/css/base.css?v=1").headers["cache-control"]
        assert visitor.client.get("/static/css/base.css").headers["cache-control"] == "no-cache"
        assert visitor.client.get("/static/nothing.css?v=1").status_code == 404


def test_there_is_no_schema_and_no_documentation_page() -> None:
    with kring() as visitor:
        assert isinstance(visitor.client.app, FastAPI)
        assert {visitor.client.get(path).status_code for path in ("/docs", "/openapi.json", "/redoc")} == {404}


def test_stopping_the_server_ends_every_room() -> None:
    with kring() as visitor:
        visitor.open_room()
        live, house = visitor.live, visitor.services.house
    assert live.over
    assert len(house) == 0


def test_a_faulty_file_of_the_host_is_told_and_the_server_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kapot.toml").write_text("format = 2\n")
    app = build(Settings(media_port=0, media_address=("127.0.0.1",), methods_dir=tmp_path))
    told = capsys.readouterr().err
    assert "kapot.toml: bij `format` staat 2" in told
    assert str(tmp_path) not in told
    with TestClient(app) as client:
        assert client.get("/").status_code == 200
