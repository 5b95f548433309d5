"""The page of security names a test for every attack, and the tests are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LEAST = 15


def rows():
    lines = (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    cells = [re.split(r"\s*\|\s*", line.strip("| ")) for line in lines if line.startswith("| ")]
    return [row for row in cells if row[0] != "attack"]


def named(cell):
    """Each file and test in a cell; `::test` goes with the file before it."""
    path = ""
    for file, test in re.findall(r"`(tests/[\w/]+\.py)?(?:::(\w+))?`", cell):
        path = file or path
        yield path, test


def test_every_attack_has_its_tests():
    seen = 0
    for row in rows():
        attack, against, tests = row
        found = list(named(tests))
        assert against, attack
        assert found, attack
        for path, test in found:
            content = (ROOT / path).read_text(encoding="utf-8")
            if test:
                assert re.search(rf"^\s*(?:async )?def {test}\(", content, re.MULTILINE), f"{attack}: {path}::{test}"
            else:
                assert re.search(r"^\s*(?:async )?def test_", content, re.MULTILINE), f"{attack}: {path}"
        seen += 1
    assert seen >= LEAST
