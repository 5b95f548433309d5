"""What `whatcode doctor` tries: the token, what the application may do, and the gateway. Changes nothing there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import discord
from discord.http import Route

from adapters.discord.lean import Gateway
from adapters.discord.menu import INSTALLS
from bot.platform import Finding, Grade

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.discord.settings import Settings

_USER_INSTALL = str(INSTALLS[1])


async def diagnose(settings: Settings) -> list[Finding]:
    """Try the token, and tell what it can do."""
    Route.BASE = settings.rest
    client = Gateway(settings)
    token = settings.token.get_secret_value() if settings.token else ""
    try:
        await client.login(token)
        application = await client.http.application_info()
        return [
            Finding(Grade.GOOD, f"the token is that of {client.user}"),
            *findings(application),
            *await _gateway(client),
        ]
    except discord.LoginFailure:
        advice = "WHATCODE_DISCORD_TOKEN: developer portal, Bot, Reset Token; copy it whole"
        return [Finding(Grade.BAD, "Discord does not know the token", advice)]
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        advice = "look at the network, WHATCODE_DISCORD_PROXY and WHATCODE_DISCORD_API_URL"
        return [Finding(Grade.BAD, f"{settings.api_url} cannot be reached ({type(error).__name__})", advice)]
    finally:
        await client.close()


def findings(application: Mapping[str, object]) -> list[Finding]:
    """What the application's settings in the developer portal mean (docs, Application Object)."""
    found = []
    if application.get("interactions_endpoint_url"):
        found.append(
            Finding(
                Grade.BAD,
                "commands go to an address of yours, not to the gateway",
                "developer portal, General Information: empty the Interactions Endpoint URL",
            )
        )
    installs = application.get("integration_types_config")
    if isinstance(installs, dict) and _USER_INSTALL in installs:
        found.append(Finding(Grade.GOOD, "people can install it for themselves and use it everywhere"))
    else:
        advice = "developer portal, Installation: tick User Install"
        found.append(Finding(Grade.NOTE, "only servers can install it", advice))
    if application.get("bot_public") is False:
        found.append(Finding(Grade.NOTE, "only you can install it", "developer portal, Bot: Public Bot"))
    return found


async def _gateway(client: Gateway) -> list[Finding]:
    try:
        shards = await client.find_gateway()
    except ConnectionError as error:
        advice = "wait until then; look in the log for what restarts so often"
        return [Finding(Grade.BAD, f"the gateway lets nobody in: {error}", advice)]
    ours, all_of_them, advised = len(shards), client.shard_count, client.advised
    what = f"the gateway is there: {ours} of {all_of_them} shards in this process, {advised} recommended"
    if advised > (all_of_them or 0):
        return [Finding(Grade.NOTE, what, "set WHATCODE_DISCORD_SHARD_COUNT to so many, or to auto")]
    return [Finding(Grade.GOOD, what)]
