"""The settings of this platform; the descriptions are their documentation. Imports nothing of the library."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, ClassVar

from msgspec import Meta

from bot.section import Secret, Section, web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

API_VERSION = 10
"""The version of the API that the library speaks."""

_TOKEN = re.compile(r"[!-~]+")
_SPAN = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")


Count = Annotated[int, Meta(ge=1)]
Seconds = Annotated[float, Meta(gt=0)]


class Settings(Section, frozen=True, kw_only=True):
    """What can be set for Discord."""

    none: ClassVar = {"shard_count": "auto", "shard_ids": "auto", "dev_guild": "off"}

    token: Annotated[
        Secret | None,
        Meta(description="the bot's token from the developer portal; setting it turns this platform on"),
    ] = None
    api_url: Annotated[
        str,
        Meta(
            description="address of the REST API, for a proxy that keeps rate limits; the gateway's address comes from "
            "it"
        ),
    ] = "https://discord.com"
    shard_count: Annotated[
        Count | None, Meta(description="shards of all processes together, or auto for what Discord recommends")
    ] = None
    shard_ids: Annotated[
        tuple[int, ...] | None,
        Meta(description="shards of this process (0,1,2 or 0-7), or auto for all; needs shard_count"),
    ] = None
    dev_guild: Annotated[
        Count | None,
        Meta(description="id of a server that gets the commands, instead of everyone, to try them out; or off"),
    ] = None
    proxy: Annotated[str | None, Meta(description="address of an HTTP proxy for everything sent to Discord")] = None
    silence_seconds: Annotated[
        Seconds,
        Meta(
            description="seconds without a word from the gateway after which it is connected anew; its heartbeat "
            "takes 41"
        ),
    ] = 60.0

    @classmethod
    def read(cls, name: str, value: object) -> object:
        """See `bot.section.Section`."""
        match name, value:
            case "token", str() if not _TOKEN.fullmatch(value):
                message = "not the form of a token (one word of ASCII): copy it whole from the developer portal"
                raise ValueError(message)
            case (("api_url" | "proxy"), str()):
                return web_address(value)
            case "shard_ids", str():
                return tuple(number for part in value.split(",") for number in _span(part.strip()))
            case "shard_ids", int():
                return (value,)
        return value

    def conflicts(self) -> Iterator[tuple[str, str]]:
        """See `bot.section.Section`."""
        count, ids = self.shard_count, self.shard_ids
        if ids is None:
            return
        if count is None:
            yield "shard_ids", "shard_count has to be set too, the same in every process"
        elif not ids or any(not 0 <= number < count for number in ids):
            yield "shard_ids", f"of {count} shards the numbers go from 0 to {count - 1}"
        elif len(set(ids)) < len(ids):
            yield "shard_ids", "a shard is named twice"

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
