"""The import contracts hold, and each of them has been seen to fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

BREAKS = {
    "adapters see the bot, the bot sees the knowledge": ("knowledge/catalogue.py", "import bot.fit"),
    "inside bot: from the command line down": ("bot/action.py", "import bot.answer"),
    "inside an adapter: transport, then decode": ("adapters/terminal/limits.py", "import adapters.terminal.transport"),
    "adapters do not know each other": ("adapters/terminal/decode.py", "import adapters.other"),
    "intents do not know each other": ("bot/intents/show.py", "import bot.intents.search"),
    "adapters see queries and answers, never what is behind": ("adapters/terminal/decode.py", "import knowledge.load"),
    "the pure half knows no platform library": ("bot/fit.py", "import sqlite3"),
}


@pytest.fixture
def copy(tmp_path):
    """A copy of the three packages and the contracts that can be broken."""
    for package in ("bot", "knowledge", "adapters"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("data", "__pycache__", "*.bin")
        )
    (tmp_path / "adapters" / "other").mkdir()
    (tmp_path / "adapters" / "other" / "__init__.py").write_text('"""Another platform."""\n')
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


def test_the_contracts_hold(copy):
    result = lint(copy)
    assert result.returncode == 0, result.stdout
    assert "7 kept, 0 broken" in result.stdout


@pytest.mark.parametrize("contract", BREAKS)
def test_a_broken_contract_is_seen(copy, contract):
    path, line = BREAKS[contract]
    module = copy / path
    module.write_text(module.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    result = lint(copy)
    assert result.returncode == 1, result.stdout
    broken = [row for row in result.stdout.splitlines() if row.startswith(contract) and "BROKEN" in row]
    assert broken, result.stdout
