"""What the server lets the bot do, and what that means: said at every start, and by `whatcode doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.error import InvalidToken, TelegramError

from adapters.telegram.client import Client
from bot.platform import Finding, Grade

if TYPE_CHECKING:
    from telegram import User

    from adapters.telegram.settings import Settings


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
        return [*found, await _webhook(client, settings)]
    except InvalidToken:
        return [Finding(Grade.BAD, "the server does not know the token", "copy it whole from @BotFather, /mybots")]
    except TelegramError as error:
        kind = type(error).__name__
        return [Finding(Grade.BAD, f"{settings.api_url} cannot be reached ({kind})", "check network, proxy, api_url")]
    finally:
        await client.shutdown()


async def _webhook(client: Client, settings: Settings) -> Finding:
    info = await client.get_webhook_info()
    if settings.mode == "polling" and info.url:
        return Finding(Grade.NOTE, "a webhook is set; it will be removed when polling starts")
    if settings.mode == "webhook" and info.url != settings.webhook_url:
        return Finding(Grade.NOTE, "the webhook is not set yet; it will be at the start")
    return Finding(Grade.GOOD, f"{info.pending_update_count} updates are waiting")
