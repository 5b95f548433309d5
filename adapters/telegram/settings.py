"""The settings of this platform; the descriptions are their documentation. Imports nothing of the library."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from msgspec import Meta

from bot.section import Secret, Section, web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

_PUBLIC = "https://api.telegram.org"
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")


Rate = Annotated[float, Meta(gt=0)]
Seconds = Annotated[int, Meta(ge=0, le=50)]
Chats = Annotated[int, Meta(ge=1, le=4096)]


class Settings(Section, frozen=True, kw_only=True):
    """What can be set for Telegram."""

    none: ClassVar = {"max_rate": "off"}

    token: Annotated[
        Secret | None, Meta(description="the bot's token from @BotFather; setting it turns this platform on")
    ] = None
    api_url: Annotated[str, Meta(description="address of the Bot API server, for a local one")] = _PUBLIC
    mode: Annotated[
        Literal["polling", "webhook"],
        Meta(description="how updates come in: polling needs no open port, webhook an https address"),
    ] = "polling"
    webhook_url: Annotated[
        str | None, Meta(description="public https address that leads to the HTTP door; its path is served there")
    ] = None
    webhook_secret: Annotated[
        Secret | None,
        Meta(description="what Telegram has to show with each update: 1 to 256 of A-Z, a-z, 0-9, _ and -"),
    ] = None
    max_rate: Annotated[
        Rate | None, Meta(description="messages a second over all chats, or off for no limits of our own")
    ] = 30
    transport: Annotated[
        Literal["aiohttp", "httpx"],
        Meta(description="what carries the requests; httpx is the library's own and several times slower"),
    ] = "aiohttp"
    proxy: Annotated[str | None, Meta(description="address of an HTTP proxy for all requests to Telegram")] = None
    poll_seconds: Annotated[Seconds, Meta(description="seconds the server holds a poll open while nothing happens")] = (
        25
    )
    concurrency: Annotated[
        Chats, Meta(description="chats served at once; the updates of one chat are always handled in order")
    ] = 256
    rich_tables: Annotated[
        bool, Meta(description="send comparisons as tables (Bot API 10.1) where the server takes them")
    ] = True

    @classmethod
    def read(cls, name: str, value: object) -> object:
        """See `bot.section.Section`."""
        match name, value:
            case "token", str() if not _TOKEN.fullmatch(value):
                message = "not the form of a token (digits, a colon, letters): copy it whole from @BotFather"
                raise ValueError(message)
            case "webhook_secret", str() if not _SECRET.fullmatch(value):
                message = "1 to 256 of A-Z, a-z, 0-9, _ and - are wanted"
                raise ValueError(message)
            case (("api_url" | "webhook_url" | "proxy"), str()):
                return web_address(value)
        return value

    def conflicts(self) -> Iterator[tuple[str, str]]:
        """See `bot.section.Section`."""
        if self.mode == "webhook":
            for field in ("webhook_url", "webhook_secret"):
                if getattr(self, field) is None:
                    yield field, "mode webhook needs it"
        if self.webhook_url and not self.webhook_url.startswith("https://") and self.api_url == _PUBLIC:
            yield "webhook_url", "an https address is wanted; only a local Bot API server takes others"
