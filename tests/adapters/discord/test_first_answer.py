"""An interaction takes one first answer, within three seconds: what goes wrong with it, and what the asker sees then."""

from __future__ import annotations

import asyncio
import time

import pytest
import structlog
from fakes.discord import Fault
from fakes.discord_payloads import BOT, GUILD, texts

from adapters.discord import reply
from bot.outcome import Preferences

FAULTS = {
    "failing": Fault(503),
    "another failure": Fault(502),
    "cut": Fault(0),
    "silent": Fault(0, seconds=60),
    "garbage": Fault(200, garbage=b'{"id": "1", \xff'),
    "taken, garbage said": Fault(200, garbage=b"<html>", after=True),
    "taken, cut": Fault(0, after=True),
    "taken, failure said": Fault(503, after=True),
    "taken, silent": Fault(0, seconds=60, after=True),
}


@pytest.fixture
def strict(live):
    """The connected adapter, and a server that waits three seconds and no longer."""
    live.response_seconds = 3.0
    return live


@pytest.fixture
async def slow(fake, running, hesitant):
    """A bot that says soon that it takes a moment, and the server it is connected to."""
    bot = hesitant(0.2)
    fake.response_seconds = 3.0
    async with running(bot):
        await fake.until(lambda: fake.gateway.live)
        fake.bot = bot
        yield fake


@pytest.mark.parametrize("fault", FAULTS)
class TestOneFault:
    async def test_a_command_is_answered_once_and_in_time(self, strict, seen, fault):
        strict.faults["POST /interactions"].append(FAULTS[fault])
        asked = await strict.slash("code", {"query": "503"})
        assert time.monotonic() - asked.at < 3
        assert "503 ·" in asked.text
        await strict.until(lambda: len(strict.calls("POST", "/callback")) == 2)
        await asyncio.sleep(0.2)
        assert asked.followups == []
        assert seen.errors == []

    async def test_suggestions_and_dialogs(self, strict, seen, fault):
        strict.faults["POST /interactions"].append(FAULTS[fault])
        assert await strict.type("code", "query", "503")
        strict.faults["POST /interactions"].append(FAULTS[fault])
        assert (await strict.slash("explain")).response["type"] == 9
        assert seen.errors == []

    async def test_the_word_to_be_patient_does_not_stay(self, slow, seen, fault):
        slow.faults["POST /interactions"].append(FAULTS[fault])
        asked = await slow.slash("code", {"query": "503"})
        assert "503 ·" in asked.text
        assert asked.followups == []
        assert seen.errors == []


@pytest.mark.parametrize("kind", ["slash", "press"])
async def test_a_word_to_be_patient_of_which_nobody_knows_is_found_out(slow, monkeypatch, kind):
    answer = await slow.answered(await slow.say(f"<@{BOT['id']}> 503"))
    slow.bot.ports.store.seconds = 1.0
    monkeypatch.setattr(reply, "TRY_SECONDS", 0.1)
    monkeypatch.setattr(reply, "RESPONSE_SECONDS", 0.3)
    # Every try of it is taken or turned away, and none of that is said.
    slow.faults["POST /interactions"].extend([Fault(0, seconds=60, after=True)] * 9)
    with structlog.testing.capture_logs() as log:
        if kind == "slash":
            asked = await slow.slash("code", {"query": "503"}, wait=False)
        else:
            asked = await slow.press(answer, "Causes", wait=False)
        await slow.until(lambda: "nobody could be told to wait" in [line["event"] for line in log])
    slow.faults.clear()
    await slow.until(lambda: "503 ·" in asked.text and ("Less" in str(asked.message) or kind == "slash"))
    assert asked.followups == []


async def test_no_try_comes_after_the_time_is_over(strict):
    strict.faults["POST /interactions"].extend([Fault(0, seconds=60)] * 20)
    await strict.slash("code", {"query": "503"}, wait=False)
    await asyncio.sleep(5)
    assert 3 <= len(strict.calls("POST", "/callback")) <= 5, "the last one is the word that something went wrong"


@pytest.mark.parametrize("after", [False, True])
async def test_what_follows_is_not_waited_for_without_end(slow, monkeypatch, after):
    monkeypatch.setattr(reply, "FOLLOW_SECONDS", 0.3)
    slow.faults["PATCH /webhooks"].append(Fault(0, seconds=60, after=after))
    assert "503 ·" in (await slow.slash("code", {"query": "503"})).text
    await slow.bot.ports.store.prefer(f"discord:{GUILD}", Preferences(private=False))
    slow.faults["DELETE /webhooks"].append(Fault(0, seconds=60, after=after))
    asked = await slow.slash("code", {"query": "503"}, wait=False)
    await slow.until(lambda: asked.followups)
    assert "503 ·" in texts(asked.followups[0]) or "went wrong" in texts(asked.followups[0])


async def test_where_it_cannot_be_shown_the_apology_takes_the_place_of_the_waiting(slow):
    slow.faults["PATCH /webhooks"].extend([Fault(0)] * reply.TRIES)
    asked = await slow.slash("code", {"query": "503"})
    assert "went wrong" in asked.text
    assert asked.followups == []


@pytest.mark.parametrize("fault", ["failing", "garbage", "taken, garbage said"])
async def test_a_message_that_fails_is_sent_again(live, seen, fault):
    live.faults["POST /channels"].append(FAULTS[fault])
    question = await live.say(f"<@{BOT['id']}> 503")
    assert "503 ·" in texts(await live.answered(question))
    assert seen.errors == []
