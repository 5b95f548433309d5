"""discord.py as it comes: a command, its suggestions and mentions, each answered with a fixed text."""

from __future__ import annotations

import logging
import os

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

TEXT = "503 Service Unavailable: the server cannot take the request now."


class Echo(discord.AutoShardedClient):
    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True))
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        _, url, _ = await self.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        if self.user in message.mentions:
            await message.reply(TEXT)


def main() -> None:
    Route.BASE = os.environ["ECHO_URL"] + "/api/v10"
    client = Echo()

    @client.tree.command(description="What a code means")
    async def code(interaction: discord.Interaction, query: str) -> None:
        await interaction.response.send_message(TEXT)

    @code.autocomplete("query")
    async def suggest(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{number} {TEXT[:40]}", value=str(number)) for number in range(500, 525)]

    client.run(os.environ["ECHO_TOKEN"], log_level=logging.WARNING)


if __name__ == "__main__":
    main()
