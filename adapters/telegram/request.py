"""Requests on aiohttp for the library, several times faster than its own on httpx; and what both have in common.

Neither the address (it holds the token) nor what the server said (it may hold messages) gets into an error or a log.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import aiohttp
import msgspec
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx
    from telegram._utils.types import JSONDict, ODVInput
    from telegram.request import RequestData

_SENT_IN_VAIN = (aiohttp.ClientConnectorError, aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)
_HTTPX_SENT_IN_VAIN = ("ConnectError", "ConnectTimeout", "PoolTimeout", "RemoteProtocolError", "WriteError")


class Undone(NetworkError):  # noqa: N818 - it says what did not happen
    """The server did not act on the request, as far as can be known: it is safe to send it again."""


def parsed(payload: bytes) -> JSONDict:
    """A response as JSON.

    Raises:
        TelegramError: it is none. What it was instead is not told: it may hold messages.
    """
    try:
        found = _loaded(payload)
    except (ValueError, RecursionError) as error:
        message = f"a response of {len(payload)} bytes that is no JSON"
        raise TelegramError(message) from error
    if not isinstance(found, dict) or "ok" not in found or (found["ok"] and "result" not in found):
        message = "a response that is not the server's"
        raise TelegramError(message)
    return found


def _loaded(payload: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return msgspec.json.decode(payload)
    except msgspec.DecodeError:  # it refuses half characters, and one in an update would keep back all that follow
        return json.loads(payload)


def _answered(code: int, payload: bytes) -> tuple[int, bytes]:
    """A response as the library wants it.

    Raises:
        Undone: the server, or a proxy before it, failed.
    """
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        message = f"the server failed ({code})"
        raise Undone(message)
    if code < HTTPStatus.BAD_REQUEST:
        return code, payload
    try:
        told = parsed(payload)
    except TelegramError:
        told, payload = {}, b'{"ok":false}'
    if code == HTTPStatus.TOO_MANY_REQUESTS and not isinstance(told.get("parameters"), dict):
        message = "too many requests"
        raise Undone(message)
    return code, payload


class AiohttpRequest(BaseRequest):
    """Requests on one aiohttp session."""

    def __init__(
        self,
        *,
        connections: int,
        proxy: str | None = None,
        read_seconds: float = 10.0,
        write_seconds: float = 10.0,
        connect_seconds: float = 5.0,
        pool_seconds: float = 5.0,
        upload_seconds: float = 30.0,
    ) -> None:
        """Prepare; the session is opened by `initialize`.

        Args:
            connections: how many may be open at once.
            proxy: address of an HTTP proxy.
            read_seconds: default of how long to wait for the server, between two pieces of a response.
            write_seconds: how long sending may take.
            connect_seconds: how long connecting may take.
            pool_seconds: how long to wait for a free connection.
            upload_seconds: `write_seconds` where a file is sent.
        """
        self._connections = connections
        self._proxy = proxy
        self._defaults = (read_seconds, write_seconds, connect_seconds, pool_seconds)
        self._upload_seconds = upload_seconds
        self._session: aiohttp.ClientSession | None = None
        self._retired: aiohttp.ClientSession | None = None
        self._timeouts: dict[tuple[object, ...], aiohttp.ClientTimeout] = {}

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for the server where a call does not say."""
        return self._defaults[0]

    async def initialize(self) -> None:
        """Open the session, if it is not."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector, headers={"User-Agent": self.USER_AGENT})

    async def shutdown(self) -> None:
        """Close the session with its connections."""
        for session in (self._retired, self._session):
            if session is not None:
                await session.close()

    async def renew(self) -> None:
        """Go on with a new session; what is under way keeps the old one, which is closed the next time."""
        if self._retired is not None:
            await self._retired.close()
        self._retired, self._session = self._session, None
        await self.initialize()

    @staticmethod
    def parse_json_payload(payload: bytes) -> JSONDict:
        """See `parsed`: the library's own would log the whole response."""
        return parsed(payload)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send a request; status and body of the response.

        Raises:
            TimedOut: the server took too long; whether it acted is not known.
            Undone: it was not reached, or failed.
            NetworkError: the connection broke in the middle.
        """
        uploads = request_data is not None and request_data.contains_files
        limits = self._limits((read_timeout, write_timeout, connect_timeout, pool_timeout), uploads=uploads)
        return await self._exchange(method, url, _body(request_data), limits)

    async def send(self, url: str, content: bytes, read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE) -> bytes:
        """Post JSON that is ready made; the body of the response.

        Shorter than `post`, which has the library look at each parameter for files, dates and objects of its own.

        Raises:
            TelegramError: as the library sorts what went wrong.
        """
        default = self.DEFAULT_NONE
        limits = self._limits((read_timeout, default, default, default), uploads=False)
        try:
            code, payload = await self._exchange("POST", url, _json(content), limits)
        except TelegramError:
            raise
        except Exception as error:
            raise NetworkError(type(error).__name__) from error
        if code == HTTPStatus.OK:
            return payload
        return await _Received(code, payload).retrieve(url)

    async def _exchange(
        self,
        method: str,
        url: str,
        body: aiohttp.BytesPayload | aiohttp.FormData | None,
        limits: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        if self._session is None or self._session.closed:
            message = "the request object is not initialized"
            raise RuntimeError(message)
        try:
            async with self._session.request(method, url, data=body, timeout=limits, proxy=self._proxy) as response:
                return _answered(response.status, await response.read())
        except aiohttp.ConnectionTimeoutError:
            message = "no connection in time"
            raise Undone(message) from None
        except TimeoutError:
            raise TimedOut from None
        except _SENT_IN_VAIN as error:
            raise Undone(type(error).__name__) from None
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from None

    def _limits(self, given: tuple[ODVInput[float], ...], *, uploads: bool) -> aiohttp.ClientTimeout:
        key = (uploads, *given)
        found = self._timeouts.get(key)
        if found is None:
            values: list[float | None] = []
            for value, default in zip(given, self._defaults, strict=True):
                values.append(default if isinstance(value, DefaultValue) else value)
            if uploads and isinstance(given[1], DefaultValue):
                values[1] = self._upload_seconds
            read, write, connect, pool = values
            waiting = None if pool is None or connect is None else pool + connect
            # aiohttp has no limit for sending alone: the whole may take as long as all its parts.
            total = None if waiting is None or read is None or write is None else waiting + write + read
            found = aiohttp.ClientTimeout(total=total, connect=waiting, sock_connect=connect, sock_read=read)
            self._timeouts[key] = found
        return found


def _body(data: RequestData | None) -> aiohttp.BytesPayload | aiohttp.FormData | None:
    if data is None:
        return None
    if not data.contains_files:
        return _json(encoded(data.parameters)) if data.parameters else None
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def _json(content: bytes) -> aiohttp.BytesPayload:
    # Ready made: aiohttp would look for what fits bytes, and copy their header from another place.
    return aiohttp.BytesPayload(content, content_type="application/json")


def encoded(parameters: Mapping[str, object]) -> bytes:
    """JSON in UTF-8; half characters in names or labels that are not ours become question marks."""
    try:
        return msgspec.json.encode(parameters)
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole(parameters))


def _whole(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _whole(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_whole(inner) for inner in value]
    return value


class _Received(BaseRequest):
    """A response that is here already, for the library to say what is wrong with it."""

    def __init__(self, code: int, payload: bytes) -> None:
        self._response = code, payload

    read_timeout = None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> JSONDict:
        """See `parsed`."""
        return parsed(payload)

    async def do_request(self, *_args: Any, **_named: Any) -> tuple[int, bytes]:  # noqa: ANN401 - as its parent's
        """What was received."""
        return self._response


class HttpxRequest(HTTPXRequest):
    """The library's own requests, with the same errors and the same silence."""

    def __init__(self, **named: Any) -> None:  # noqa: ANN401 - as its parent's
        """See `telegram.request.HTTPXRequest`."""
        super().__init__(**named)
        self._retired: httpx.AsyncClient | None = None

    async def renew(self) -> None:
        """See `AiohttpRequest.renew`."""
        if self._retired is not None:
            await self._retired.aclose()
        self._retired, self._client = self._client, self._build_client()

    async def shutdown(self) -> None:
        """Close the connections."""
        if self._retired is not None:
            await self._retired.aclose()
        await super().shutdown()

    @staticmethod
    def parse_json_payload(payload: bytes) -> JSONDict:
        """See `parsed`."""
        return parsed(payload)

    async def do_request(self, *args: Any, **named: Any) -> tuple[int, bytes]:  # noqa: ANN401 - as its parent's
        """See `AiohttpRequest.do_request`."""
        try:
            code, payload = await super().do_request(*args, **named)
        except NetworkError as error:
            kind = type(error.__cause__).__name__
            if kind in _HTTPX_SENT_IN_VAIN:
                raise Undone(kind) from None
            raise type(error)(kind) from None
        return _answered(code, payload)
