"""Every setting, typed, in one class: environment variables with the prefix KRING_. Imports nothing of the house."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

# Templates and static files stand beside the package, in the checkout and in the image alike.
ROOT = Path(__file__).resolve().parent.parent

Number = Annotated[int, Field(ge=1)]
Port = Annotated[int, Field(ge=0, le=65535)]


class Settings(BaseSettings):
    """How this server runs. Nothing has to be set; see docs/host.md."""

    model_config = SettingsConfigDict(env_prefix="KRING_", frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    port: Port = 8000
    media_port: Port = 8443
    media_address: Annotated[tuple[str, ...], NoDecode] = ()
    trusted_proxy: str = "127.0.0.1"
    methods_dir: Path | None = None
    most_rooms: Number = 1000
    most_connections: Number = 5000
    most_connections_per_address: Number = 1000

    @field_validator("methods_dir", mode="before")
    @classmethod
    def nothing_is_no_folder(cls, value: object) -> object:
        """A host's own folder of method files, read at start; an empty setting means there is none."""
        return value or None

    @field_validator("media_address", mode="before")
    @classmethod
    def several_by_comma(cls, value: object) -> object:
        """Several addresses are separated by commas."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value
