"""Settings: where they come from, and which one is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from bot.infra.database.address import backend_of
from bot.launch import platforms, secrets_of
from bot.platform import Platform
from bot.settings import SettingsError, load


class Chat(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    token: SecretStr | None = Field(default=None, description="the key of the bot")
    rate: int = Field(default=30, ge=1, le=100, description="messages a second")
    proxy: str | None = Field(default=None, description="address of a proxy")


PLATFORM = Platform("chat", Chat, lambda s: s.token is not None, lambda _: None, lambda _: None, lambda _: "")
SECRET = "12345:very-secret"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def read(**environment: str):
    return load([PLATFORM], environment)


def test_defaults():
    loaded = read()
    assert (loaded.core.limit_person, loaded.core.limit_place) == (30, 120)
    assert loaded.platforms["chat"].token is None


def test_the_environment():
    loaded = read(WHATCODE_LIMIT_PERSON="off", WHATCODE_CHAT_TOKEN=SECRET, WHATCODE_CHAT_RATE="5", OTHER="x")
    assert loaded.core.limit_person is None
    assert loaded.platforms["chat"].token.get_secret_value() == SECRET
    assert loaded.platforms["chat"].rate == 5


def test_a_file_and_what_goes_before_it(tmp_path):
    (tmp_path / "whatcode.toml").write_text("limit_person = 7\n[chat]\nrate = 9\n", encoding="utf-8")
    loaded = read(WHATCODE_CHAT_RATE="5")
    assert loaded.core.limit_person == 7
    assert loaded.platforms["chat"].rate == 5
    listed = {setting.name: (setting.value, setting.source) for setting in loaded.listing}
    assert listed["WHATCODE_CONFIG"] == ("whatcode.toml", "default")
    assert listed["WHATCODE_LIMIT_PERSON"] == ("7", "file whatcode.toml")
    (tmp_path / "whatcode.toml").rename(tmp_path / "other.toml")
    listed = {setting.name: setting for setting in read(WHATCODE_CONFIG="other.toml").listing}
    assert (listed["WHATCODE_CONFIG"].value, listed["WHATCODE_CONFIG"].source) == ("other.toml", "environment")
    assert read().listing[0].value == "(not set)"


def test_a_secret_file_that_cannot_be_read_is_not_said_to_be_missing_too():
    with pytest.raises(SettingsError) as caught:
        load(
            platforms(),
            {
                "WHATCODE_TELEGRAM_MODE": "webhook",
                "WHATCODE_TELEGRAM_WEBHOOK_URL": "https://bot.example/hook",
                "WHATCODE_TELEGRAM_WEBHOOK_SECRET_FILE": "nowhere",
            },
        )
    assert str(caught.value) == "WHATCODE_TELEGRAM_WEBHOOK_SECRET_FILE: nowhere: No such file or directory"


def test_a_secret_from_a_file(tmp_path):
    (tmp_path / "token").write_text(f"{SECRET}\n", encoding="utf-8")
    assert read(WHATCODE_CHAT_TOKEN_FILE=str(tmp_path / "token")).platforms["chat"].token.get_secret_value() == SECRET


def test_an_empty_secret_file_counts_as_not_set(tmp_path):
    (tmp_path / "token").write_text("\n", encoding="utf-8")
    assert read(WHATCODE_CHAT_TOKEN_FILE=str(tmp_path / "token")).platforms["chat"].token is None


def test_the_listing_names_the_source_and_hides_secrets():
    listed = {setting.name: setting for setting in read(WHATCODE_CHAT_TOKEN=SECRET).listing}
    assert listed["WHATCODE_CHAT_TOKEN"].value == "(hidden)"
    assert listed["WHATCODE_CHAT_TOKEN"].source == "environment"
    assert listed["WHATCODE_LIMIT_PERSON"].source == "default"
    assert all(setting.description for setting in listed.values())
    assert SECRET not in repr(listed)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"WHATCODE_LIMIT_PERSON": "many"}, ["WHATCODE_LIMIT_PERSON", "many"]),
        ({"WHATCODE_LIMIT_PERSON": "0"}, ["WHATCODE_LIMIT_PERSON", "greater than or equal to 1"]),
        ({"WHATCODE_CHAT_RATE": "101"}, ["WHATCODE_CHAT_RATE", "100", "messages a second"]),
        ({"WHATCODE_LOG_LEVEL": "loud"}, ["WHATCODE_LOG_LEVEL", "loud", "'debug'"]),
        ({"WHATCODE_DATABASE_URL": "mysql://x/y"}, ["WHATCODE_DATABASE_URL", "postgresql://"]),
        ({"WHATCODE_DATABASE_URL": "sqlite://"}, ["WHATCODE_DATABASE_URL", "sqlite:///FILE"]),
        ({"WHATCODE_NONSENSE": "1"}, ["WHATCODE_NONSENSE", "WHATCODE_LIMIT_PERSON"]),
        ({"WHATCODE_CHAT_TOKNE": "1"}, ["WHATCODE_CHAT_TOKNE", "is WHATCODE_CHAT_TOKEN meant?"]),
        (
            {"WHATCODE_LIMIT_PERSON": "many", "WHATCODE_CHAT_RATE": "0", "WHATCODE_NONSENSE": "1"},
            ["WHATCODE_LIMIT_PERSON", "WHATCODE_CHAT_RATE", "WHATCODE_NONSENSE"],
        ),
        ({"WHATCODE_CONFIG": "nowhere.toml"}, ["WHATCODE_CONFIG", "nowhere.toml"]),
        ({"WHATCODE_CHAT_TOKEN_FILE": "nowhere"}, ["WHATCODE_CHAT_TOKEN_FILE", "nowhere"]),
        (
            {"WHATCODE_CHAT_TOKEN_FILE": "nowhere", "WHATCODE_CHAT_PROXY_FILE": "no-more", "WHATCODE_CHAT_RATE": "0"},
            ["WHATCODE_CHAT_TOKEN_FILE", "WHATCODE_CHAT_PROXY_FILE", "WHATCODE_CHAT_RATE"],
        ),
    ],
    ids=str,
)
def test_a_wrong_setting_is_named(environment, said):
    with pytest.raises(SettingsError) as caught:
        read(**environment)
    for part in said:
        assert part in str(caught.value)


@pytest.mark.parametrize("url", ["postgresql://me:hush/hush@host/name", "other://me:hush@host/name", "[hush"])
def test_a_wrong_address_of_a_database_does_not_tell_its_password(url):
    with pytest.raises(SettingsError) as caught:
        read(WHATCODE_DATABASE_URL=url)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("word", "meant"), [("no", False), ("Off", False), ("false", False), ("1", True), ("yes", True)]
)
def test_words_for_yes_and_no(word, meant):
    assert load(platforms(), {"WHATCODE_TELEGRAM_RICH_TABLES": word}).platforms["telegram"].rich_tables is meant


def test_white_space_around_a_value_says_nothing():
    assert read(WHATCODE_CHAT_RATE=" 5\n").platforms["chat"].rate == 5


def test_a_word_that_is_not_among_those_wanted_is_not_repeated_by_the_library():
    with pytest.raises(SettingsError) as caught:
        read(WHATCODE_LOG_LEVEL="http://me:hush@host")
    assert "hush" not in str(caught.value)


def test_who_logs_in_at_a_proxy_is_told_nowhere():
    address = "http://me:hush@proxy.example:3128"
    loaded = read(WHATCODE_CHAT_PROXY=address)
    assert {s.name: s.value for s in loaded.listing}["WHATCODE_CHAT_PROXY"] == "http://(hidden)@proxy.example:3128"
    assert "hush" in secrets_of(loaded)
    with pytest.raises(SettingsError) as caught:
        read(WHATCODE_CHAT_RATE=address)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("found", [[PLATFORM], platforms()], ids=["ours", "all"])
def test_what_is_listed_can_be_set(found):
    """Each value that is shown, put into the environment, means the same."""
    loaded = load(found, {})
    shown = {s.name: s.value for s in loaded.listing if s.value != "(not set)"}
    assert len(shown) >= 8
    assert "off" not in {s.value for s in loaded.listing if "TOKEN" in s.name}
    again = load(found, shown)
    assert (again.core, again.platforms) == (loaded.core, loaded.platforms)
    assert {s.source for s in again.listing if s.value != "(not set)"} == {"environment"}


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"WHATCODE_TELEGRAM_MODE": "webhook"}, "WHATCODE_TELEGRAM_WEBHOOK_URL is not set"),
        ({"WHATCODE_TELEGRAM_MODE": "webhook"}, "WHATCODE_TELEGRAM_WEBHOOK_SECRET is not set"),
        ({"WHATCODE_TELEGRAM_WEBHOOK_URL": "http://bot.example"}, "WHATCODE_TELEGRAM_WEBHOOK_URL = 'http://bot.ex"),
        ({"WHATCODE_DISCORD_SHARD_IDS": "1"}, "WHATCODE_DISCORD_SHARD_IDS = '1'"),
        ({"WHATCODE_DISCORD_SHARD_IDS": "2", "WHATCODE_DISCORD_SHARD_COUNT": "2"}, "from 0 to 1"),
    ],
    ids=str,
)
def test_settings_that_do_not_go_together_are_named(environment, said):
    with pytest.raises(SettingsError) as caught:
        load(platforms(), environment)
    assert said in str(caught.value)


@pytest.mark.parametrize("hosts", ["h", "h:5432", "h1:5432,h2:5433", "[::1]:5432", "[::1]", ""])
def test_a_database_may_have_several_hosts(hosts):
    assert read(WHATCODE_DATABASE_URL=f"postgresql://me:hush@{hosts}/name").core.database_url is not None
    place = backend_of(f"postgresql://me:hush@{hosts}/name").place
    assert place == f"{hosts or 'local socket'}/name"


def test_where_choices_are_kept(monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", "/var/lib/somebody")
    listed = {setting.name: setting for setting in read().listing}["WHATCODE_DATABASE_URL"]
    assert (listed.value, listed.source) == ("sqlite:////var/lib/somebody/whatcode/whatcode.db", "default")
    listed = {setting.name: setting for setting in read(WHATCODE_DATABASE_URL="postgresql://h/n").listing}
    assert listed["WHATCODE_DATABASE_URL"].value == "(hidden)"
    assert read(WHATCODE_DATABASE_URL="off").core.database_url is None


@pytest.mark.parametrize(
    "text", ["limit_persons = 3", "[chat]\ntokens = 'x'", "[nobody]\nx = 1", "limit_person = [", "\x00"]
)
def test_a_wrong_file_is_named(tmp_path, text):
    (tmp_path / "whatcode.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"whatcode\.toml"):
        read()


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_readme_tells_of_every_setting(page):
    text = (Path(__file__).parents[2] / page).read_text(encoding="utf-8")
    listed = [setting.name for setting in load(platforms(), {}).listing]
    assert len(listed) > 20
    assert [name for name in listed if f"`{name}`" not in text] == []
    told = set(re.findall(r"\bWHATCODE_[A-Z_]+[A-Z]\b", text))
    assert {name.removesuffix("_FILE") for name in told} - set(listed) == set()
