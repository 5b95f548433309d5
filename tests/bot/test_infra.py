"""The things behind the Protocols: limits, health, the HTTP door, memory."""

from __future__ import annotations

import io
import json
import logging
import time

import aiohttp
import pytest
import structlog
import throttled

import bot.infra.limiter
from bot.action import Command
from bot.front import Bot, Notice
from bot.infra.door import HttpDoor
from bot.infra.health import Watch
from bot.infra.limiter import MinuteLimiter
from bot.infra.logging import set_up
from bot.infra.memory import MemoryStore, memory_ports
from bot.infra.metrics import PrometheusMetrics
from bot.ports import Call, Ports, Reply, Verdict
from bot.query import Query, Venue


async def test_the_first_excess_is_told_then_silence():
    limiter = MinuteLimiter(person=3, place=None)
    verdicts = [await limiter.check("a", "p", 1) for _ in range(6)]
    assert verdicts == [Verdict.ALLOWED] * 3 + [Verdict.FIRST_EXCESS] + [Verdict.EXCESS] * 2
    assert await limiter.check("b", "p", 1) is Verdict.ALLOWED


async def test_a_press_costs_less_than_a_question():
    limiter = MinuteLimiter(person=2, place=None)
    assert [await limiter.check("a", "", 0.25) for _ in range(8)] == [Verdict.ALLOWED] * 8
    assert await limiter.check("a", "", 0.25) is Verdict.FIRST_EXCESS


async def test_a_place_has_a_limit_of_its_own_and_off_is_off():
    limiter = MinuteLimiter(person=None, place=2)
    assert [await limiter.check(f"p{n}", "place", 1) for n in range(3)][-1] is Verdict.FIRST_EXCESS
    free = MinuteLimiter(person=None, place=None)
    assert {await free.check("a", "p", 1) for _ in range(500)} == {Verdict.ALLOWED}


async def test_what_was_used_comes_back_with_the_minute(monkeypatch):
    now = 1000.0
    monkeypatch.setattr(throttled.utils, "now_mono_f", lambda: now)
    limiter = MinuteLimiter(person=3, place=None)
    assert [await limiter.check("a", "", 1) for _ in range(3)] == [Verdict.ALLOWED] * 3
    now += 19.0
    assert await limiter.check("a", "", 1) is Verdict.FIRST_EXCESS
    now += 2.0  # a third of the minute: one question more
    assert await limiter.check("a", "", 1) is Verdict.ALLOWED
    assert await limiter.check("a", "", 1) is Verdict.EXCESS
    now += 61.0  # said again, after a minute of silence
    assert [await limiter.check("a", "", 1) for _ in range(4)] == [Verdict.ALLOWED] * 3 + [Verdict.FIRST_EXCESS]


async def test_the_wall_clock_may_be_set(monkeypatch):
    limiter = MinuteLimiter(person=2, place=None)
    assert [await limiter.check("a", "", 1) for _ in range(3)][-1] is Verdict.FIRST_EXCESS
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert await limiter.check("a", "", 1) is Verdict.EXCESS
    assert [await limiter.check("b", "", 1) for _ in range(2)] == [Verdict.ALLOWED] * 2


async def test_no_more_is_remembered_however_many_ask(monkeypatch):
    monkeypatch.setattr(bot.infra.limiter, "REMEMBERED", 50)
    limiter = MinuteLimiter(person=1, place=None)
    for number in range(200):
        assert await limiter.check(str(number), "", 1) is Verdict.ALLOWED
    assert await limiter.check("199", "", 1) is Verdict.FIRST_EXCESS
    assert await limiter.check("0", "", 1) is Verdict.ALLOWED, "who asked longest ago is forgotten"


async def test_the_bot_says_it_once(engine):
    ports = memory_ports()
    bot = Bot(engine, Ports(ports.store, MinuteLimiter(1, None), ports.metrics, ports.health, ports.door))
    query = Query(text="503", asker="x:1")
    assert (await bot.ask(query)).answered
    told = await bot.ask(query)
    assert told.title == bot.phrase("notice-limited-title", "en")
    assert await bot.ask(query) is None
    assert await bot.suggest(query, 5) == ()


async def test_suggestions_that_are_too_many_do_not_use_up_the_sentence(engine):
    ports = memory_ports()
    bot = Bot(engine, Ports(ports.store, MinuteLimiter(1, None), ports.metrics, ports.health, ports.door))
    query = Query(text="503", asker="x:1")
    given = [await bot.suggest(query, 5) for _ in range(30)]
    assert given[0]
    assert given[-5:] == [()] * 5
    assert (await bot.ask(query)).title == bot.phrase("notice-limited-title", "en")
    assert await bot.ask(query) is None


async def test_choices_are_kept_and_forgotten(engine):
    bot = Bot(engine, memory_ports())
    me = {"asker": "x:1"}
    await bot.ask(Query(text="用繁体中文回答", **me))
    assert (await bot.ask(Query(text="503", **me))).language == "zh-Hant"
    assert (await bot.ask(Query(text="503", asker="x:2"))).language == "en"
    privacy = next(spec for spec in bot.menu() if spec.verb == "privacy")
    assert privacy
    await bot.ask(Query(command=Command("privacy", ("delete",)), **me))
    assert (await bot.ask(Query(text="503", **me))).language == "en"


async def test_a_store_that_cannot_keep_is_said_so(engine):
    class Broken(MemoryStore):
        async def prefer(self, key, choice) -> bool:
            return False

        async def forget(self, key) -> bool:
            return False

    ports = memory_ports()
    bot = Bot(engine, Ports(Broken(), ports.limiter, ports.metrics, ports.health, ports.door))
    answer = await bot.ask(Query(text="用英文回答", asker="x:1"))
    assert answer.title == bot.phrase("notice-unkept-title", "zh-Hans")
    answer = await bot.ask(Query(command=Command("privacy", ("delete",)), asker="x:1"))
    assert answer.title == bot.phrase("notice-undeleted-title", "en")


async def test_silence_where_nobody_asked(engine):
    assert await Bot(engine, memory_ports()).ask(Query(text="503", venue=Venue.GROUP, addressed=False)) is None


async def test_notices_are_in_the_language_of_the_question(engine):
    bot = Bot(engine, memory_ports())
    for notice in Notice:
        english = await bot.notice(Query(text="what's 503"), notice, limit=256, incident="abc")
        chinese = await bot.notice(Query(text="503啥意思"), notice, limit=256, incident="abc")
        assert english.title != chinese.title
        assert not english.answered


def test_a_silent_part_is_not_ready():
    now = 0.0
    watch = Watch(lambda: now)
    watch.expect("chat")
    assert not watch.ready
    watch.beat("chat")
    assert watch.ready
    now = 61.0
    assert not watch.ready
    assert "silent" in watch.report()["chat"]["state"]
    assert watch.report()["chat"]["seconds_ago"] == 61.0
    watch.beat("chat")
    watch.down("chat", "refused")
    assert watch.report() == {"chat": {"state": "refused", "seconds_ago": 0.0}}


@pytest.fixture
async def door():
    watch = Watch()
    metrics = PrometheusMetrics(watch)
    door = HttpDoor(watch, metrics)
    door.watch, door.metrics = watch, metrics
    async with door.open("127.0.0.1", 0), aiohttp.ClientSession(f"http://127.0.0.1:{door.port}") as session:
        door.session = session
        yield door


async def test_health_readiness_and_metrics(door):
    async with door.session.get("/healthz") as answer:
        assert answer.status == 200
    async with door.session.head("/healthz") as answer:
        assert (answer.status, await answer.read()) == (200, b"")
    async with door.session.post("/healthz") as answer:
        assert answer.status == 404
    door.watch.expect("chat")
    async with door.session.get("/readyz") as answer:
        assert (answer.status, await answer.json()) == (503, {"chat": {"state": "starting", "seconds_ago": None}})
    door.watch.beat("chat")
    async with door.session.get("/readyz") as answer:
        assert answer.status == 200
    door.metrics.question(
        platform="chat", venue="group", intent="show", outcome="answered", language="en", seconds=0.001
    )
    door.metrics.reconnect(platform="chat")
    door.metrics.queue(platform="chat", waiting=3)
    door.watch.expect("other")
    async with door.session.get("/metrics") as answer:
        page = await answer.text()
    assert "whatcode_questions_total" in page
    assert 'whatcode_up{part="chat"} 1.0' in page
    assert 'whatcode_up{part="other"} 0.0' in page
    assert 'whatcode_silent_seconds{part="chat"}' in page
    assert 'whatcode_silent_seconds{part="other"}' not in page, "it was never heard"


async def test_a_path_of_a_platform_is_bounded(door):
    async def echo(call: Call) -> Reply:
        return Reply(200, json.dumps([call.method, call.headers["x-a"], len(call.body)]).encode(), "application/json")

    door.add("POST", "/hook", echo, limit=1000)
    async with door.session.post("/hook", data=b"x" * 1000, headers={"X-A": "b"}) as answer:
        assert await answer.json() == ["POST", "b", 1000]
    async with door.session.post("/hook", data=b"x" * 1001, headers={"X-A": "b"}) as answer:
        assert answer.status == 413

    async def chunks():
        for _ in range(50):
            yield b"x" * 100

    async with door.session.post("/hook", data=chunks(), headers={"X-A": "b"}) as answer:
        assert answer.status == 413
    async with door.session.get("/hook") as answer:
        assert answer.status == 404


@pytest.fixture
def logs():
    """Whatever `set_up` does is undone."""
    root = logging.getLogger()
    before = root.handlers, root.level
    yield
    root.handlers, _ = before
    root.setLevel(before[1])
    structlog.reset_defaults()


def test_a_log_that_cannot_be_written_stops_nobody(logs, monkeypatch):
    class Full(io.StringIO):
        def write(self, text):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("sys.stderr", Full())
    set_up("info", "json", [])
    structlog.get_logger().info("question")


@pytest.mark.parametrize("form", ["json", "console"])
def test_secrets_never_reach_a_log_line(form, logs, capsys):
    secret = "12345:AAAA-secret"
    set_up("debug", form, [secret])
    log = structlog.get_logger()
    log.info("started", url=f"https://example.org/bot{secret}/x", nested={"token": secret}, what=ValueError(secret))
    logging.getLogger("library").warning("failed at %s", f"/bot{secret}/y")
    try:
        raise RuntimeError(secret)  # noqa: TRY301 - to be logged
    except RuntimeError:
        log.exception("broke")
    said = capsys.readouterr().err
    assert "started" in said
    assert "failed at" in said
    assert "broke" in said
    assert secret not in said
