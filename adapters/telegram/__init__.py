"""Telegram: private chats, groups, inline mode, guest mode, buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.telegram.settings import Settings
from bot.platform import Platform

if TYPE_CHECKING:
    from bot.platform import Adapter, Finding


def _wanted(settings: Settings) -> bool:
    return settings.token is not None


def _build(settings: Settings) -> Adapter:
    from adapters.telegram.transport import Telegram  # noqa: PLC0415 - the library is imported when it is wanted

    return Telegram(settings)


async def _diagnose(settings: Settings) -> list[Finding]:
    from adapters.telegram.checkup import diagnose  # noqa: PLC0415 - as above

    return await diagnose(settings)


def _address(settings: Settings) -> str:
    return settings.api_url


def _is_called(settings: Settings) -> bool:
    return settings.mode == "webhook"


PLATFORM = Platform("telegram", Settings, _wanted, _build, _diagnose, _address, _is_called)
