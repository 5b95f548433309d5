"""The systemd unit: systemd itself takes it, finds it closed enough, and what it gives starts the bot."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from credentials import SECRETS

UNIT = Path(__file__).parents[2] / "deploy" / "systemd" / "whatcode.service"
LINES = [line for line in UNIT.read_text(encoding="utf-8").splitlines() if "=" in line and not line.startswith("#")]
EXPOSURE = 15
"""Tenths of what `systemd-analyze security` may find at most; it finds 12 in systemd 252."""


def values(key):
    found = [value for name, _, value in (line.partition("=") for line in LINES) if name == key]
    assert found, key
    return found


@pytest.fixture
def unit(tmp_path):
    """The unit, with a program that is there on this machine."""

    def unit(good="", bad=""):
        text = UNIT.read_text(encoding="utf-8")
        assert good in text
        text = text.replace(good, bad) if good else text
        place = tmp_path / UNIT.name
        place.write_text(
            text.replace("/opt/whatcode/bin/whatcode", str(Path(sys.executable).parent / "whatcode")), encoding="utf-8"
        )
        return place

    return unit


def test_systemd_takes_it(run, unit):
    assert run("systemd-analyze", "verify", "--man=no", unit()) == (0, "")


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("ProtectSystem=strict", "ProtectSystem=stricter"),
        ("TimeoutStopSec=20", "TimeoutStopSec=soon"),
        ("SetCredential=discord-token:\\n", "SetCredential=discord-token"),
        ("[Install]", "Nonsense=1\n[Install]"),
    ],
)
def test_what_systemd_does_not_take_is_seen(run, unit, good, bad):
    _, said = run("systemd-analyze", "verify", "--man=no", unit(good, bad))
    assert UNIT.name in said


def test_it_is_closed(run, unit):
    status, said = run("systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE}", unit())
    assert status == 0, said
    assert "Overall exposure level" in said


@pytest.mark.parametrize(
    "line", ["CapabilityBoundingSet=\n", "SystemCallFilter=@system-service\n", "PrivateUsers=yes\n"]
)
def test_a_door_left_open_is_seen(run, unit, line):
    status, said = run("systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE - 3}", unit(line, ""))
    assert status == 1, said


def test_it_is_started_again_unless_a_setting_is_wrong():
    from bot import launch  # noqa: PLC0415 - for its numbers alone

    assert values("Restart") == ["always"]
    assert values("RestartPreventExitStatus") == [str(launch.WRONG_SETTING)]
    assert float(values("TimeoutStopSec")[0]) > launch.DRAIN_SECONDS
    assert values("DynamicUser") == ["yes"]
    assert values("ProtectSystem") == ["strict"]
    assert values("StateDirectory") == ["whatcode"]


def given(folder):
    pairs = dict(value.split("=", 1) for value in values("Environment"))
    return {name: value.replace("%d", str(folder)) for name, value in pairs.items()}


def test_every_credential_has_a_file_and_a_default():
    loaded = dict(value.split(":", 1) for value in values("LoadCredential"))
    assert loaded == {name: f"/etc/whatcode/{name}" for name in {"whatcode.toml", *SECRETS} - {"database-password"}}
    assert dict(value.split(":", 1) for value in values("SetCredential")) == dict.fromkeys(loaded, "\\n")
    named = {value.removeprefix("%d/") for value in given("%d").values() if value.startswith("%d/")}
    assert named == set(loaded)


def test_it_starts_with_what_it_is_given(starts):
    loaded = starts(given(starts.folder))
    assert loaded.core.database_url.get_secret_value() == SECRETS["database-url"]
    assert loaded.platforms["telegram"].webhook_secret.get_secret_value() == SECRETS["telegram-webhook-secret"]
    assert loaded.platforms["discord"].token.get_secret_value() == SECRETS["discord-token"]


def test_it_starts_with_nothing_but_a_token(starts):
    loaded = starts(given(starts.folder), dict.fromkeys(SECRETS, "") | {"discord-token": SECRETS["discord-token"]})
    assert loaded.platforms["discord"].token is not None
    assert loaded.platforms["telegram"].token is None
    assert loaded.core.database_url.get_secret_value().startswith("sqlite:")
