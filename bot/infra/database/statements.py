"""The statements of a running bot, in the SQL that both databases speak.

Plain text for the drivers themselves: what SQLAlchemy adds to a statement takes longer than the statement. Where tables
are made or copied it has its place (`backend.Engines`).
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Statements(NamedTuple):
    """Values stand as $1, $2 …, each once and in order; "keys" are many in one value, as `Backend.pack` makes it.

    Attributes:
        preferences: keys → rows of key, language, detail, private.
        prefer: key, language, detail, private; null leaves what is there.
        forget: key.
        recall: name → value.
        keep: name, value.
        take: seconds, keys → the keys that nobody has, as under way from now on. One that is under way stays with whom
            it is however old it is: clocks jump.
        note: seconds, keys → the keys that nobody has, as dealt with from now on.
        finish: seconds, keys: from now on they are dealt with.
        state: key → whether it is dealt with, and until when.
        take_over: seconds, key, until when it was under way → the key, if nothing happened to it since.
        give_back: key.
        sweep: what is of no use any more; a day after its time that is also what was never finished.
    """

    preferences: str
    prefer: str
    forget: str
    recall: str
    keep: str
    take: str
    note: str
    finish: str
    state: str
    take_over: str
    give_back: str
    sweep: str


_TAKEN = """
    INSERT INTO claim (key, done, expires) SELECT given.key, {done}, NOW + $1 FROM KEYS($2) WHERE true
    ON CONFLICT (key) DO UPDATE SET done = excluded.done, expires = excluded.expires
    WHERE claim.done AND claim.expires <= NOW RETURNING key"""

_ALL = Statements(
    preferences="SELECT key, language, detail, private FROM preference WHERE key IN (SELECT given.key FROM KEYS($1))",
    prefer="""
        INSERT INTO preference (key, language, detail, private) VALUES ($1, $2, $3, $4)
        ON CONFLICT (key) DO UPDATE SET
        language = coalesce(excluded.language, preference.language),
        detail = coalesce(excluded.detail, preference.detail),
        private = coalesce(excluded.private, preference.private)""",
    forget="DELETE FROM preference WHERE key = $1",
    recall="SELECT value FROM note WHERE name = $1",
    keep="INSERT INTO note (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    take=_TAKEN.format(done="false"),
    note=_TAKEN.format(done="true"),
    finish="UPDATE claim SET done = true, expires = NOW + $1 WHERE key IN (SELECT given.key FROM KEYS($2))",
    state="SELECT done, expires FROM claim WHERE key = $1",
    take_over="UPDATE claim SET expires = NOW + $1 WHERE key = $2 AND NOT done AND expires = $3 RETURNING key",
    give_back="DELETE FROM claim WHERE key = $1 AND NOT done",
    sweep="DELETE FROM claim WHERE expires <= NOW AND (done OR expires <= NOW - 86400)",
)


def statements(*, now: str, keys: str) -> Statements:
    """The statements of a database.

    Args:
        now: an expression for its own clock, in seconds since 1970.
        keys: a FROM item "given" with the column "key", of the keys in the one value that stands where it has "{}".
    """

    def worded(statement: str) -> str:
        statement = re.sub(r"KEYS\((\$\d)\)", lambda found: keys.format(found[1]), statement)
        return " ".join(re.sub(r"\bNOW\b", lambda _: now, statement).split())

    return Statements(*map(worded, _ALL))
