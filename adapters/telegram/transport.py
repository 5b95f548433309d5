"""The adapter: connects, takes updates one way or the other, and puts what died together again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from telegram.error import InvalidToken

from adapters.telegram import menu
from adapters.telegram.checkup import findings
from adapters.telegram.client import Client
from adapters.telegram.decode import lane
from adapters.telegram.desk import Desk
from adapters.telegram.lanes import DRAIN_SECONDS, Lanes
from adapters.telegram.polling import Dead, Polling
from adapters.telegram.webhook import Webhook
from bot.platform import Refused

if TYPE_CHECKING:
    from adapters.telegram.settings import Settings
    from adapters.telegram.wire import Update
    from bot.front import Bot

_log = structlog.get_logger()


class Telegram:
    """One bot on one Bot API server."""

    name = "telegram"

    def __init__(self, settings: Settings) -> None:
        """Take the settings; nothing is connected yet."""
        self._settings = settings

    async def run(self, bot: Bot) -> None:
        """See `bot.platform.Adapter`."""
        service = _Service(self._settings, bot)
        try:
            await service.connect()
            while True:
                try:
                    await service.take_updates()
                except Dead as dead:
                    bot.ports.metrics.reconnect(platform=self.name)
                    _log.warning("polling had died, the client is made anew", platform=self.name, why=str(dead))
                    await service.renew()
        finally:
            await service.close()


class _Service:
    """One connection from its start to its end: who we are, what is under way, how far polling came."""

    def __init__(self, settings: Settings, bot: Bot) -> None:
        self._settings = settings
        self._bot = bot
        self._client = Client(settings)
        self._lanes = Lanes(settings.concurrency)
        source = Webhook if settings.mode == "webhook" else Polling
        self._source = source(settings, bot.ports, self._lanes, self._take)
        self._desk: Desk | None = None
        self._menu: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        """Ask the server who we are and what we may do; show the menu while the first updates come in.

        Raises:
            Refused: the token is not good.
            telegram.error.TelegramError: the server cannot be reached.
        """
        try:
            await self._client.initialize()
        except InvalidToken:
            why = "Telegram does not know the token (WHATCODE_TELEGRAM_TOKEN); copy it whole from @BotFather"
            raise Refused(why) from None
        self._desk = Desk(self._client, self._bot, rich=self._settings.rich_tables)
        self._introduce()
        self._menu = asyncio.create_task(menu.show(self._client, self._bot))

    async def take_updates(self) -> None:
        """Take updates until cancelled, or until polling dies.

        Raises:
            Refused: the token is no longer good.
            Dead: the connections have to be made anew.
        """
        await self._source.run(self._client)

    async def renew(self) -> None:
        """New connections for what comes; what is under way keeps the old ones."""
        await self._client.renew()

    async def close(self) -> None:
        """Finish what is under way, and leave."""
        self._desk = None  # what still comes to the door is for the next process: the server delivers it again
        if self._menu is not None:
            self._menu.cancel()
            await asyncio.gather(self._menu, return_exceptions=True)
        await self._lanes.drain(DRAIN_SECONDS)
        await self._client.shutdown()

    def _take(self, update: Update) -> asyncio.Future[bool] | None:
        """Let an update be handled; whether it was is told when it is known. None: it is for the next process."""
        desk = self._desk
        if desk is None:  # an update at the door before we know who we are, or when we are about to leave
            return None
        handled: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        async def handle() -> None:
            try:
                await desk.on_update(update)
            except asyncio.CancelledError:
                handled.set_result(False)
                raise
            handled.set_result(True)

        if not self._lanes.put(lane(update), handle):
            handled.set_result(True)
            self._bot.ports.metrics.error(platform="telegram", kind="overrun")
            _log.warning("not answered", platform="telegram", update=update.update_id, why="too many wait in its chat")
        self._bot.ports.metrics.queue(platform="telegram", waiting=self._lanes.count)
        return handled

    def _introduce(self) -> None:
        _log.info("connected", platform="telegram", bot=self._client.username, mode=self._settings.mode)
        for finding in findings(self._client.bot):
            _log.info("may do", platform="telegram", what=finding.what, advice=finding.advice)
