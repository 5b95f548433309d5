"""aiogram as it comes."""

from __future__ import annotations

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

TEXT = "503 Service Unavailable: the server cannot take the request now."


async def answer(message: Message) -> None:
    await message.answer(TEXT)


async def main() -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["ECHO_URL"]), limit=256)
    bot = Bot(os.environ["ECHO_TOKEN"], session=session)
    dispatcher = Dispatcher()
    dispatcher.message.register(answer)
    if not (port := int(os.environ.get("ECHO_PORT", "0"))):
        await dispatcher.start_polling(bot)
        return
    site = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=os.environ["ECHO_SECRET"]).register(site, "/telegram")
    runner = web.AppRunner(site, access_log=None)
    await bot.set_webhook(f"http://127.0.0.1:{port}/telegram", secret_token=os.environ["ECHO_SECRET"])
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
