from __future__ import annotations

import subprocess
import sys

import pytest
from fakes.telegram import TOKEN
from pydantic import ValidationError

from adapters.telegram.client import Client, _system_proxy
from adapters.telegram.settings import Settings

HOOK = {"token": TOKEN, "mode": "webhook", "webhook_url": "https://bot.example/hook", "webhook_secret": "s"}


def test_every_setting_is_described():
    assert len(Settings.model_fields) >= 8
    assert all(field.description for field in Settings.model_fields.values())


def test_off_means_no_limit():
    assert Settings(max_rate="off").max_rate is None
    assert Settings(max_rate="5").max_rate == 5
    assert Settings().max_rate == 30


@pytest.mark.parametrize(
    "wrong",
    [
        {"token": "not-a-token"},
        {"mode": "webhook"},
        {**HOOK, "webhook_secret": "no spaces"},
        {**HOOK, "webhook_url": "bot.example"},
        {**HOOK, "webhook_url": "http://bot.example"},
        {"api_url": "ftp://x"},
        {"proxy": "x"},
        {"max_rate": 0},
        {"transport": "carrier pigeon"},
        {"unknown": 1},
    ],
)
def test_what_is_wrong_is_refused_without_showing_secrets(wrong):
    with pytest.raises(ValidationError) as refused:
        Settings(**wrong)
    assert "not-a-token" not in str(refused.value)
    assert "no spaces" not in str(refused.value)


def test_a_webhook():
    assert Settings(**HOOK).webhook_url == "https://bot.example/hook"


@pytest.mark.parametrize("transport", ["aiohttp", "httpx"])
def test_nothing_shows_the_token(transport):
    settings = Settings(token=TOKEN, transport=transport, max_rate="off" if transport == "httpx" else 30)
    assert TOKEN not in repr(settings) + str(settings) + repr(Client(settings)) + str(Client(settings))


def test_the_proxy_of_the_environment(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "inside.example")
    assert _system_proxy("https://api.telegram.org") == "http://proxy.example:3128"
    assert _system_proxy("https://inside.example") is None
    assert _system_proxy("nonsense") is None


def test_declaring_the_platform_does_not_import_the_library():
    code = "import sys, adapters.telegram; sys.exit('telegram' in sys.modules or 'aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603
