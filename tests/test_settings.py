"""Settings: defaults that work, environment variables that count."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from server.settings import ROOT, Settings


def test_nothing_has_to_be_set() -> None:
    settings = Settings()
    assert (settings.host, settings.port, settings.media_port, settings.media_address) == ("127.0.0.1", 8000, 8443, ())


def test_the_environment_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRING_HOST", "0.0.0.0")
    monkeypatch.setenv("KRING_PORT", "8080")
    monkeypatch.setenv("KRING_MEDIA_ADDRESS", "192.0.2.1, 2001:db8::1")
    settings = Settings()
    assert (settings.host, settings.port) == ("0.0.0.0", 8080)
    assert settings.media_address == ("192.0.2.1", "2001:db8::1")


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs/host.md").read_text("utf-8")
    assert [name for name in Settings.model_fields if f"`KRING_{name.upper()}`" not in text] == []


def test_a_port_outside_the_range_is_refused() -> None:
    with pytest.raises(ValidationError):
        Settings(port=70000)


def test_templates_and_static_files_stand_at_the_root() -> None:
    assert (ROOT / "templates").is_dir()
    assert (ROOT / "static").is_dir()


@pytest.mark.parametrize(("given", "folder"), [("/srv/methoden", Path("/srv/methoden")), ("", None)])
def test_a_folder_of_own_methods_may_be_named(monkeypatch: pytest.MonkeyPatch, given: str, folder: Path | None) -> None:
    monkeypatch.setenv("KRING_METHODS_DIR", given)
    assert Settings().methods_dir == folder
