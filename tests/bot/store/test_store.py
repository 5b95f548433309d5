"""What is kept, on both databases."""

from __future__ import annotations

import asyncio

import pytest

from bot.infra.database.sqlite import SqliteLink
from bot.infra.database.tables import metadata
from bot.outcome import Preferences


async def test_choices_are_kept_one_by_one(store):
    assert await store.preferences("x:1") == Preferences()
    assert await store.prefer("x:1", Preferences(language="zh-Hant"))
    assert await store.prefer("x:1", Preferences(private=False))
    assert await store.prefer("x:2", Preferences(detail="full"))
    assert await store.preferences("x:1") == Preferences(language="zh-Hant", private=False)
    assert await store.preferences("x:2") == Preferences(detail="full")


async def test_they_are_there_after_a_restart(database, opened):
    async with opened(database.address) as store:
        await store.prefer("x:1", Preferences(language="en"))
        await store.keep("menu", "hash")
    async with opened(database.address) as store:
        assert await store.preferences("x:1") == Preferences(language="en")
        assert await store.recall("menu") == "hash"


async def test_forgetting_deletes_the_row(store, database):
    await store.prefer("x:1", Preferences(language="en"))
    await store.prefer("x:2", Preferences(language="en"))
    assert await store.forget("x:1")
    assert await store.preferences("x:1") == Preferences()
    assert await store.preferences("x:2") == Preferences(language="en")


async def test_small_values(store):
    assert await store.recall("menu") is None
    assert await store.keep("menu", "a")
    assert await store.keep("menu", "b")
    assert await store.recall("menu") == "b"


async def test_once_in_a_process_and_over_processes(store, database, opened):
    async with store.claim("u:1", 60) as ours:
        assert ours
        async with store.claim("u:1", 60) as again:
            assert not again
    async with store.claim("u:1", 60) as ours:
        assert not ours
    async with opened(database.address) as other, other.claim("u:1", 60) as ours:
        assert not ours


async def test_a_key_is_new_once_over_processes_until_its_time_is_over(store, database, opened):
    assert await store.first_time("m:1", 60)
    assert not await store.first_time("m:1", 60)
    assert await store.first_time("m:2", -1)
    async with opened(database.address) as other:
        assert not await other.first_time("m:1", 60)
        assert await other.first_time("m:2", 60)
    assert not await store.first_time("m:2", 60)


async def test_what_has_expired_is_new_and_is_swept(store, database, opened, monkeypatch):
    async with store.claim("u:1", -1) as ours:
        assert ours
    async with opened(database.address) as other, other.claim("u:1", 60) as ours:
        assert ours
    async with store.claim("u:2", -1):
        pass
    store._swept = float("-inf")
    store._sweep()
    await asyncio.gather(*store._under_way)
    kept = await store._run("SELECT key FROM claim")
    assert [key for (key,) in kept] == ["u:1"]


async def test_what_failed_is_given_back(store, database, opened):
    async with opened(database.address) as other:
        for broken in (RuntimeError, asyncio.CancelledError):
            with pytest.raises(broken):  # noqa: PT012 - the body of the claim is the point
                async with store.claim("u:1", 60) as ours:
                    assert ours
                    raise broken
            async with other.claim(f"u:{broken.__name__}", 60) as ours:
                assert ours
        async with other.claim("u:1", 60) as ours:
            assert ours


async def test_another_process_waits_for_what_is_under_way(store, database, opened):
    done = []

    async def other(second):
        async with second.claim("u:1", 60) as ours:
            done.append(ours)

    async with opened(database.address) as second:
        async with store.claim("u:1", 60):
            waiting = asyncio.create_task(other(second))
            await asyncio.sleep(0.7)
            assert done == []
        await asyncio.wait_for(waiting, 3)
        assert done == [False]


async def test_what_a_dead_process_had_under_way_is_taken_over(store, database, opened, monkeypatch):
    monkeypatch.setattr("bot.infra.database.claims.CLAIM_SECONDS", 0.5)
    async with opened(database.address) as dead:
        await dead._claims._claimed("u:1")  # and never says that it is done
    async with store.claim("u:1", 60) as ours:
        assert ours


async def test_a_clock_set_back_holds_nobody_up(store, database, opened, monkeypatch):
    monkeypatch.setattr("bot.infra.database.claims.CLAIM_SECONDS", 0.5)
    async with opened(database.address) as dead:
        await dead._claims._claimed("u:1")
    await store._run("UPDATE claim SET expires = expires + 3600")
    async with asyncio.timeout(3), store.claim("u:1", 60) as ours:
        assert ours


async def test_a_clock_set_forward_takes_nothing_from_who_is_at_it(store, database, opened):
    async with opened(database.address) as other:
        async with store.claim("u:1", 60):
            await store._run("UPDATE claim SET expires = expires - 3600")
            await store._claims.sweep()
            waiting = asyncio.create_task(take(other, "u:1"))
            await asyncio.sleep(0.7)
            assert not waiting.done()
        assert not await asyncio.wait_for(waiting, 3)


async def test_one_of_those_who_wait_takes_it_over(store, database, opened, monkeypatch):
    monkeypatch.setattr("bot.infra.database.claims.CLAIM_SECONDS", 0.5)
    async with opened(database.address) as dead:
        await dead._claims._claimed("u:1")
    async with opened(database.address) as one, opened(database.address) as two, asyncio.timeout(5):
        got = await asyncio.gather(*(take(each, "u:1") for each in (store, one, two)))
    assert sorted(got) == [False, False, True]


async def take(store, key):
    async with store.claim(key, 60) as ours:
        await asyncio.sleep(0.3)
        return ours


async def test_a_note_is_kept_though_nobody_waited_for_it(database, opened):
    async with opened(database.address) as store:
        store.note("m:1", 60)
        assert not await store.first_time("m:1", 60)
    async with opened(database.address) as store:
        assert not await store.first_time("m:1", 60)
        assert await store.first_time("m:2", 60)


async def test_writes_of_all_kinds_share_a_transaction(tmp_path, opened, monkeypatch):
    ways = []
    together = SqliteLink._together

    def counted(link, calls):
        ways.append(len(calls))
        return together(link, calls)

    monkeypatch.setattr(SqliteLink, "_together", counted)
    async with opened(f"sqlite:///{tmp_path}/whatcode.db") as store:

        async def deal(number):
            async with store.claim(f"u:{number}", 60):
                await store.preferences(f"x:{number}")
                store.note(f"m:{number}", 60)

        ways.clear()
        await asyncio.gather(*(deal(number) for number in range(100)))
        # To take them, to read, and to say what was done: two kinds of writes at once.
        assert len(ways) < 8
        assert max(ways) >= 2
        await asyncio.gather(*(store.prefer(f"x:{number}", Preferences(language="en")) for number in range(100)))
        assert len(ways) < 12
        assert await store._run("SELECT count(*) FROM preference") == [(100,)]


async def test_what_fails_together_leaves_nothing_behind(tmp_path, opened):
    async with opened(f"sqlite:///{tmp_path}/whatcode.db") as store:
        kept = await asyncio.gather(store.prefer("x:1", Preferences(language="en")), store._run("DELETE FROM nothing"))
        assert kept == [False, None]
        assert await store._run("SELECT count(*) FROM preference") == [(0,)]


async def test_one_of_many_gets_it(database, opened):
    async with opened(database.address) as one, opened(database.address) as two:

        async def take(store, key):
            async with store.claim(key, 60) as ours:
                return ours

        for number in range(8):
            got = await asyncio.gather(take(one, f"u:{number}"), take(two, f"u:{number}"))
            assert sorted(got) == [False, True]


async def test_a_burst_shares_statements(store, database, opened, monkeypatch):
    statements = 0
    run = store._claims._run

    async def counted(*statement):
        nonlocal statements
        statements += 1
        return await run(*statement)

    monkeypatch.setattr(store._claims, "_run", counted)

    async def take(key):
        async with store.claim(key, 60) as ours:
            return ours

    async with opened(database.address) as other:
        async with other.claim("u:7", 60):
            pass
        got = await asyncio.gather(*(take(f"u:{number}") for number in range(700)))
    assert [number for number, ours in enumerate(got) if not ours] == [7]
    assert statements < 20
    assert [tuple(row) for row in await store._run("SELECT count(*) FROM claim WHERE done")] == [(700,)]


async def test_a_change_in_one_process_is_used_in_another_within_a_second(store, database, opened, until):
    async with opened(database.address) as other:
        assert await other.preferences("x:1") == Preferences()
        for choice in ("en", "zh-Hans", "zh-Hant"):
            await store.prefer("x:1", Preferences(language=choice))
            await until(lambda: uses(other, Preferences(language=choice)), 1.0)  # noqa: B023 - awaited at once
        await store.forget("x:1")
        await until(lambda: uses(other, Preferences()), 1.0)


async def uses(store, choice):
    return await store.preferences("x:1") == choice


async def test_a_question_does_not_wait_for_the_database(store, monkeypatch):
    await store.prefer("x:1", Preferences(language="en"))
    await asyncio.sleep(0.3)  # the notice of our own change
    await store.preferences("x:1")
    await asyncio.sleep(1.2)

    def broken(*_):
        raise AssertionError

    monkeypatch.setattr(store, "_run", broken)
    assert await store.preferences("x:1") == Preferences(language="en")


async def test_the_tables_hold_no_place_for_a_text():
    kept = {f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.columns}
    assert kept == {
        "preference.key", "preference.language", "preference.detail", "preference.private",
        "note.name", "note.value", "claim.key", "claim.done", "claim.expires",
    }  # fmt: skip
