"""The HTTP door (aiohttp): health, readiness, metrics, and the paths that platforms add. One port."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from bot.ports import Call, Reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.infra.health import Watch
    from bot.infra.metrics import PrometheusMetrics

    Handler = Callable[[Call], Awaitable[Reply]]

_log = structlog.get_logger()


class HttpDoor:
    """A `Door`. Paths may be added at any time; a path that nobody serves is answered with 404.

    Attributes:
        metrics: what is told of at `/metrics`.
        port: where it listens; 0 as long as it is not open.
    """

    def __init__(self, watch: Watch, metrics: PrometheusMetrics) -> None:
        """Serve what the process says of itself."""
        self._watch = watch
        self.metrics = metrics
        self._handlers: dict[tuple[str, str], tuple[Handler, int]] = {}
        self.port = 0
        self.add("GET", "/healthz", self._healthz, limit=0)
        self.add("GET", "/readyz", self._readyz, limit=0)
        self.add("GET", "/metrics", self._page, limit=0)

    def add(self, method: str, path: str, handler: Handler, *, limit: int) -> None:
        """See `bot.ports.Door`."""
        self._handlers[method, path] = (handler, limit)

    @asynccontextmanager
    async def open(self, host: str, port: int) -> AsyncIterator[None]:
        """Listen while within.

        Raises:
            OSError: the address cannot be had.
        """
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._serve)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        try:
            site = web.TCPSite(runner, host, port)
            await site.start()
            self.port = runner.addresses[0][1]
            _log.info("door open", host=host, port=self.port)
            yield
        finally:
            await runner.cleanup()

    async def _serve(self, request: web.Request) -> web.Response:
        # Who asks for the head alone gets no body (RFC 9110, section 9.3.2): aiohttp sees to that.
        method = "GET" if request.method == "HEAD" else request.method
        handler, limit = self._handlers.get((method, request.path), (None, 0))
        if handler is None:
            return web.Response(status=404)
        body = await self._body(request, limit)
        if body is None:
            return web.Response(status=413)
        headers = {name.lower(): value for name, value in request.headers.items()}
        reply = await handler(Call(request.method, request.path, headers, body))
        content_type, _, charset = reply.content_type.partition("; charset=")
        return web.Response(
            status=reply.status,
            body=reply.body,
            headers=dict(reply.headers),
            content_type=content_type,
            charset=charset or None,
        )

    async def _body(self, request: web.Request, limit: int) -> bytes | None:
        """The body; None where it is longer than allowed, without having read the rest."""
        if (request.content_length or 0) > limit:
            return None
        body = await request.content.read(limit + 1) if request.can_read_body else b""
        while request.can_read_body and len(body) <= limit and not request.content.at_eof():
            body += await request.content.read(limit + 1 - len(body))
        return body if len(body) <= limit else None

    async def _healthz(self, _call: Call) -> Reply:
        return Reply(200, b"ok\n")

    async def _readyz(self, _call: Call) -> Reply:
        body = json.dumps(self._watch.report(), sort_keys=True).encode()
        return Reply(200 if self._watch.ready else 503, body, "application/json")

    async def _page(self, _call: Call) -> Reply:
        return Reply(200, self.metrics.page(), "text/plain; version=0.0.4; charset=utf-8")
