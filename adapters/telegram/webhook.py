"""Updates by webhook, through the bot's own HTTP door."""

from __future__ import annotations

import asyncio
import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
import structlog
from telegram.error import InvalidToken, TelegramError

from adapters.telegram.limits import UPDATE_BYTES
from adapters.telegram.wire import KINDS, Unreadable, update_in
from bot.platform import Refused
from bot.ports import Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.telegram.client import Client
    from adapters.telegram.lanes import Lanes
    from adapters.telegram.settings import Settings
    from adapters.telegram.wire import Update
    from bot.ports import Call, Ports

    Take = Callable[[Update], asyncio.Future[bool] | None]

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of the header
CONNECTIONS = 100
"""Updates that the server may deliver at once (setWebhook, `max_connections`)."""
HOLD_SECONDS = 3.0
"""How long the server waits at most for our word that an update was handled; what takes longer is ours from then on."""
LOOK_SECONDS = 25.0
"""How often the server is asked whether it still knows the way here."""

_log = structlog.get_logger()


class Registered(msgspec.Struct):
    """What the server knows of the webhook."""

    url: str = ""
    pending_update_count: int = 0
    last_error_date: int = 0


class Webhook:
    """Takes updates at the door."""

    def __init__(self, settings: Settings, ports: Ports, lanes: Lanes, take: Take) -> None:
        """Serve the path of the webhook's address."""
        self._settings = settings
        self._ports = ports
        self._lanes = lanes
        self._take = take
        self._secret = (settings.webhook_secret.get_secret_value() if settings.webhook_secret else "").encode()
        path = urlsplit(settings.webhook_url or "").path or "/"
        ports.door.add("POST", path, self.receive, limit=UPDATE_BYTES)

    async def run(self, client: Client) -> None:
        """Tell the server where we are, and look that it stays so, until cancelled.

        Raises:
            Refused: the token is no longer good.
            telegram.error.TelegramError: the webhook could not be set.
        """
        await self._register(client)
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self._look(client)
            except InvalidToken:
                why = "Telegram does not take the token any more; get a new one from @BotFather"
                raise Refused(why) from None
            except TelegramError as error:
                self._ports.health.down("telegram", type(error).__name__)
                _log.warning("the server cannot be asked", platform="telegram", why=type(error).__name__)

    async def receive(self, call: Call) -> Reply:
        """One update, or somebody who does not know the secret."""
        # A header may hold bytes that are no text; they are compared like any other.
        shown = call.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not self._secret or not hmac.compare_digest(shown, self._secret):
            _log.warning("a call without the secret", platform="telegram")
            return Reply(403)
        try:
            update = update_in(call.body)
        except Unreadable as error:
            self._ports.metrics.error(platform="telegram", kind="Unreadable")
            _log.warning("update not understood", platform="telegram", why=str(error))
            return Reply(200)  # sent again it would be no better
        self._ports.health.beat("telegram")
        await self._lanes.room()
        handled = self._take(update)
        if handled is None:
            return Reply(503)
        # Until we have said so, the server has it still: what is lost with a killed process is delivered again.
        done, _ = await asyncio.wait({handled}, timeout=HOLD_SECONDS)
        return Reply(503 if done and not handled.result() else 200)

    async def _look(self, client: Client) -> None:
        known = await client.call("getWebhookInfo", {}, Registered)
        self._ports.health.beat("telegram")
        if known.url != self._settings.webhook_url:
            _log.warning("the webhook was gone", platform="telegram", waiting=known.pending_update_count)
            self._ports.metrics.reconnect(platform="telegram")
            await self._register(client)

    async def _register(self, client: Client) -> None:
        params = {
            "url": self._settings.webhook_url,
            "secret_token": self._secret.decode(),
            "allowed_updates": KINDS,
            "max_connections": CONNECTIONS,
        }
        await client.call("setWebhook", params, object)
        self._ports.health.beat("telegram")
        # The host alone: people put secrets into paths.
        _log.info("webhook set", platform="telegram", host=urlsplit(self._settings.webhook_url or "").hostname)
