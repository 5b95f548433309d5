"""What the server lets the bot do, and what that means: said at every start, and by `whatcode doctor`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from telegram.error import InvalidToken, TelegramError

from adapters.telegram.client import Client
from adapters.telegram.request import Undone
from bot.platform import Finding, Grade

if TYPE_CHECKING:
    from telegram import User

    from adapters.telegram.settings import Settings


RECENT = timedelta(hours=1)
"""How long a failed delivery matters: the server tells of the last one for ever."""


def findings(me: User) -> list[Finding]:
    """What the switches in @BotFather mean for the people in the chats."""
    return [
        Finding(
            Grade.NOTE,
            "privacy mode is off: every message of its groups reaches the bot; it answers only where it is meant",
        )
        if me.can_read_all_group_messages
        else Finding(
            Grade.NOTE,
            "privacy mode is on: in groups only commands and replies to the bot reach it, mentions may not",
            "to be called by @name in groups: @BotFather, /setprivacy, Disable; then add the bot to its groups again",
        ),
        Finding(Grade.GOOD, "inline mode is on: @name works in every chat")
        if me.supports_inline_queries
        else Finding(Grade.NOTE, "inline mode is off", "to be used as @name 503 in every chat: @BotFather, /setinline"),
        Finding(Grade.GOOD, "guest mode is on: it answers a mention in chats that it is not in")
        if me.supports_guest_queries
        else Finding(
            Grade.NOTE, "guest mode is off", "to be called into chats that it is not in: @BotFather, Guest Mode"
        ),
        Finding(Grade.GOOD, "it may be added to groups")
        if me.can_join_groups
        else Finding(Grade.NOTE, "it cannot be added to groups", "@BotFather, /setjoingroups, Enable"),
    ]


async def diagnose(settings: Settings) -> list[Finding]:
    """Try the token, and tell what it can do. Changes nothing on the server."""
    client = Client(settings)
    try:
        await client.initialize()
        found = [Finding(Grade.GOOD, f"the token is that of @{client.username}"), *findings(client.bot)]
        return [*found, await _way(client, settings)]
    except InvalidToken:
        advice = "WHATCODE_TELEGRAM_TOKEN: copy it whole from @BotFather, /mybots, API Token"
        return [Finding(Grade.BAD, "the server does not know the token", advice)]
    except TelegramError as error:
        why = str(error) if isinstance(error, Undone) else type(error).__name__
        advice = "look at the network, WHATCODE_TELEGRAM_PROXY and WHATCODE_TELEGRAM_API_URL"
        return [Finding(Grade.BAD, f"{settings.api_url} cannot be reached ({why})", advice)]
    finally:
        await client.shutdown()


async def _way(client: Client, settings: Settings) -> Finding:
    """How updates come to us."""
    info = await client.get_webhook_info()
    if settings.mode == "polling":
        if not info.url:
            return Finding(Grade.GOOD, f"nothing is in the way of polling; {info.pending_update_count} updates wait")
        what = "a webhook is set, so polling gets nothing"
        return Finding(Grade.NOTE, what, "the start removes it; look whether another bot uses this token")
    where = urlsplit(settings.webhook_url or "").hostname
    if info.url != settings.webhook_url:
        return Finding(Grade.NOTE, f"the webhook ({where}) is not set", "the start sets it")
    if info.last_error_date and datetime.now(UTC) - info.last_error_date < RECENT:
        what = f"the server could not deliver to {where} at {info.last_error_date:%H:%M} UTC: {info.last_error_message}"
        advice = "lead that address to our HTTP door, with a certificate; one WHATCODE_TELEGRAM_WEBHOOK_SECRET for all"
        return Finding(Grade.BAD, what, advice)
    return Finding(Grade.GOOD, f"the webhook ({where}) is set; {info.pending_update_count} updates wait")
