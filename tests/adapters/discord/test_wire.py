"""Reading payloads: what is not there is now left out, now null."""

from __future__ import annotations

import pytest
from fakes import discord_payloads as payloads

from adapters.discord import wire


def _said() -> dict[str, object]:
    embed = {"title": "DOWN", "description": "503 at the gate", "fields": [{"name": "code", "value": "503"}]}
    return {**payloads.message(payloads.ANN, "7", content="what's 503"), "embeds": [embed], "mentions": [payloads.BOT]}


def test_what_is_null_is_read_as_if_it_were_left_out():
    said = _said()
    nulls = {**said, "flags": None, "components": None, "attachments": None, "message_snapshots": None}
    nulls["embeds"] = [{**said["embeds"][0], "author": None, "footer": None, "url": None}]  # type: ignore[index]
    lacking = {key: value for key, value in nulls.items() if value is not None}
    assert wire.message(nulls) == wire.message(lacking) == wire.message(said)
    assert list(wire.message(nulls).texts()) == list(wire.message(said).texts())


def test_a_null_deep_within_does_not_make_the_rest_unreadable():
    said = _said()
    said["embeds"][0]["fields"][0]["value"] = None  # type: ignore[index]
    assert any("503 at the gate" in text for text in wire.message(said).texts())


def test_what_has_to_be_there_may_not_be_null():
    with pytest.raises(wire.Unreadable, match="id"):
        wire.message({**_said(), "id": None})
