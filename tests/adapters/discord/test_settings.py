from __future__ import annotations

import subprocess
import sys

import pytest
from fakes.discord import TOKEN
from pydantic import ValidationError

from adapters.discord.settings import Settings


def test_every_setting_is_described():
    assert len(Settings.model_fields) >= 7
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize(
    ("api_url", "rest"),
    [
        ("https://discord.com", "https://discord.com/api/v10"),
        ("https://discord.com/", "https://discord.com/api/v10"),
        ("https://discord.com/api", "https://discord.com/api/v10"),
        ("http://127.0.0.1:7979/api/v10", "http://127.0.0.1:7979/api/v10"),
    ],
)
def test_the_rest_address_comes_from_as_much_as_is_given(api_url, rest):
    assert Settings(api_url=api_url).rest == rest


def test_shards():
    assert Settings(shard_count="auto").shard_count is None
    assert Settings(shard_count="8", shard_ids="0-2,5").shard_ids == (0, 1, 2, 5)
    assert Settings(shard_count=1, shard_ids=0).shard_ids == (0,)
    assert Settings(shard_count=2, shard_ids=[0, 1]).shard_ids == (0, 1)
    assert Settings(shard_ids="auto").shard_ids is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"token": "two words"},
        {"token": "größe"},
        {"token": ""},
        {"api_url": "discord.com"},
        {"proxy": "ftp://x"},
        {"shard_count": 0},
        {"shard_ids": "0"},
        {"shard_count": 2, "shard_ids": "2"},
        {"shard_count": 2, "shard_ids": "0,0"},
        {"shard_count": 2, "shard_ids": "a"},
        {"shard_count": 2, "shard_ids": "1-0"},
        {"silence_seconds": 0},
        {"dev_guild": "x"},
        {"unknown": 1},
    ],
)
def test_what_is_wrong_is_refused_without_showing_secrets(wrong):
    with pytest.raises(ValidationError) as error:
        Settings(**{"token": TOKEN, **wrong})
    assert TOKEN not in str(error.value)
    assert wrong.get("token") in (None, "") or str(wrong["token"]) not in str(error.value)


def test_declaring_the_platform_does_not_import_the_library():
    code = "import sys, adapters.discord; sys.exit('discord' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own code
