"""Mutation testing of what understands, shortens and renders: `make mutants`.

mutmut makes the mutants and tries each against the tests named in pyproject.toml. All of them would take half a day, so
of each target a sample is drawn, always the same one while the code is the same; a smaller one is part of a larger one.
Printed are the score of each target and the mutants that no test noticed; `mutmut show NAME` shows one.
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
    "search": "knowledge.search.*",
    "fit": "bot.fit.*",
    "render": "adapters.*",
}
SAMPLE, SEED = 300, 2026
NOTICED = ("killed", "timeout", "segfault")


def main(most: int) -> None:
    """Try at most so many mutants of each target."""
    try_out("bot.fit.x_fit__*")  # a few, which makes those of all targets
    samples = {target: sample(pattern, most) for target, pattern in TARGETS.items()}
    try_out(*(name for names in samples.values() for name in names))
    found = outcomes()
    for target, names in samples.items():
        noticed = sum(found[name] in NOTICED for name in names)
        print(f"{target}: {noticed} of {len(names)} noticed, {noticed / len(names):.1%}")
        for name in sorted(names):
            if found[name] not in NOTICED:
                print(f"  {found[name]}: {name}")


def try_out(*names: str) -> None:
    """Try mutants, one at a time."""
    subprocess.run([Path(sys.executable).parent / "mutmut", "run", "--max-children", "1", *names], cwd=ROOT, check=True)  # noqa: S603


def outcomes() -> dict[str, str]:
    """Every mutant and what became of it."""
    files = (ROOT / "mutants").rglob("*.meta")
    codes = {name: code for path in files for name, code in json.loads(path.read_bytes())["exit_code_by_key"].items()}
    return {name: status_by_exit_code[code] for name, code in codes.items()}


def sample(pattern: str, most: int) -> list[str]:
    """The mutants of a target that are tried."""
    names = sorted(fnmatch.filter(outcomes(), pattern))
    random.Random(SEED).shuffle(names)  # noqa: S311
    return names[:most]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
