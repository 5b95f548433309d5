"""MySQL's and MariaDB's errors: numbers and names both ways, and out of what servers, clients and drivers print."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.check import check

CATALOGUE = Catalogue(open_book())
READER = Reader(CATALOGUE)
FILES = sorted((Path(__file__).parents[2] / "knowledge" / "data" / "mysql").glob("*.toml"))
CODES = {code.key: code for code in CATALOGUE.codes("mysql")}

NAMES = {
    1022: "ER_DUP_KEY", 1040: "ER_CON_COUNT_ERROR", 1044: "ER_DBACCESS_DENIED_ERROR", 1045: "ER_ACCESS_DENIED_ERROR",
    1046: "ER_NO_DB_ERROR", 1048: "ER_BAD_NULL_ERROR", 1049: "ER_BAD_DB_ERROR", 1050: "ER_TABLE_EXISTS_ERROR",
    1053: "ER_SERVER_SHUTDOWN", 1054: "ER_BAD_FIELD_ERROR", 1055: "ER_WRONG_FIELD_WITH_GROUP", 1062: "ER_DUP_ENTRY",
    1064: "ER_PARSE_ERROR", 1071: "ER_TOO_LONG_KEY", 1093: "ER_UPDATE_TABLE_USED", 1114: "ER_RECORD_FILE_FULL",
    1129: "ER_HOST_IS_BLOCKED", 1130: "ER_HOST_NOT_PRIVILEGED", 1142: "ER_TABLEACCESS_DENIED_ERROR",
    1146: "ER_NO_SUCH_TABLE", 1153: "ER_NET_PACKET_TOO_LARGE", 1203: "ER_TOO_MANY_USER_CONNECTIONS",
    1205: "ER_LOCK_WAIT_TIMEOUT", 1213: "ER_LOCK_DEADLOCK", 1215: "ER_CANNOT_ADD_FOREIGN",
    1227: "ER_SPECIFIC_ACCESS_DENIED_ERROR", 1236: "ER_MASTER_FATAL_ERROR_READING_BINLOG",
    1264: "ER_WARN_DATA_OUT_OF_RANGE", 1290: "ER_OPTION_PREVENTS_STATEMENT", 1317: "ER_QUERY_INTERRUPTED",
    1364: "ER_NO_DEFAULT_FOR_FIELD", 1366: "ER_TRUNCATED_WRONG_VALUE_FOR_FIELD", 1406: "ER_DATA_TOO_LONG",
    1451: "ER_ROW_IS_REFERENCED_2", 1452: "ER_NO_REFERENCED_ROW_2", 1698: "ER_ACCESS_DENIED_NO_PASSWORD_ERROR",
    1927: "ER_CONNECTION_KILLED", 1932: "ER_NO_SUCH_TABLE_IN_ENGINE", 1969: "ER_STATEMENT_TIMEOUT",
    2002: "CR_CONNECTION_ERROR", 2003: "CR_CONN_HOST_ERROR", 2005: "CR_UNKNOWN_HOST", 2006: "CR_SERVER_GONE_ERROR",
    2013: "CR_SERVER_LOST", 2014: "CR_COMMANDS_OUT_OF_SYNC", 2026: "CR_SSL_CONNECTION_ERROR", 2049: "CR_SECURE_AUTH",
    2059: "CR_AUTH_PLUGIN_CANNOT_LOAD", 2061: "CR_AUTH_PLUGIN_ERR", 3024: "ER_QUERY_TIMEOUT", 3572: "ER_LOCK_NOWAIT",
    3819: "ER_CHECK_CONSTRAINT_VIOLATED", 4031: "ER_CLIENT_INTERACTION_TIMEOUT",
}  # fmt: skip
"""MySQL Connector/Python: errorcode.py; MariaDB Connector/C: mysqld_error.h, errmsg.h (1927, 1932, 1969, 2049). Read 2026-11-25."""

PRINTED = {
    "access denied for user deploy@localhost": 1045,
    "ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: YES)": 1045,
    "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)": 2002,
    "Error 1062 (23000): Duplicate entry 'a@b.c' for key 'users.email'": 1062,
    "pymysql.err.OperationalError: (2006, \"MySQL server has gone away (BrokenPipeError(32, 'Broken pipe'))\")": 2006,
    'sqlalchemy.exc.OperationalError: (pymysql.err.OperationalError) (2003, "Can\'t connect")': 2003,
    "django.db.utils.IntegrityError: (1452, 'Cannot add or update a child row')": 1452,
    "mysql.connector.errors.ProgrammingError: 1146 (42S02): Table 'shop.users' doesn't exist": 1146,
    "SQLSTATE[HY000] [2002] Connection refused": 2002,
    "SQLSTATE[23000]: Integrity constraint violation: 1048 Column 'name' cannot be null": 1048,
    "SQLSTATE[42S22]: Column not found: 1054 Unknown column 'nick' in 'field list'": 1054,
    "SQL Error: 1205, SQLState: 40001": 1205,
    "SQL Error [1064] [42000]: You have an error in your SQL syntax": 1064,
    "Last_SQL_Errno: 1062": 1062,
    "Last_IO_Errno: 1236": 1236,
    "[ERROR] [MY-010584] [Repl] Replica SQL: Could not execute Delete_rows event, Error_code: MY-001032": 1032,
    "| Warning | 1265 | Data truncated for column 'status' at row 1 |": 1265,
    "mysqldump: Error 2013: Lost connection to MySQL server during query when dumping table": 2013,
    "java.sql.SQLException: Lock wait timeout exceeded; try restarting transaction": 1205,
    "Deadlock found when trying to get lock; try restarting transaction": 1213,
    'Data source rejected establishment of connection,  message from server: "Too many connections"': 1040,
    "Mysql2::Error: Data too long for column 'body' at row 1": 1406,
    "Host '10.0.0.9' is blocked because of many connection errors; unblock with 'mysqladmin flush-hosts'": 1129,
    "Access denied for user 'app'@'%' to database 'shop'": 1044,
    "The table 'orders' is full": 1114,
    "java.sql.SQLException: Incorrect string value: '\\xF0\\x9F\\x98\\x80' for column 'nick' at row 1": 1366,
    "code: 'ER_LOCK_DEADLOCK',\n  errno: 1213,\n  sqlState: '40001'": 1213,
}  # fmt: skip


def meant(text):
    """The ids that are meant in a text, each at the place of its first mention."""
    return [mention.ids[0] for mention in READER.read(text).mentions if mention.ids]


def test_no_fault():
    assert len(FILES) > 8
    assert check(FILES) == []


def test_there_are_those_that_people_meet():
    assert len(CODES) >= 300
    assert all(code.number == int(key) for key, code in CODES.items())


@pytest.mark.parametrize(("number", "name"), NAMES.items())
def test_number_and_name_both_ways(number, name):
    assert CATALOGUE.exact(str(number), "mysql") == (f"mysql:{number}",)
    assert CATALOGUE.exact(name.lower()) == (f"mysql:{number}",)


@pytest.mark.parametrize(("text", "number"), PRINTED.items())
def test_what_programs_print_is_read(text, number):
    assert meant(text)[:1] == [f"mysql:{number}"]


def test_a_number_alone_is_one_of_this_family():
    assert CATALOGUE.exact("1062")[0] == "mysql:1062"
    assert meant("mysql 2013") == ["mysql:2013"]


def test_numbers_of_other_programs_are_left_alone():
    for text in ("Error 1016: Origin DNS error", "took 1045 ms at 10:42:11", "Error 1020: Access denied"):
        assert not [id_ for id_ in meant(text) if id_.startswith("mysql:")]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("报错 1062", ["mysql:1062"]),
        ("1045 是什么错误", ["mysql:1045"]),
        ("1213和1205区别", ["mysql:1213", "mysql:1205"]),
        ("SQLSTATE[42S22]", ["mysql:1054"]),
        ("the year 2013 was fine, 1945 was not", []),
    ],
)
def test_what_people_say_is_read(text, ids):
    assert meant(text) == ids
