"""The settings of this platform; the descriptions are their documentation. Imports nothing of the library."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator

API_VERSION = 10
"""The version of the API that the library speaks."""

_TOKEN = re.compile(r"[!-~]+")
_SPAN = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")


class Settings(BaseModel):
    """What can be set for Discord. Errors never show a value that is secret."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    token: SecretStr | None = Field(
        default=None, description="the bot's token from the developer portal; setting it turns this platform on"
    )
    api_url: str = Field(
        default="https://discord.com",
        description="address of the REST API, for a proxy that keeps rate limits; the gateway's address comes from it",
    )
    shard_count: int | None = Field(
        default=None, ge=1, description="shards of all processes together, or auto for what Discord recommends"
    )
    shard_ids: tuple[int, ...] | None = Field(
        default=None, description="shards of this process (0,1,2 or 0-7), or auto for all; needs shard_count"
    )
    dev_guild: int | None = Field(
        default=None,
        ge=1,
        description="id of a server that gets the commands, instead of everyone, to try them out; or off",
    )
    proxy: str | None = Field(default=None, description="address of an HTTP proxy for everything sent to Discord")
    silence_seconds: float = Field(
        default=60.0,
        gt=0,
        description="seconds without a word from the gateway after which it is connected anew; its heartbeat takes 41",
    )

    @field_validator("shard_count", mode="before")
    @classmethod
    def _auto(cls, value: object) -> object:
        return None if isinstance(value, str) and value.strip().lower() == "auto" else value

    @field_validator("dev_guild", mode="before")
    @classmethod
    def _off(cls, value: object) -> object:
        return None if isinstance(value, str) and value.strip().lower() == "off" else value

    @field_validator("shard_ids", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        if isinstance(value, int):
            return (value,)
        if not isinstance(value, str):
            return value
        if value.strip().lower() == "auto":
            return None
        return tuple(number for part in value.split(",") for number in _span(part.strip()))

    @field_validator("token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            message = "not the form of a token (one word of ASCII): copy it whole from the developer portal"
            raise ValueError(message)
        return value

    @field_validator("api_url", "proxy")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        if value is not None and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            message = "an http or https address is wanted"
            raise ValueError(message)
        return value.rstrip("/") if value else value

    @field_validator("shard_ids")
    @classmethod
    def _shards(cls, value: tuple[int, ...] | None, info: ValidationInfo) -> tuple[int, ...] | None:
        if value is None or "shard_count" not in info.data:
            return value
        count = info.data["shard_count"]
        if count is None:
            message = "shard_count has to be set too, the same in every process"
            raise ValueError(message)
        if not value or any(not 0 <= number < count for number in value):
            message = f"of {count} shards the numbers go from 0 to {count - 1}"
            raise ValueError(message)
        if len(set(value)) < len(value):
            message = "a shard is named twice"
            raise ValueError(message)
        return value

    @property
    def rest(self) -> str:
        """The address that REST paths are put behind ("https://discord.com/api/v10"), however much of it was given."""
        if re.search(r"/api/v\d+$", self.api_url):
            return self.api_url
        if self.api_url.endswith("/api"):
            return f"{self.api_url}/v{API_VERSION}"
        return f"{self.api_url}/api/v{API_VERSION}"


def _span(text: str) -> range:
    found = _SPAN.fullmatch(text)
    if found is None:
        message = "numbers or spans of numbers are wanted, such as 0,1,2 or 0-7"
        raise ValueError(message)
    return range(int(found[1]), int(found[2] or found[1]) + 1)
