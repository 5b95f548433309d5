"""Processes of `whatcode serve` against a fake of the platform's server."""

from __future__ import annotations

import itertools

import processes
import pytest
from fakes.telegram import ANN, TOKEN, FakeTelegram
from processes import SECRET


@pytest.fixture
async def fake():
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
def serving(tmp_path, fake):
    """Run `whatcode serve` on the fake while within."""
    numbers = itertools.count()

    def serving(database, **settings):
        telegram = {
            "WHATCODE_TELEGRAM_TOKEN": TOKEN,
            "WHATCODE_TELEGRAM_API_URL": fake.url,
            "WHATCODE_TELEGRAM_POLL_SECONDS": "2",
            "WHATCODE_TELEGRAM_MAX_RATE": "off",
        }
        return processes.serving(tmp_path / f"log{next(numbers)}", database, **{**telegram, **settings})

    return serving


@pytest.fixture
def webhook(fake):
    """The settings of a process that is told by webhook."""
    return {
        "WHATCODE_TELEGRAM_MODE": "webhook",
        "WHATCODE_TELEGRAM_WEBHOOK_URL": "https://127.0.0.1:1/hook",
        "WHATCODE_TELEGRAM_WEBHOOK_SECRET": SECRET,
    }


@pytest.fixture
def database(postgres, empty):
    """The address of an empty database on a real server."""
    return postgres.address(empty)


@pytest.fixture
def asking(fake):
    """An update in which somebody writes something."""
    numbers = itertools.count(1)

    def asking(text, user=7):
        person = {**ANN, "id": user}
        said = fake.message(text, user=person)
        return {"update_id": next(numbers), "message": said}

    return asking
