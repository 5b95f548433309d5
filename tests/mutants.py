"""Mutation testing of what understands, shortens and renders: `make mutants`.

mutmut makes the mutants and finds out which tests reach which function, in one run of the tests named in pyproject.toml.
Then those tests are collected once, and for each mutant the process forks: the child has the mutant and runs the tests
that reach its function, quick ones first, until one fails. What is made once for all tests, as the engine is, was made
by nobody before the fork. All mutants would take hours, so of each target a sample is drawn, always the same one while
the code is the same; a smaller one is part of a larger one. Printed are the score of each target and the mutants that
no test noticed; `mutmut show NAME` shows one.
"""

from __future__ import annotations

import fnmatch
import gc
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from mutmut.mutation import trampoline
from mutmut.utils.file_utils import setup_source_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[1]
MADE = ROOT / "mutants"
TARGETS = {
    "read": "bot.read.*",
    "search": "knowledge.search.*",
    "fit": "bot.fit.*",
    "render": "adapters.*",
}
SAMPLE, SEED = 300, 2026
FEW = 15
"""Tests. What fewer are known to reach may be something that is kept, and told of whoever was first to need it: then the
other tests are run as well."""
TIMES, SECONDS = 10, 20
"""What a mutant may take of processor time: so many times what its tests take, and so many seconds more."""
KILLED, SURVIVED, LATE, CRASHED = "killed", "survived", "out of time", "crashed"
UNREACHED = "reached by none"
"""Of the tests: what runs when the book is compiled alone."""


class Trial:
    """A plugin of pytest that, in place of running the tests, runs them for each mutant in a process of its own."""

    def __init__(self, samples: dict[str, list[str]]) -> None:
        """Take the mutants of each target."""
        self.samples = samples
        self.fates: dict[str, str] = {}
        stats = json.loads((MADE / "mutmut-stats.json").read_bytes())
        self._reached_by: dict[str, list[str]] = stats["tests_by_mangled_function_name"]
        self._seconds: dict[str, float] = stats["duration_by_test"]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the mutants of all targets in turn, so that a run that is stopped has tried as many of each."""
        gc.freeze()
        items = sorted(session.items, key=lambda item: self._seconds.get(item.nodeid, 0.0))
        for name in taken_in_turn(self.samples.values()):
            reaching = set(self._reached_by.get(name.partition("__mutmut_")[0], ()))
            those = [item for item in items if item.nodeid in reaching]
            if not those:
                self.fates[name] = UNREACHED
                print(f"{UNREACHED}: {name}", flush=True)
                continue
            if len(those) < FEW:
                those += [item for item in items if item.nodeid not in reaching]
            seconds = sum(self._seconds.get(item.nodeid, 0.0) for item in those)
            self.fates[name], took = fate(name, session, those, SECONDS + int(TIMES * seconds))
            print(f"{self.fates[name]} after {took:.1f} s: {name}", flush=True)
        return True


def taken_in_turn(samples: Sequence[list[str]]) -> Iterator[str]:
    """The first of each, the second of each …"""
    for number in range(max(map(len, samples))):
        yield from (names[number] for names in samples if number < len(names))


def fate(name: str, session: pytest.Session, items: Sequence[pytest.Item], seconds: int) -> tuple[str, float]:
    """What becomes of a mutant, and the seconds of processor time that it took to see."""
    child = os.fork()
    if not child:
        try_out(name, session, items, seconds)
    _, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return {0: SURVIVED, 1: KILLED, -signal.SIGXCPU: LATE}.get(code, CRASHED), used.ru_utime + used.ru_stime


def try_out(name: str, session: pytest.Session, items: Sequence[pytest.Item], seconds: int) -> NoReturn:
    """Run the tests with a mutant; the status of the process tells whether one noticed."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    trampoline.get_mutant_under_test = lambda: (
        name
    )  # each call of a function asks; mutmut's own looks into the environment
    status = 1
    try:
        for item, following in zip(items, (*items[1:], None), strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                break
        else:
            status = 0
    finally:
        os._exit(status)


def sample(pattern: str, most: int) -> list[str]:
    """The mutants of a target that are tried."""
    files = MADE.rglob("*.meta")
    names = (name for path in files for name in json.loads(path.read_bytes())["exit_code_by_key"])
    drawn = sorted(fnmatch.filter(names, pattern))
    random.Random(SEED).shuffle(drawn)  # noqa: S311
    return drawn[:most]


def selection() -> list[str]:
    """The tests, as pyproject.toml names them for mutmut."""
    import tomllib  # noqa: PLC0415

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
    return [*settings["pytest_add_cli_args"], *settings["pytest_add_cli_args_test_selection"]]


def main(most: int) -> None:
    """Try at most so many mutants of each target."""
    os.chdir(ROOT)
    shutil.rmtree(MADE, ignore_errors=True)  # mutmut renews the code in it, and not the data
    mutmut = Path(sys.executable).parent / "mutmut"
    first = "bot.fit.x_fit__mutmut_1"  # which makes all mutants, and looks which tests reach which function
    subprocess.run([mutmut, "run", "--max-children", "1", first], check=True)  # noqa: S603
    trial = Trial({target: sample(pattern, most) for target, pattern in TARGETS.items()})
    setup_source_paths()
    os.chdir(MADE)
    os.environ["MUTANT_UNDER_TEST"] = ""
    pytest.main(["--rootdir=.", "-q", "--capture=no", *selection()], plugins=[trial])
    for target, names in trial.samples.items():
        counts = Counter(trial.fates[name] for name in names)
        noticed = len(names) - counts[SURVIVED] - counts[UNREACHED]
        print(f"{target}: {noticed / len(names):.1%} of {len(names)} noticed, {dict(counts)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
