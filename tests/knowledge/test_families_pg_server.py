"""What a real PostgreSQL says, without its SQLSTATE, is read as the code that it gives with it."""

from __future__ import annotations

import asyncio

import asyncpg

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue

READER = Reader(Catalogue(open_book()))

GROUND = """
CREATE TYPE kind AS ENUM ('a', 'b');
CREATE TABLE t (id int PRIMARY KEY, name varchar(5) NOT NULL, k kind, n int CHECK (n > 0), g int GENERATED ALWAYS AS (1) STORED);
CREATE TABLE c (id int PRIMARY KEY, t int REFERENCES t (id));
CREATE TABLE s (id serial);
INSERT INTO t VALUES (7, 'x', 'a', 5);
INSERT INTO c VALUES (1, 7);
INSERT INTO s DEFAULT VALUES;
INSERT INTO s DEFAULT VALUES;
"""

STATEMENTS = """
SELECT 1 / 0
SELEC 1
SELECT * FROM nope
SELECT nope FROM t
INSERT INTO t VALUES (1, NULL, 'a', 5)
INSERT INTO t VALUES (7, 'x', 'a', 5)
INSERT INTO c VALUES (2, 99)
DELETE FROM t WHERE id = 7
INSERT INTO t VALUES (2, 'x', 'a', -5)
INSERT INTO t VALUES (3, 'too long', 'a', 5)
INSERT INTO t VALUES (3, 'x', 'zzz', 5)
INSERT INTO t VALUES (1, 'x', 'a', 5, 6, 7)
INSERT INTO t (id) VALUES (1) ON CONFLICT (name) DO NOTHING
UPDATE t SET g = 1
SELECT 'abc'::int
SELECT 'abc'::uuid
SELECT 'never'::timestamp
SELECT '2026-13-45'::date
SELECT 9999999999::int
SELECT 123456::numeric(3, 0)
SELECT nofunc(1)
CALL nope()
SELECT 'a'::uuid = 'b'::varchar
SELECT id, count(*) FROM t
SELECT id FROM t WHERE count(*) > 1
SELECT id FROM t a, t b
SELECT * FROM s, s
SELECT (SELECT id FROM s)
SELECT 'a' ~ '('
SELECT * FROM s LIMIT -1
SELECT substring('abc' FROM 1 FOR -1)
CREATE TABLE t (id int)
CREATE SCHEMA public
CREATE TABLE nope.t (id int)
CREATE DATABASE postgres
ALTER TABLE t ADD COLUMN id int
ALTER TABLE t ALTER COLUMN name TYPE int
DROP TYPE kind
DROP ROLE nope
CREATE EXTENSION nope
BEGIN READ ONLY; INSERT INTO t VALUES (9, 'x', 'a', 1)
BEGIN; SELECT 1 / 0
EXECUTE nope
PREPARE p AS SELECT 1; PREPARE p AS SELECT 1
FETCH nope
SAVEPOINT a
SET nope = 1
SELECT set_config('max_connections', '5', false)
SET statement_timeout = 20; SELECT pg_sleep(2)
SET lock_timeout = 20; LOCK TABLE held
""".strip().splitlines()


async def said(address):
    """(SQLSTATE, message) of each statement that the server refuses."""
    connection, other = await asyncpg.connect(address), await asyncpg.connect(address)
    try:
        await connection.execute(GROUND + "CREATE TABLE held (id int)")
        await other.execute("BEGIN; LOCK TABLE held")
        found = []
        for statement in STATEMENTS:
            try:
                await connection.execute(statement)
            except asyncpg.PostgresError as error:
                found.append((error.sqlstate, str(error).partition("\n")[0]))
            await connection.execute("ROLLBACK")
        return found
    finally:
        await other.close()
        await connection.close()


def test_what_the_server_says_is_read_as_its_code(postgres):
    found = asyncio.run(said(postgres.address(asyncio.run(postgres.create()))))
    assert len(found) == len(STATEMENTS)
    assert len({state for state, _ in found}) > 35
    read = [(state, message, READER.read(f"ERROR:  {message}").mentions) for state, message in found]
    assert [
        (state, message) for state, message, mentions in read if not mentions or mentions[0].ids[0] != f"pg:{state}"
    ] == []
