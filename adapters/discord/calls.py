"""What we ask of Discord in answering, in Discord's own words: the library sends it, and heeds its limits.

The library's ways of answering lead over objects that are made for one answer (an interaction with its server, channel
and member, a view, the message that came of it) and cost more than all the rest of it. We read and write payloads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from discord.http import MultipartParameters, Route
from discord.webhook.async_ import AsyncWebhookAdapter

from adapters.discord import wire

if TYPE_CHECKING:
    from adapters.discord.lean import Gateway
    from adapters.discord.rendered import Rendered

Payload = dict[str, Any]

COMPONENTS_V2 = 1 << 15
"""Flag of a message that is components and nothing else (docs, Message Flags)."""

ANSWER, PUT_OFF, PUT_OFF_CHANGE, CHANGE, SUGGESTIONS, DIALOG = range(4, 10)
"""Types of first answers (docs, Interaction Callback Type)."""

_NOBODY: Final[Payload] = {"parse": []}
"""Whoever a text names is not told of it (docs, Allowed Mentions)."""


def message(rendered: Rendered, *, private: bool = False) -> Payload:
    """A message, or what a message is to become."""
    flags = COMPONENTS_V2 | wire.EPHEMERAL if private else COMPONENTS_V2
    return {"flags": flags, "components": rendered.components, "allowed_mentions": _NOBODY}


class Callback:
    """The requests that answer one interaction (docs, Receiving and Responding).

    All raise what the library raises: `discord.HTTPException`, `aiohttp.ClientConnectionError`, `OSError`.
    """

    _sender: Final = AsyncWebhookAdapter()  # type: ignore[no-untyped-call]

    def __init__(self, client: Gateway, interaction: wire.Interaction) -> None:
        """Take the connection and what is answered."""
        self._client = client
        self._at = {"webhook_id": interaction.id, "webhook_token": interaction.token}
        self._after = {"webhook_id": interaction.application_id, "webhook_token": interaction.token}

    async def respond(self, kind: int, data: Payload | None = None) -> None:
        """Give the first answer."""
        payload = {"type": kind} if data is None else {"type": kind, "data": data}
        await self._send(Route("POST", "/interactions/{webhook_id}/{webhook_token}/callback", **self._at), payload)

    async def edit(self, data: Payload) -> None:
        """Change the first answer."""
        await self._send(Route("PATCH", f"{_WEBHOOK}/messages/@original", **self._after), data)

    async def delete(self) -> None:
        """Take the first answer away."""
        await self._send(Route("DELETE", f"{_WEBHOOK}/messages/@original", **self._after))

    async def follow(self, data: Payload) -> None:
        """Send another message."""
        await self._send(Route("POST", _WEBHOOK, **self._after), data, {"wait": 1})

    async def _send(self, route: Route, payload: Payload | None = None, params: Payload | None = None) -> None:
        http = self._client.http
        await self._sender.request(
            route,
            self._client.session,
            payload=payload,
            proxy=http.proxy,
            proxy_auth=http.proxy_auth,
            params=params,
        )


_WEBHOOK: Final = "/webhooks/{webhook_id}/{webhook_token}"


class Channel:
    """The requests that answer a message in its channel (docs, Message). They raise what those of `Callback` do."""

    def __init__(self, client: Gateway, id_: int) -> None:
        """Take the connection and the id of the channel."""
        self._http = client.http
        self._id = id_

    async def post(self, data: Payload) -> int:
        """Send a message: its id."""
        sent = await self._http.send_message(self._id, params=_parameters(data))
        return int(sent["id"])

    async def edit(self, message_id: int, data: Payload) -> None:
        """Change a message of ours."""
        await self._http.edit_message(self._id, message_id, params=_parameters(data))

    async def delete(self, message_id: int) -> None:
        """Take a message of ours away."""
        await self._http.delete_message(self._id, message_id)


def _parameters(data: Payload) -> MultipartParameters:
    return MultipartParameters(payload=data, multipart=None, files=None)
