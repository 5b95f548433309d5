"""Any value in the environment, any bytes in the file of settings: it starts, or says in a line a setting what is wrong."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from amount import SEED, rounds

from bot.launch import platforms
from bot.settings import Settings, SettingsError, load, name_of

WHATCODE = Path(sys.executable).parent / "whatcode"
TOKEN = "12345:hush-hush-5f3a-hush-hush"
PASSWORD = "hush/hush-5f3a"
HUSH = ("hush-5f3a", "hush-hush")

PLATFORMS = platforms()
MODELS = {"": Settings, **{platform.name: platform.settings for platform in PLATFORMS}}
FIELDS = {
    name_of(section, field): about for section, model in MODELS.items() for field, about in model.model_fields.items()
}
SECRETS = [name for name, about in FIELDS.items() if "Secret" in str(about.annotation)]
ADDRESSES = [name for name in FIELDS if name.endswith(("_URL", "_PROXY"))]
VALUES = [
    "", "off", "auto", "0", "-1", "1e9", "nan", "inf", "true", "9" * 5_000, "\udcff", "a\nb", "\x1b[2J", "http://", "http://[::1", "https://x/y",
    "sqlite:///x", "sqlite:///" + "a" * 5_000, "127.0.0.1:80", "0,1,2", "0-", "5-2", "0-99999999999", "1," * 5_000, "{}", "[]", "null", "５",
    "💥", "\u202e", "/dev/null", "/dev/zero", "/", "..", "%s%n", "$(id)", "1_0", " 1 ", "\u2028", "::", "a" * 300 + ".b",
]  # fmt: skip
IN_ADDRESSES = [
    f"https://u:{PASSWORD}@x/y",
    f"postgresql://u:{PASSWORD}@h/d",
    f"http://u:{PASSWORD}\n@x",
    f"://{PASSWORD}@",
]
TOML = [
    "1", '"x"', "[1, 2]", "{a = 1}", "1979-05-27T07:32:00Z", "07:32:00", "inf", "nan", "true", "9" * 5_000, "0x" + "f" * 5_000, "1e400",
    "[" * 3_000 + "]" * 3_000, '"\\ud800"', '"\\u0000"', '""', "'''\n'''",
    f'{{token = "{TOKEN}"}}', f'{{token = ["{TOKEN}"]}}', f'{{token = {{a = "{TOKEN}"}}}}', f'{{webhook_secret = "{TOKEN}", mode = 5}}',
]  # fmt: skip


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def wrong(environment):
    """What is said of settings; "" where they are taken."""
    try:
        load(PLATFORMS, environment)
    except SettingsError as error:
        return str(error)
    return ""


def is_clear(said):
    """Lines that each name a setting or the file, of one line's length, with nothing in them that is a secret."""
    for line in said.split("\n"):
        assert line.startswith(("WHATCODE_", "whatcode.toml: ", "'WHATCODE_")), line[:300]
        assert line.isprintable(), line[:300]
        assert len(line) < 1_500, line[:300]
    for secret in (TOKEN, PASSWORD, *HUSH):
        assert secret not in said, said[:300]


SECRET_FILES = [
    TOKEN.encode(), f"{TOKEN}\r\n".encode(), f"\ufeff{TOKEN}".encode(), TOKEN.encode("utf-16"), f"{TOKEN}\0".encode(), f"{TOKEN}\n{TOKEN}".encode(),
    f"é{TOKEN}".encode("latin-1"), f"\x1b[31m{TOKEN}".encode(), b"", b" \n", TOKEN.encode() * 100_000, IN_ADDRESSES[0].encode(), IN_ADDRESSES[1].encode(),
]  # fmt: skip


def test_any_environment(tmp_path):
    for number, content in enumerate(SECRET_FILES):
        (tmp_path / f"secret{number}").write_bytes(content)
    files = [f"secret{number}" for number in range(len(SECRET_FILES))]
    chance = random.Random(SEED)  # noqa: S311 - the same each time is meant
    said = taken = 0
    for _ in range(rounds(2_000, 100_000)):
        environment = {}
        for _ in range(chance.randrange(1, 4)):
            name, values = chance.choice(list(FIELDS)), VALUES
            if name in SECRETS:
                values = [*VALUES, TOKEN, TOKEN * 50, f"{TOKEN}\n{TOKEN}"]
            if name in ADDRESSES:
                values = [*VALUES, *IN_ADDRESSES]
            environment[name] = chance.choice(values)
            if name in SECRETS and chance.random() < 0.3:  # the secret in place of the file's name
                environment[f"{name}_FILE"] = chance.choice([*VALUES, TOKEN, *IN_ADDRESSES])
            elif name in SECRETS and chance.random() < 0.4:
                environment = {**environment, name: "", f"{name}_FILE": chance.choice(files)}
        if chance.random() < 0.1:
            environment[f"WHATCODE_{chance.choice(VALUES)}"] = chance.choice(VALUES)
        if chance.random() < 0.03:
            environment["WHATCODE_CONFIG"] = chance.choice(VALUES)
        if found := wrong(environment):
            is_clear(found)
            said += 1
        else:
            taken += 1
    assert said > 100
    assert taken > 100


def test_any_file(tmp_path):
    chance = random.Random(SEED)  # noqa: S311 - as above
    keys = [*Settings.model_fields, "telegram", "discord", "nobody", '""', '"a\\nb"', '"\\u202e"']
    said = 0
    for _ in range(rounds(1_000, 100_000)):
        lines = [f"{chance.choice(keys)} = {chance.choice(TOML)}" for _ in range(chance.randrange(1, 3))]
        lines += [f'[{chance.choice(["telegram", "discord"])}]\ntoken = "{TOKEN}"'] * (chance.random() < 0.3)
        content = bytearray("\n".join(lines).encode())
        for _ in range(chance.choice([0, 0, 0, 1, 5, 50])):
            content[chance.randrange(len(content))] = chance.randrange(256)
        (tmp_path / "whatcode.toml").write_bytes(content)
        found = wrong({})
        if found:
            assert "Traceback" not in found
            assert TOKEN not in found
            assert all(line.isprintable() and len(line) < 1_500 for line in found.split("\n")), found[:300]
            assert all("whatcode.toml" in line or line.startswith("WHATCODE_") for line in found.split("\n")), found[
                :300
            ]
            said += 1
    assert said > 500


@pytest.mark.parametrize(
    ("environment", "names"),
    [
        ({"WHATCODE_TELEGRAM_TOKEN_FILE": TOKEN}, "WHATCODE_TELEGRAM_TOKEN_FILE"),
        ({"WHATCODE_DATABASE_URL_FILE": f"postgresql://u:{PASSWORD}@h/d"}, "WHATCODE_DATABASE_URL_FILE"),
        ({"WHATCODE_TELEGRAM_TOKEN": "\x1b[31m" + TOKEN}, "WHATCODE_TELEGRAM_TOKEN"),
        ({"WHATCODE_HTTP_PORT": "9" * 5_000}, "WHATCODE_HTTP_PORT"),
        ({"WHATCODE_CONFIG": "/proc/self/mem"}, "WHATCODE_CONFIG"),
        ({"WHATCODE_CONFIG": "/"}, "WHATCODE_CONFIG"),
        ({"WHATCODE_HTTP_HOST": "a" * 300 + ".b", "WHATCODE_TELEGRAM_TOKEN": TOKEN}, "WHATCODE_HTTP_HOST"),
        ({"WHATCODE_HTTP_HOST": "..", "WHATCODE_TELEGRAM_TOKEN": TOKEN}, "WHATCODE_HTTP_HOST"),
    ],
    ids=range(8),
)  # fmt: skip
def test_the_process_says_it_and_ends(environment, names, tmp_path):
    plain = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "WHATCODE_DATABASE_URL": "off", **environment}
    if "WHATCODE_DATABASE_URL_FILE" in environment:
        del plain["WHATCODE_DATABASE_URL"]
    ended = subprocess.run([WHATCODE, "serve"], env=plain, capture_output=True, timeout=60, check=False)  # noqa: S603
    said = ended.stderr.decode()
    assert ended.returncode == 2, said
    assert names in said
    assert "Traceback" not in said
    assert not any(secret in said for secret in HUSH)
