"""The database goes away and comes back: answers go on, nothing is said to be kept that is not."""

from __future__ import annotations

import asyncio
import time

import pytest
from databases import Line
from disks import Disk, small_disk

from bot.outcome import Preferences


async def test_without_a_database_answers_go_on(store, database, until):
    await store.prefer("x:1", Preferences(language="zh-Hant"))
    await asyncio.sleep(0.3)  # the notice of our own change
    await store.preferences("x:1")
    await database.lose()
    await until(lambda: not store.working)
    assert await store.preferences("x:1") == Preferences(language="zh-Hant"), "what was read last"
    assert await store.preferences("x:2") == Preferences()
    assert not await store.prefer("x:2", Preferences(language="en"))
    assert not await store.forget("x:1")
    assert not await store.keep("menu", "a")
    assert await store.recall("menu") is None
    async with store.claim("u:1", 60) as ours:
        assert ours
    async with store.claim("u:1", 60) as ours:
        assert not ours, "once in this process still holds"
    assert "choices are not kept" in store.watch.report()["store"]["state"]


async def test_it_comes_back_by_itself(store, database, until):
    await store.prefer("x:1", Preferences(language="zh-Hant"))
    await database.lose()
    await until(lambda: not store.working)
    await database.find()
    await until(lambda: store.working)
    assert await store.preferences("x:1") == Preferences(language="zh-Hant")
    assert await store.prefer("x:1", Preferences(detail="full"))
    assert store.watch.report()["store"]["state"] == "ok"
    page = store.metrics.page().decode()
    assert 'whatcode_reconnects_total{platform="store"} 1.0' in page
    assert "whatcode_errors_total{kind=" in page


async def test_a_start_without_a_database_is_a_start(database, opened, until):
    async with opened(database.address) as store:
        await store.prefer("x:1", Preferences(language="en"))
    await database.lose()
    async with opened(database.address) as store:
        assert not store.working
        assert await store.preferences("x:1") == Preferences()
        await database.find()
        await until(lambda: store.working)
        assert await store.preferences("x:1") == Preferences(language="en")


async def test_a_change_elsewhere_while_it_was_gone_is_seen(store, database, opened, until):
    await store.prefer("x:1", Preferences(language="en"))
    await store.preferences("x:1")
    await database.lose()
    await until(lambda: not store.working)
    await database.find()
    async with opened(database.address) as other:
        await until(lambda: other.working)
        await other.prefer("x:1", Preferences(language="zh-Hans"))
    await until(lambda: store.working)
    assert await store.preferences("x:1") == Preferences(language="zh-Hans")


async def test_a_server_that_hangs_holds_up_nobody_for_long(postgres, server, opened, until):
    async with Line(postgres) as line, opened(line.address(server.name)) as store:
        await store.prefer("x:1", Preferences(language="en"))
        line.hang()
        began = time.monotonic()
        assert await store.preferences("x:9") == Preferences()
        assert time.monotonic() - began < 2
        assert not store.working
        began = time.monotonic()
        for number in range(100):
            assert not await store.prefer(f"x:{number}", Preferences(language="en"))
        assert time.monotonic() - began < 0.5, "a database known to be gone is not waited for"
        line.go_on()
        await until(lambda: store.working, 10)
        assert await store.preferences("x:1") == Preferences(language="en")


async def test_a_statement_that_fails_makes_no_database_gone(store, until):
    assert await store._run("SELECT nothing") is None
    await until(lambda: not store._in_doubt)
    assert store.working
    assert await store.prefer("x:1", Preferences(language="en"))
    kind = {"SQLite": "OperationalError", "PostgreSQL": "UndefinedColumnError"}[store._backend.name]
    assert f'whatcode_errors_total{{kind="{kind}",platform="store"}} 1.0' in store.metrics.page().decode()


async def test_a_server_that_is_wrong_about_us_is_gone_too(server, opened):
    async with opened(server.address.replace(server.name, "nowhere")) as store:
        assert not store.working
        assert "InvalidCatalogNameError" in store.watch.report()["store"]["state"]


async def test_a_deleted_file_is_noticed_and_made_anew(tmp_path, opened, until):
    path = tmp_path / "whatcode.db"
    async with opened(f"sqlite:///{path}") as store:
        await store.prefer("x:1", Preferences(language="en"))
        for file in tmp_path.iterdir():
            file.unlink()
        await until(path.exists)
        await until(lambda: store.working and path.exists())
        assert await store.prefer("x:1", Preferences(language="en"))
    async with opened(f"sqlite:///{path}") as store:
        assert await store.preferences("x:1") == Preferences(language="en")


async def test_a_full_disk_keeps_nothing_and_says_so(tmp_path, opened, until):
    async with small_disk(tmp_path / "small", "400k") as disk:
        if not isinstance(disk, Disk):
            pytest.skip("no file system can be mounted here; tests/chaos has a full disk all the same")
        async with opened(f"sqlite:///{disk.folder}/whatcode.db") as store:
            assert store.working
            async with disk.full():
                kept = [await store.prefer(f"x:{number}", Preferences(language="zh-Hant")) for number in range(2000)]
                assert not kept[-1]
                await until(lambda: "not kept" in store.watch.report()["store"]["state"])
                await asyncio.sleep(1)
                assert "not kept" in store.watch.report()["store"]["state"], "that it can be read is not enough"
            await until(lambda: store.working)
            assert await store.prefer("x:1", Preferences(language="en"))
