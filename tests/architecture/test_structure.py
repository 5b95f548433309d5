"""The shape of the code. Each test says how much it looked at: a guard that sees nothing guards nothing."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "knowledge", "adapters")
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
NEUTRAL = [path for path in MODULES if path.parts[len(ROOT.parts)] != "adapters"]
ADAPTERS = sorted(p for p in (ROOT / "adapters").iterdir() if p.is_dir() and (p / "__init__.py").exists())

LONGEST_MODULE = 480
LONGEST_FUNCTION = 60


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_is_something_to_look_at():
    assert len(MODULES) > 50
    assert len(ADAPTERS) >= 1


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_are_of_a_size_that_can_be_read(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST_MODULE
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno <= LONGEST_FUNCTION, node.name


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_open_with_a_sentence_that_says_what_they_are_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", NEUTRAL, ids=name)
def test_the_neutral_half_names_no_platform(path):
    assert not re.search(r"\b(telegram|discord)\b", path.read_text(encoding="utf-8"), re.IGNORECASE)


def test_no_junk_drawers():
    drawers = {"utils", "util", "helpers", "common", "misc", "core", "base", "manager"}
    assert [path for path in MODULES if path.stem in drawers or drawers & set(path.relative_to(ROOT).parts)] == []


@pytest.mark.parametrize("folder", ADAPTERS, ids=name)
def test_every_adapter_has_the_same_files(folder):
    assert {"decode.py", "render.py", "limits.py", "transport.py"} <= {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("path", [p for p in MODULES if "adapters" in p.relative_to(ROOT).parts], ids=name)
def test_adapters_hold_no_sentence(path):
    """What people read comes from `bot/texts`; docstrings, log events and exceptions are for operators."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert [text for text in said if re.search(r"[\u4e00-\u9fff]{3}", text)] == []


def test_no_init_files_under_tests():
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_every_adapter_is_an_extra_and_an_entry_point():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {value.partition(":")[0] for group in project["entry-points"].values() for value in group.values()}
    assert {f"adapters.{folder.name}" for folder in ADAPTERS} <= declared


def test_requirements_are_hashed_and_name_no_registry():
    files = sorted((ROOT / "requirements").glob("*.txt"))
    assert len(files) >= 5
    for path in files:
        text = path.read_text(encoding="utf-8")
        pinned = re.findall(r"^[a-z0-9][\w.\-\[\]]*==", text, re.MULTILINE)
        assert len(pinned) >= 10
        assert text.count("--hash=") >= len(pinned)
        assert "://" not in text
