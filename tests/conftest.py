from __future__ import annotations

import os

import pytest

from bot.answer import Answer
from bot.engine import Engine, build_engine
from bot.query import Query
from knowledge.book import open_book
from knowledge.load import DataError

# Processes that tests start write UTF-8 in whatever locale; what they do in others has a test of its own.
os.environ["PYTHONUTF8"] = "1"


def pytest_sessionstart() -> None:
    """Compile the book if a data file has changed: else each process that a test starts would, all at once.

    Not in a fixture: on a busy machine it takes longer than a test may.
    """
    try:
        open_book()
    except DataError as error:
        raise pytest.UsageError(str(error)) from error


@pytest.fixture(scope="session")
def engine() -> Engine:
    return build_engine()


@pytest.fixture(scope="session")
def ask(engine):
    """The answer to a typed text."""

    def answer(text: str, **more) -> Answer:
        outcome = engine.answer(Query(text=text, **more))
        assert outcome is not None
        assert isinstance(outcome.answer, Answer)
        return outcome.answer

    return answer


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server. Where none can be started the tests that need one fail and say why: they are no extra."""
    from databases import Postgres  # noqa: PLC0415 - few tests need a server

    server = Postgres()
    yield server
    server.stop()


@pytest.fixture
async def empty(postgres):
    """The name of an empty database on the server."""
    name = await postgres.create()
    yield name
    await postgres.drop(name)
