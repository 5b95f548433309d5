"""The tables, step by step; backups; what the doctor finds."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import connect

import pytest
from aiohttp import web
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from sqlalchemy import text

from bot.cli import app
from bot.infra.clock import compared_with
from bot.infra.database import schema, steps
from bot.infra.database.address import backend_of
from bot.infra.database.backup import load, save
from bot.infra.database.checkup import diagnose
from bot.infra.database.tables import metadata
from bot.outcome import Preferences
from bot.platform import Grade


@pytest.fixture
def backend(database):
    return backend_of(database.address)


@pytest.fixture
def db(tmp_path, monkeypatch):
    """`whatcode …` on a database: the exit status and what it says."""
    for name in os.environ:
        if name.startswith("WHATCODE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    async def db(address, *arguments):
        runner = CliRunner(env={"WHATCODE_DATABASE_URL": address})
        result = await asyncio.to_thread(runner.invoke, app, arguments)  # it has a loop of its own
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, result.output

    return db


async def test_the_steps_lead_to_the_tables(backend):
    before = await steps.upgrade(backend)
    assert (before.there, before.behind, before.newer) == ("", True, False)
    after = await schema.look(backend)
    assert (after.there, after.behind, after.newer) == (after.ours, False, False)
    engine = backend.engines().schema()
    async with engine.connect() as connection:
        differences = await connection.run_sync(lambda c: compare_metadata(MigrationContext.configure(c), metadata))
    await engine.dispose()
    assert differences == []


async def test_files_are_named_after_their_steps():
    steps = ScriptDirectory(str(schema.FOLDER))
    assert steps.get_current_head() == schema.state("").ours
    assert all(Path(step.path).name.startswith(f"{step.revision}_") for step in steps.walk_revisions())


def test_a_start_on_tables_that_are_up_to_date_imports_neither_alembic_nor_sqlalchemy(tmp_path):
    script = """if True:
        import asyncio, sys
        from bot.infra.database.address import backend_of
        from bot.infra.database.store import DatabaseStore
        from bot.infra.health import Watch
        from bot.infra.metrics import PrometheusMetrics

        async def main():
            store = DatabaseStore(backend_of("sqlite:///" + sys.argv[1]), Watch(), PrometheusMetrics())
            async with store.open():
                assert store.working
                async with store.claim("u:1", 60):
                    await store.preferences("x:1")

        asyncio.run(main())
        print(*sorted({name.partition(".")[0] for name in sys.modules} & {"alembic", "sqlalchemy", "asyncpg"}))
    """

    def run():
        said = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", script, tmp_path / "whatcode.db"], capture_output=True, text=True, check=True
        ).stdout
        return said.splitlines()[-1].split() if said.splitlines()[-1:] else []

    assert run() == ["alembic", "sqlalchemy"], "it makes the tables"
    assert run() == []


async def test_many_at_once_take_the_steps_once(backend):
    before = await asyncio.gather(*(steps.upgrade(backend) for _ in range(4)))
    assert sorted(state.there for state in before) == ["", *[before[0].ours] * 3]


async def test_the_log_is_written_ahead(tmp_path):
    await steps.upgrade(backend_of(f"sqlite:///{tmp_path}/whatcode.db"))
    with closing(connect(tmp_path / "whatcode.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_a_step_that_fails_leaves_nothing_behind(backend, monkeypatch):
    from alembic import command  # noqa: PLC0415 - used once

    real = command.upgrade

    def broken(*arguments):
        real(*arguments)
        raise RuntimeError

    monkeypatch.setattr(command, "upgrade", broken)
    with pytest.raises(RuntimeError):
        await steps.upgrade(backend)
    monkeypatch.setattr(command, "upgrade", real)
    assert (await schema.look(backend)).there == ""
    assert (await steps.upgrade(backend)).there == ""
    assert not (await schema.look(backend)).behind


async def test_back_and_forth(backend, monkeypatch):
    from alembic import command  # noqa: PLC0415 - used once

    await steps.upgrade(backend)
    with monkeypatch.context() as patch:
        patch.setattr(schema.State, "behind", True)
        patch.setattr(command, "upgrade", lambda config, _: command.downgrade(config, "base"))
        await steps.upgrade(backend)
    assert (await schema.look(backend)).there == ""
    await steps.upgrade(backend)
    assert not (await schema.look(backend)).behind


async def test_tables_of_a_newer_version_are_used_as_they_are(database, backend, opened):
    await steps.upgrade(backend)
    engine = backend.engines().schema()
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    await engine.dispose()
    async with opened(database.address) as store:
        assert store.working
        assert await store.prefer("x:1", Preferences(language="en"))
    assert (await schema.look(backend)).there == "later"
    assert any(f.grade is Grade.NOTE and "newer version" in f.what for f in await diagnose(backend))


async def test_a_backup_is_taken_while_the_bot_runs_and_put_back(store, database, backend, tmp_path, opened):
    for number in range(2500):
        await store.prefer(f"x:{number}", Preferences(language="zh-Hant", private=number % 2 == 0))
    await store.prefer("x:0", Preferences(detail="full"))
    await store.keep("menu", "hash")
    file = tmp_path / "backup.db"
    rows = await save(backend, file)
    assert rows == 2502, "with the note that the store writes to see whether it can"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob("backup*")] == ["backup.db"]
    with closing(connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM claim").fetchone() == (0,)
    with pytest.raises(FileExistsError):
        await save(backend, file)
    await store.prefer("x:0", Preferences(language="en"))
    await store.forget("x:1")
    assert await load(file, backend) == rows
    async with opened(database.address) as other:
        assert await other.preferences("x:0") == Preferences(language="zh-Hant", detail="full", private=True)
        assert await other.preferences("x:1") == Preferences(language="zh-Hant", private=False)
        assert await other.recall("menu") == "hash"


async def test_from_a_laptop_to_a_server(tmp_path, server, opened):
    async with opened(f"sqlite:///{tmp_path}/whatcode.db") as store:
        await store.prefer("x:1", Preferences(private=True))
    await save(backend_of(f"sqlite:///{tmp_path}/whatcode.db"), tmp_path / "backup")
    async with opened(server.address) as running:
        assert await running.preferences("x:1") == Preferences()
        await load(tmp_path / "backup", backend_of(server.address))
        await asyncio.sleep(1)
        assert await running.preferences("x:1") == Preferences(private=True), "a running bot is told"


async def test_what_is_no_backup_is_refused(backend, tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(ValueError, match="no backup"):
        await load(tmp_path / "empty", backend)
    (tmp_path / "noise").write_bytes(b"nothing of the kind" * 1000)
    with pytest.raises(Exception, match="not a database"):
        await load(tmp_path / "noise", backend)


async def test_by_command(db, tmp_path, server):
    here, there = f"sqlite:///{tmp_path}/whatcode.db", server.address
    status, said = await db(here, "db", "check")
    assert (status, "whatcode db upgrade" in said) == (1, True)
    status, said = await db(here, "db", "upgrade")
    assert (status, said.endswith("up to date (0001), they were at 0\n")) == (0, True)
    assert (await db(here, "db", "check"))[0] == 0
    assert "rows written" in (await db(here, "db", "backup", "copy"))[1]
    assert (await db(here, "db", "backup", "copy"))[0] == 1
    assert "rows read" in (await db(there, "db", "restore", "copy"))[1]
    assert (await db(there, "db", "restore", "nowhere"))[0] == 2
    await server.lose()
    status, said = await db(there, "db", "backup", "other")
    assert (status, said.startswith("whatcode: PostgreSQL")) == (1, True)
    assert not (tmp_path / "other").exists()
    status, said = await db("off", "db", "check")
    assert (status, "WHATCODE_DATABASE_URL" in said) == (2, True)


async def test_the_doctor_tries_the_database(database, backend):
    (first, *_) = await diagnose(backend)
    assert first.grade is Grade.GOOD
    await steps.upgrade(backend)
    found = await diagnose(backend)
    said = " ".join(finding.what for finding in found)
    for part in ("is there", "up to date (0001)", "takes writes", "clock agrees"):
        assert part in said
    assert {finding.grade for finding in found} == {Grade.GOOD}
    await database.lose()
    (bad,) = await diagnose(backend)
    assert bad.grade is Grade.BAD
    assert "WHATCODE_DATABASE_URL" in bad.advice


async def test_the_doctor_by_command(db, tmp_path):
    status, said = await db(f"sqlite:///{tmp_path}/whatcode.db", "doctor")
    assert (status, "will be made" in said) == (0, True)
    status, said = await db("sqlite:////dev/null/nowhere/whatcode.db", "doctor")
    assert (status, "cannot be made" in said) == (1, True)


async def test_no_password_is_said():
    backend = backend_of("postgresql://me:hush-hush@127.0.0.1:9/name")
    assert "hush" not in str([*await diagnose(backend), backend.place, backend.name])


@pytest.mark.parametrize(("seconds", "grade"), [(0, Grade.GOOD), (20, Grade.NOTE), (-300, Grade.BAD)])
async def test_a_clock_that_is_wrong_is_noticed(seconds, grade):
    async def answer(_):
        theirs = datetime.now(UTC) + timedelta(seconds=seconds)
        return web.Response(status=404, headers={"Date": theirs.strftime("%a, %d %b %Y %H:%M:%S GMT")})

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        port = site._server.sockets[0].getsockname()[1]
        assert (await compared_with(f"http://127.0.0.1:{port}/x")).grade is grade
    finally:
        await runner.cleanup()


async def test_a_server_that_is_not_there_tells_no_time():
    assert (await compared_with("http://127.0.0.1:9")).grade is Grade.NOTE
