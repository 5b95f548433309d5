"""The settings of this platform; the descriptions are their documentation. Imports nothing of the library."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator

_PUBLIC = "https://api.telegram.org"
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")


class Settings(BaseModel):
    """What can be set for Telegram. Errors never show a value that is secret."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    token: SecretStr | None = Field(
        default=None, description="the bot's token from @BotFather; setting it turns this platform on"
    )
    api_url: str = Field(default=_PUBLIC, description="address of the Bot API server, for a local one")
    mode: Literal["polling", "webhook"] = Field(
        default="polling", description="how updates come in: polling needs no open port, webhook an https address"
    )
    webhook_url: str | None = Field(
        default=None,
        validate_default=True,
        description="public https address that leads to the HTTP door; its path is served there",
    )
    webhook_secret: SecretStr | None = Field(
        default=None,
        validate_default=True,
        description="what Telegram has to show with each update: 1 to 256 of A-Z, a-z, 0-9, _ and -",
    )
    max_rate: float | None = Field(
        default=30, gt=0, description="messages a second over all chats, or off for no limits of our own"
    )
    transport: Literal["aiohttp", "httpx"] = Field(
        default="aiohttp", description="what carries the requests; httpx is the library's own and several times slower"
    )
    proxy: str | None = Field(default=None, description="address of an HTTP proxy for all requests to Telegram")
    poll_seconds: int = Field(
        default=25, ge=0, le=50, description="seconds the server holds a poll open while nothing happens"
    )
    concurrency: int = Field(
        default=256,
        ge=1,
        le=4096,
        description="chats served at once; the updates of one chat are always handled in order",
    )
    rich_tables: bool = Field(
        default=True, description="send comparisons as tables (Bot API 10.1) where the server takes them"
    )

    @field_validator("max_rate", mode="before")
    @classmethod
    def _off(cls, value: object) -> object:
        return None if isinstance(value, str) and value.strip().lower() == "off" else value

    @field_validator("token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            message = "not the form of a token (digits, a colon, letters): copy it whole from @BotFather"
            raise ValueError(message)
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _SECRET.fullmatch(value.get_secret_value()):
            message = "1 to 256 of A-Z, a-z, 0-9, _ and - are wanted"
            raise ValueError(message)
        return value

    @field_validator("api_url", "webhook_url", "proxy")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        if value is not None and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            message = "an http or https address is wanted"
            raise ValueError(message)
        return value.rstrip("/") if value else value

    @field_validator("webhook_url", "webhook_secret")
    @classmethod
    def _needed(cls, value: str | SecretStr | None, info: ValidationInfo) -> str | SecretStr | None:
        if value is None and info.data.get("mode") == "webhook":
            message = "mode webhook needs it"
            raise ValueError(message)
        return value

    @field_validator("webhook_url")
    @classmethod
    def _https(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value and not value.startswith("https://") and info.data.get("api_url") == _PUBLIC:
            message = "an https address is wanted; only a local Bot API server takes others"
            raise ValueError(message)
        return value
