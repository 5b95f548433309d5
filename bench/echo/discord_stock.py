"""discord.py as it comes: a command, its suggestions and mentions, each answered with a fixed text.

With `ECHO_CARD`, the components of a card of ours, each is answered with that card, made of the library's own items.
"""

from __future__ import annotations

import json
import logging
import os
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

TEXT = "503 Service Unavailable: the server cannot take the request now."


CARD = json.loads(os.environ.get("ECHO_CARD", "null"))


def said() -> dict[str, Any]:
    """What is answered: made anew for each answer, as a view has to be."""
    return {"content": TEXT} if CARD is None else {"view": card(CARD[0])}


def card(container: dict[str, Any]) -> discord.ui.LayoutView:
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(*map(item, container["components"]), accent_colour=container["accent_color"]))
    view.stop()  # nobody presses: the library need not remember it
    return view


def item(part: dict[str, Any]) -> discord.ui.Item[Any]:
    match part:
        case {"type": 10, "content": content}:
            return discord.ui.TextDisplay(content)
        case {"type": 14}:
            return discord.ui.Separator()
        case {"type": 1, "components": parts}:
            return discord.ui.ActionRow(*map(item, parts))
        case {"type": 2, "label": label, "url": url}:
            return discord.ui.Button(label=label, url=url)
        case {"type": 2, "label": label, "custom_id": id_}:
            return discord.ui.Button(label=label, custom_id=id_)
        case _:
            raise ValueError(part)


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
            await message.reply(**said())


def main() -> None:
    Route.BASE = os.environ["ECHO_URL"] + "/api/v10"
    client = Echo()

    @client.tree.command(description="What a code means")
    async def code(interaction: discord.Interaction, query: str) -> None:
        await interaction.response.send_message(**said())

    @code.autocomplete("query")
    async def suggest(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{number} {TEXT[:40]}", value=str(number)) for number in range(500, 525)]

    client.run(os.environ["ECHO_TOKEN"], log_level=logging.WARNING)


if __name__ == "__main__":
    main()
