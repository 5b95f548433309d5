"""The library's bot with our requests below it, and one way to call any method of the Bot API.

Methods are called by name with plain parameters, and their results read by `msgspec`: `sendRichMessage` is newer than
the library, and making the library's objects out of every answer takes longer than all the rest of a question.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import msgspec
import structlog
from telegram.error import RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import BaseRequest

from adapters.telegram.request import AiohttpRequest, HttpxRequest, Undone, encoded, parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram._utils.types import ODVInput

    from adapters.telegram.settings import Settings

# How the library lets one choose its future form of `retry_after`; without it, it warns at every 429.
os.environ.setdefault("PTB_TIMEDELTA", "1")
# At DEBUG the library writes down every request with its texts.
logging.getLogger("telegram").setLevel(logging.INFO)
# It would write a traceback at every 429.
logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)
# Their INFO lines hold the address of each request, and with it the token.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

PAUSES = (0.2, 1.0, 3.0)
"""Seconds before each further try of a request that the server did not act on."""

PATIENCE_SECONDS = 600.0
"""How long a request may wait in all that the server wants later (429 with `retry_after`); then it is given up."""

GROUP_RATE, GROUP_SECONDS = 20, 60
"""Messages to one group in so many seconds (https://core.telegram.org/bots/faq, broadcasting)."""

CONNECTIONS = 256

_log = structlog.get_logger()
_T = TypeVar("_T")


class Client(ExtBot[int]):
    """The connection to the server. `repr` and errors hold no token."""

    def __init__(self, settings: Settings) -> None:
        """Prepare; `initialize` opens the connection and asks the server who we are."""
        token = settings.token.get_secret_value() if settings.token else ""
        # It spaces requests out. What the server wants later is left to `call`: the limiter would hold up every chat.
        limiter = (
            AIORateLimiter(
                overall_max_rate=settings.max_rate, group_max_rate=GROUP_RATE, group_time_period=GROUP_SECONDS
            )
            if settings.max_rate
            else None
        )
        super().__init__(
            token=token,
            base_url=f"{settings.api_url}/bot",
            base_file_url=f"{settings.api_url}/file/bot",
            request=_request(settings, CONNECTIONS),
            get_updates_request=_request(settings, 1),
            rate_limiter=limiter,
        )

    def __repr__(self) -> str:
        """Without the token, which the library's own shows."""
        return "Client()"

    async def call(
        self, method: str, params: Mapping[str, object], result: type[_T], read_seconds: float | None = None
    ) -> _T:
        """Call a method; what the server did not act on is tried again after a pause, or when the server says.

        Args:
            method: its name in the Bot API.
            params: its parameters as JSON values; None is left out.
            result: the type of the result.
            read_seconds: how long to wait for it, where it may take longer than usual.

        Raises:
            telegram.error.TelegramError: as the library sorts what went wrong.
        """
        wait = BaseRequest.DEFAULT_NONE if read_seconds is None else read_seconds
        given = {name: value for name, value in params.items() if value is not None}
        pauses, patience = iter(PAUSES), PATIENCE_SECONDS
        while True:
            try:
                return await self._result(method, given, result, wait)
            except msgspec.ValidationError as error:
                message = f"{method}: an unexpected result ({error})"
                raise TelegramError(message) from None
            except Undone as error:
                pause, why = next(pauses, None), str(error)
                if pause is None or method == "getUpdates":
                    raise
                pause *= random.uniform(0.5, 1.0)  # noqa: S311 - no secret depends on it
            except RetryAfter as error:
                pause, why = seconds_of(error), "flood"
                patience -= pause
                if patience < 0 or method == "getUpdates":
                    raise
            _log.info("request repeated", platform="telegram", method=method, why=why, after=round(pause, 1))
            await asyncio.sleep(pause)

    async def _result(
        self, method: str, params: dict[str, object], result: type[_T], read_timeout: ODVInput[float]
    ) -> _T:
        """Ask once.

        Raises:
            msgspec.ValidationError: what came is of another type.
            telegram.error.TelegramError: as `call`.
        """
        polls = method == "getUpdates"
        request = self._request[0 if polls else 1]
        if not isinstance(request, AiohttpRequest):
            return msgspec.convert(await self._post(method, params, read_timeout=read_timeout), result)
        sent = f"{self.base_url}/{method}", encoded(params), read_timeout
        if polls or self.rate_limiter is None:
            return _read(await request.send(*sent), result)
        # The limiter does not look at what it passes on; its types know the library's results alone.
        send: Any = request.send
        payload: Any = await self.rate_limiter.process_request(send, sent, {}, method, params, None)
        return _read(payload, result)

    async def renew(self) -> None:
        """Open new connections; requests under way keep the old ones until the next time, or the end."""
        for request in self._request:
            if isinstance(request, AiohttpRequest | HttpxRequest):
                await request.renew()

    async def download(self, path: str, most: int) -> bytes:
        """The content of a file by the path that `getFile` told; a local server may tell one on our own disk.

        Of that, which may be 2,000 MB, at most so many bytes are read; others are at most 20 MB.

        Raises:
            telegram.error.TelegramError: it could not be had.
        """
        if path.startswith("/"):
            try:
                return await asyncio.to_thread(_beginning, Path(path), most)
            except OSError as error:
                message = f"a file of the local server that cannot be read ({type(error).__name__})"
                raise TelegramError(message) from None
        return await self._request[1].retrieve(f"{self.base_file_url}/{path}")


def _read(payload: bytes, result: type[_T]) -> _T:
    """What a response tells.

    Raises:
        msgspec.ValidationError: it is of another type.
        telegram.error.TelegramError: it is no JSON, or not the server's.
    """
    try:
        told: _T = _reader(result).decode(payload).result  # type: ignore[arg-type]
    except msgspec.ValidationError:
        raise
    except (ValueError, RecursionError):  # half a character in it, perhaps
        return msgspec.convert(parsed(payload).get("result"), result)
    return told


@cache
def _reader(result: object) -> msgspec.json.Decoder[Any]:
    """A decoder of responses with such a result: what else the server tells of a message is not made into objects."""
    return msgspec.json.Decoder(msgspec.defstruct("Response", [("result", result)]))


def _beginning(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


def seconds_of(error: RetryAfter) -> float:
    """How long the server wants to be left alone."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _request(settings: Settings, connections: int) -> BaseRequest:
    proxy = settings.proxy or _system_proxy(settings.api_url)
    if settings.transport == "httpx":
        return HttpxRequest(
            connection_pool_size=connections,
            read_timeout=10,
            write_timeout=10,
            pool_timeout=5,
            proxy=proxy,
        )
    return AiohttpRequest(connections=connections, proxy=proxy)


def _system_proxy(address: str) -> str | None:
    """The proxy that the environment names for an address (HTTPS_PROXY, NO_PROXY)."""
    parts = urlsplit(address)
    if not parts.hostname or proxy_bypass(parts.hostname):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")
