"""The service as it is started: a process of its own, told to stop by a signal."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.telegram import TOKEN, FakeTelegram

from bot import launch
from bot.engine import build_engine
from bot.front import Bot
from bot.infra.health import Watch
from bot.infra.memory import memory_ports
from bot.launch import FAILED, OK, database, run_all
from bot.platform import Refused
from bot.query import Query
from bot.settings import SettingsError, load

WHATCODE = Path(sys.executable).parent / "whatcode"
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("WHATCODE_")}


@pytest.fixture
async def start(tmp_path):
    """Start the command; what is still there at the end is killed."""
    started: list[asyncio.subprocess.Process] = []

    async def start(*arguments: str, **environment: str) -> asyncio.subprocess.Process:
        kept = {"XDG_STATE_HOME": str(tmp_path)}
        process = await asyncio.create_subprocess_exec(
            WHATCODE,
            *arguments,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**PLAIN, **kept, **environment},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_token_makes_it_serve_and_a_signal_makes_it_stop(start, tmp_path):
    async with FakeTelegram() as fake:
        process = await start(
            WHATCODE_TELEGRAM_TOKEN=TOKEN,
            WHATCODE_TELEGRAM_API_URL=fake.url,
            WHATCODE_TELEGRAM_POLL_SECONDS="1",
            WHATCODE_HTTP_PORT="off",
            WHATCODE_LOG_FORMAT="json",
        )
        await fake.wait_for("getUpdates", seconds=30)
        fake.say("what's 503")
        sent = await fake.wait_for("sendMessage", seconds=10)
        assert "Service Unavailable" in sent.params["text"]
        process.send_signal(signal.SIGTERM)
        out, err = await asyncio.wait_for(process.communicate(), 15)
        assert process.returncode == 0
        assert TOKEN.encode() not in out + err
        assert b"what's 503" not in out + err
        assert b'"event":"question"' in err, "it is told of where nobody can ask for figures, too"
        assert (tmp_path / "whatcode" / "whatcode.db").exists()


@pytest.mark.parametrize("asked_for", [False, True])
async def test_a_start_imports_what_it_needs(start, tmp_path, asked_for):
    """What answers one question, by what Python tells of its imports, and with a plugin of pydantic's in reach."""
    (tmp_path / "loud-1.dist-info").mkdir()
    (tmp_path / "loud-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: loud\nVersion: 1\n")
    (tmp_path / "loud-1.dist-info" / "entry_points.txt").write_text("[pydantic]\nloud = loud\n")
    (tmp_path / "loud.py").write_text(
        "import sys\nprint('loud', file=sys.stderr)\ndef new_schema_validator(*_, **__): return None, None, None\n"
    )
    wanted = {"PYDANTIC_DISABLE_PLUGINS": ""} if asked_for else {"WHATCODE_HTTP_PORT": "off"}
    async with FakeTelegram() as fake:
        process = await start(
            WHATCODE_TELEGRAM_TOKEN=TOKEN,
            WHATCODE_TELEGRAM_API_URL=fake.url,
            WHATCODE_TELEGRAM_POLL_SECONDS="1",
            WHATCODE_DATABASE_URL="off",
            PYTHONPROFILEIMPORTTIME="1",
            PYTHONPATH=str(tmp_path),
            **{"WHATCODE_HTTP_PORT": "0", **wanted},
        )
        told = asyncio.create_task(process.communicate())  # more than a pipe holds
        await fake.wait_for("getUpdates", seconds=30)
        fake.say("503")
        await fake.wait_for("sendMessage", seconds=10)
        process.send_signal(signal.SIGTERM)
        _, err = await asyncio.wait_for(told, 15)
    lines = err.decode().splitlines()
    imported = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
    assert {"pydantic", "throttled", "telegram"} <= imported
    unwanted = {
        "rich.console",
        "pygments.modeline",
        "sqlalchemy",
        "alembic",
        "platformdirs",
        "fluent.runtime",
        "discord",
    }
    assert imported & unwanted == set()
    assert [part in imported for part in ("prometheus_client", "aiohttp.web")] == [asked_for] * 2
    assert ("loud" in lines) is asked_for


async def test_a_refused_token_ends_the_start_with_a_plain_sentence(start):
    async with FakeTelegram() as fake:
        process = await start(
            "serve", WHATCODE_TELEGRAM_TOKEN="1:wrong", WHATCODE_TELEGRAM_API_URL=fake.url, WHATCODE_HTTP_PORT="off"
        )
        _, err = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 1
        assert b"refused" in err
        assert b"Traceback" not in err
        assert b"1:wrong" not in err


async def test_told_to_stop_before_it_runs_it_has_nothing_to_finish(start, tmp_path):
    os.mkfifo(tmp_path / "settings")
    process = await start("serve", WHATCODE_CONFIG=str(tmp_path / "settings"))
    settings = await asyncio.wait_for(asyncio.to_thread(os.open, tmp_path / "settings", os.O_WRONLY), 30)
    process.send_signal(signal.SIGTERM)  # while it reads them
    assert await asyncio.wait_for(process.communicate(), 15) == (b"", b"")
    os.close(settings)
    assert process.returncode == 0


async def test_serving_nothing_is_wrong_use(start):
    process = await start("serve")
    _, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 2
    assert b"TOKEN" in err


async def test_who_is_to_be_called_needs_a_door(start):
    process = await start(
        "serve",
        WHATCODE_TELEGRAM_TOKEN=TOKEN,
        WHATCODE_TELEGRAM_MODE="webhook",
        WHATCODE_TELEGRAM_WEBHOOK_URL="https://bot.example/hook",
        WHATCODE_TELEGRAM_WEBHOOK_SECRET="s",
        WHATCODE_HTTP_PORT="off",
    )
    _, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 2
    assert b"WHATCODE_HTTP_PORT = off" in err


async def test_a_port_that_is_taken_is_named(start):
    async with FakeTelegram() as fake:
        taken = fake.url.rpartition(":")[2]
        process = await start(
            "serve", WHATCODE_TELEGRAM_TOKEN=TOKEN, WHATCODE_TELEGRAM_API_URL=fake.url, WHATCODE_HTTP_PORT=taken
        )
        _, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 2
    assert b"WHATCODE_HTTP_PORT" in err
    assert taken.encode() in err
    assert b"Traceback" not in err


def test_a_missing_driver_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    monkeypatch.delitem(sys.modules, "bot.infra.database.postgresql", raising=False)
    with pytest.raises(SettingsError, match=r"whatcode\[postgresql\]"):
        database(load([], {"WHATCODE_DATABASE_URL": "postgresql://host/name"}))


class Part:
    """A platform that does as it is told."""

    def __init__(self, name: str, *failures: Exception) -> None:
        self.name = name
        self.failures = list(failures)
        self.runs = 0
        self.running = asyncio.Event()
        self.ended = False

    async def run(self, bot: Bot) -> None:
        self.runs += 1
        if self.failures:
            raise self.failures.pop(0)
        self.running.set()
        bot.ports.health.beat(self.name)
        try:
            await asyncio.Event().wait()
        finally:
            self.ended = True


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def bot(engine, watch):
    return Bot(engine, replace(memory_ports(), health=watch))


async def test_one_platforms_failure_does_not_stop_another(bot, watch, monkeypatch):
    monkeypatch.setattr("bot.launch.FIRST_PAUSE_SECONDS", 0.01)
    failing, well = Part("failing", ConnectionError("down"), OSError("still down")), Part("well")
    stop = asyncio.Event()
    running = asyncio.create_task(run_all({"failing": failing, "well": well}, bot, watch, stop))
    await asyncio.wait_for(well.running.wait(), 5)
    await asyncio.wait_for(failing.running.wait(), 10)
    assert failing.runs == 3
    assert well.runs == 1
    assert watch.ready
    stop.set()
    assert await asyncio.wait_for(running, 5) == OK
    assert failing.ended
    assert well.ended


async def test_after_a_steady_time_pauses_start_anew(bot, watch, monkeypatch):
    monkeypatch.setattr("bot.launch.FIRST_PAUSE_SECONDS", 0.001)
    waited = []
    monkeypatch.setattr(
        "bot.launch.wait_exponential_jitter", lambda **_: lambda state: waited.append(state.attempt_number) or 0
    )
    for steady, pauses in ((60.0, [1, 2, 3]), (-1.0, [1, 1, 1])):
        monkeypatch.setattr("bot.launch.STEADY_SECONDS", steady)
        waited.clear()
        part, stop = Part("failing", *[ConnectionError("down")] * 3), asyncio.Event()
        running = asyncio.create_task(run_all({"failing": part}, bot, watch, stop))
        await asyncio.wait_for(part.running.wait(), 5)
        stop.set()
        await asyncio.wait_for(running, 5)
        assert waited == pauses


async def test_whatever_hangs_the_process_ends():
    code = "import time; from bot.launch import _end_by; _end_by(0.3); time.sleep(60)"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    out, _ = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0
    assert b"left behind" in out


async def test_a_refusal_stops_that_platform_for_good(bot, watch):
    refused, well = Part("refused", Refused("the token is not valid")), Part("well")
    stop = asyncio.Event()
    running = asyncio.create_task(run_all({"refused": refused, "well": well}, bot, watch, stop))
    await asyncio.wait_for(well.running.wait(), 5)
    assert watch.report()["refused"]["state"] == "the token is not valid"
    assert not running.done()
    stop.set()
    assert await asyncio.wait_for(running, 5) == OK
    assert refused.runs == 1


async def test_all_refused_ends_with_failure(bot, watch):
    assert await asyncio.wait_for(run_all({"a": Part("a", Refused("no"))}, bot, watch, asyncio.Event()), 5) == FAILED


def test_what_is_there_at_the_start_is_not_looked_through_again():
    before = gc.get_threshold()
    gc.disable()
    try:
        launch._keep()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold()[0] > before[0]  # what the answers under way are made of sets nothing off
    finally:
        gc.set_threshold(*before)
        gc.enable()
        gc.unfreeze()


def test_a_warm_engine_has_the_search_at_hand():
    engine = build_engine()
    assert "scorer" not in vars(engine.catalogue)
    engine.warm()
    assert "scorer" in vars(engine.catalogue)
    assert engine.answer(Query(text="bad gatway")).answer.subject[0] == "http:502"
