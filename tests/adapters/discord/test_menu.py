"""The menus as they are declared to Discord, and the hash that tells whether it has them already."""

from __future__ import annotations

import json
import re

import pytest
from msgspec.structs import replace

from adapters.discord import menu
from adapters.discord.limits import CHOICE_NAME, CHOICES, MODAL_LABEL, MODAL_NOTE, MODAL_TITLE
from bot.commands import Take

# Letters of any script, digits, dash and underscore, in lower case (docs, Application Command Naming).
NAME = re.compile(r"[-_'\w]{1,32}")
PLACES = {"zh-CN", "zh-TW"}


@pytest.fixture(scope="module")
def declared(engine):
    return engine.menu()


@pytest.fixture(scope="module")
def commands(declared):
    return menu.payloads(declared)


def test_every_door_of_the_menu_is_there(commands):
    slash = {command["name"] for command in commands if command["type"] == 1}
    assert {"code", "compare", "list", "explain", "language", "help", "about"} <= slash
    (on_message,) = [command for command in commands if command["type"] == 3]
    assert on_message["name"] == "Explain codes"
    assert on_message["name_localizations"] == {"zh-CN": "解释状态码", "zh-TW": "解釋狀態碼"}
    options = {command["name"]: [one["name"] for one in command.get("options", [])] for command in commands}
    assert options["code"] == ["query"]
    assert options["compare"] == ["first", "second", "third", "fourth"]
    assert options["explain"] == ["file"]


def test_everything_has_three_languages_and_keeps_to_the_limits(commands):
    assert len(commands) >= 8
    assert sum(command["type"] == 1 for command in commands) <= 100
    seen = 0
    for one in (part for command in commands for part in (command, *command.get("options", []))):
        names = [one["name"], *one["name_localizations"].values()]
        assert set(one["name_localizations"]) == PLACES
        if one.get("type") != 3 or "description" in one:  # the menu of a message has a label, not a name
            assert all(NAME.fullmatch(name) and name == name.lower() for name in names), names
            assert set(one["description_localizations"]) == PLACES
            texts = [one["description"], *one["description_localizations"].values()]
            assert all(1 <= len(text) <= 100 for text in texts), texts
            assert texts[0].isascii()
            assert not texts[1].isascii()
        assert all(1 <= len(name) <= 32 for name in names)
        choices = one.get("choices", [])
        assert len(choices) <= CHOICES
        assert not (choices and one.get("autocomplete"))
        for choice in choices:
            assert set(choice["name_localizations"]) == PLACES
            assert all(1 <= len(text) <= CHOICE_NAME for text in (choice["name"], choice["value"]))
        seen += 1
    assert seen > 15


def test_they_are_there_on_servers_with_users_and_in_every_place(commands):
    for command in commands:
        assert command["integration_types"] == [0, 1]
        assert command["contexts"] == [0, 1, 2]


def test_what_must_be_given_comes_first(commands):
    for command in commands:
        required = [bool(option.get("required")) for option in command.get("options", [])]
        assert required == sorted(required, reverse=True)


def given_back(commands):
    """As Discord tells them: with ids, and with what we left out."""
    plain = json.loads(json.dumps(commands))
    for number, command in enumerate(plain):
        command |= {"id": str(number), "version": "9", "nsfw": False, "default_member_permissions": None}
        command.setdefault("description", "")
        for option in command.get("options", []):
            option.setdefault("required", False)
            option.setdefault("autocomplete", False)
    return plain[::-1]


def test_the_hash_is_that_of_what_the_server_gives_back(commands):
    assert menu.digest(commands) == menu.digest(given_back(commands))


def test_the_hash_tells_every_change(commands, declared):
    before = menu.digest(commands)
    changes = []
    for path in (
        "name",
        "description",
        "name_localizations",
        "description_localizations",
        "contexts",
        "integration_types",
    ):
        changed = given_back(commands)
        slash = next(command for command in changed if command["name"] == "code")
        slash[path] = {"zh-CN": "别的"} if "local" in path else "other" if isinstance(slash[path], str) else [0]
        changes.append(changed)
    fewer = given_back(commands)[1:]
    option = given_back(commands)
    next(command for command in option if command["name"] == "code")["options"][0]["autocomplete"] = False
    choice = given_back(commands)
    next(command for command in choice if command["name"] == "language")["options"][0]["choices"].pop()
    for changed in (*changes, fewer, option, choice):
        assert menu.digest(changed) != before


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_dialogs_keep_to_the_limits(engine, declared, language):
    (spec,) = [spec for spec in declared if any(option.take is Take.TEXT for option in spec.options)]
    title = engine.phrase(f"dialog-{spec.name}-title", language)
    sheet = menu.dialog(spec, title, language)
    assert sheet["title"] == title
    assert len(title) <= MODAL_TITLE
    assert [part["component"]["type"] for part in sheet["components"]] == [4, 19]
    for part in sheet["components"]:
        assert 1 <= len(part["label"]) <= MODAL_LABEL
        assert len(part["description"]) <= MODAL_NOTE
    options = [option for option in spec.options if option.take in (Take.TEXT, Take.FILE)]
    assert [part["label"] for part in sheet["components"]] == [option.label.of(language) for option in options]


def test_a_command_is_known_by_its_name_and_by_its_label(declared):
    named = menu.by_name(declared)
    assert named["Explain codes"] is named["explain"]
    assert named["code"].verb


def test_a_label_never_hides_a_command(declared):
    code = next(spec for spec in declared if spec.name == "code")
    label = replace(code.label, en="code")
    clash = replace(next(spec for spec in declared if spec.on_message), on_message=label)
    assert menu.by_name([clash, code])["code"] is code
