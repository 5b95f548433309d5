"""Mutation testing of what understands, shortens and renders: `make mutants`.

mutmut makes the mutants and tries each against the tests named in pyproject.toml. All of them would take half a day, so
of each target a sample is drawn, always the same one while the code is the same. Printed are the score of each target
and the mutants that no test noticed; `mutmut show NAME` shows one.
"""

from __future__ import annotations

import fnmatch
import json
import random
import subprocess
import sys
from pathlib import Path

from mutmut.stats import status_by_exit_code

ROOT = Path(__file__).parents[1]
TARGETS = {
    "read": "bot.read.*",
    "render": "adapters.*",
    "search": "knowledge.search.*",
    "fit": "bot.fit.*",
}
SAMPLE, SEED = 300, 2026


def main(targets: list[str]) -> None:
    """Try the sample of the named targets, or of all."""
    mutmut("bot.fit.x_fit__*")  # a few, tried first: that makes the mutants of all targets
    for target in targets or TARGETS:
        names = sample(TARGETS[target])
        mutmut(*names)
        report(target, names)


def mutmut(*names: str) -> None:
    """Try mutants, one at a time."""
    subprocess.run([Path(sys.executable).parent / "mutmut", "run", "--max-children", "1", *names], cwd=ROOT, check=True)  # noqa: S603


def outcomes() -> dict[str, str]:
    """Every mutant and what became of it."""
    files = (ROOT / "mutants").rglob("*.meta")
    codes = {name: code for path in files for name, code in json.loads(path.read_bytes())["exit_code_by_key"].items()}
    return {name: status_by_exit_code[code] for name, code in codes.items()}


def sample(pattern: str) -> list[str]:
    """The mutants of a target that are tried."""
    names = sorted(fnmatch.filter(outcomes(), pattern))
    return sorted(random.Random(SEED).sample(names, min(SAMPLE, len(names))))  # noqa: S311


def report(target: str, names: list[str]) -> None:
    """Print the score of a target and its survivors."""
    found = outcomes()
    noticed = sum(found[name] in ("killed", "timeout", "segfault") for name in names)
    print(f"{target}: {noticed} of {len(names)} noticed, {noticed / len(names):.1%}")
    for name in names:
        if found[name] not in ("killed", "timeout", "segfault"):
            print(f"  {found[name]}: {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
