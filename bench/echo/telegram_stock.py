"""python-telegram-bot as it comes, with room for many updates at once; or, with `aiohttp`, on our requests."""

from __future__ import annotations

import asyncio
import logging
import os
import sys

from aiohttp import web
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

TEXT = "503 Service Unavailable: the server cannot take the request now."


async def answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_text(TEXT)


async def serve(application: Application, port: int) -> None:
    """The library's own webhook needs another HTTP server; this is its documented way to bring one's own."""

    async def take(request: web.Request) -> web.Response:
        if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != os.environ["ECHO_SECRET"]:
            return web.Response(status=403)
        await application.update_queue.put(Update.de_json(await request.json(), application.bot))
        return web.Response()

    site = web.Application()
    site.router.add_post("/telegram", take)
    runner = web.AppRunner(site, access_log=None)
    async with application:
        await application.start()
        await application.bot.set_webhook(f"http://127.0.0.1:{port}/telegram", secret_token=os.environ["ECHO_SECRET"])
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await asyncio.Event().wait()


def main() -> None:
    logging.getLogger("httpx").setLevel(logging.WARNING)
    builder = Application.builder().token(os.environ["ECHO_TOKEN"]).base_url(f"{os.environ['ECHO_URL']}/bot")
    builder = builder.concurrent_updates(256)
    if "aiohttp" in sys.argv:
        from adapters.telegram.request import AiohttpRequest

        builder = builder.request(AiohttpRequest(connections=256)).get_updates_request(AiohttpRequest(connections=1))
    else:
        builder = builder.connection_pool_size(256)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, answer))
    if port := int(os.environ.get("ECHO_PORT", "0")):
        asyncio.run(serve(application, port))
    else:
        application.run_polling()


if __name__ == "__main__":
    main()
