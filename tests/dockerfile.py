"""Carries out a Dockerfile in a folder, without a container engine: what it copies, what it runs, what it starts.

The folder stands for the root of the image, the Python of the tests for that of the base image. All stages share it; what
one stage copies from another has to be there.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from dockerfile_parse import DockerfileParser


def instructions(path: Path) -> list[tuple[str, str]]:
    """The instructions in order, with their words."""
    found = DockerfileParser(fileobj=BytesIO(path.read_bytes())).structure
    return [(step["instruction"], step["value"]) for step in found if step["instruction"] != "COMMENT"]


class Ignored:
    """The rules of a .dockerignore file: the last pattern that matches a path or a folder above it decides."""

    def __init__(self, path: Path) -> None:
        lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
        self._rules = [(line[0] == "!", _pattern(line.lstrip("!"))) for line in lines if line and line[0] != "#"]

    def __call__(self, path: Path) -> bool:
        names = [path.as_posix(), *(above.as_posix() for above in path.parents)]
        verdicts = [not kept for kept, pattern in self._rules if any(map(pattern.fullmatch, names))]
        return bool(verdicts) and verdicts[-1]


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/|\*)", text)
    return re.compile("".join({"**/": "(?:.*/)?", "*": "[^/]*"}.get(part, re.escape(part)) for part in parts))


@dataclass
class Image:
    """What became of it."""

    root: Path
    context: Path
    ignored: Ignored
    env: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    copied: set[Path] = field(default_factory=set)
    said: dict[str, str] = field(default_factory=dict)

    def build(self, steps: list[tuple[str, str]]) -> None:
        """Carry out all steps.

        Raises:
            AssertionError: a step failed, or copies what is not there.
        """
        self._cwd = self.root
        for name, value in steps:
            self.done.append(name)
            match name:
                case "FROM":
                    self.env = {}
                case "ENV":
                    self.env |= dict(word.split("=", 1) for word in shlex.split(self.at(value)))
                case "WORKDIR":
                    self._cwd = Path(self.at(value))
                    self._cwd.mkdir(parents=True)
                case "COPY":
                    self._copy(
                        [word for word in shlex.split(value) if not word.startswith("--")], within="--from=" in value
                    )
                case "RUN":
                    self._run(value)
                case _:
                    self.said[name] = value

    def at(self, text: str) -> str:
        """A text with the image's paths in it, as they are here."""
        return re.sub(r"(?<![\w.])/(?=(?:src|opt|var)/)", f"{self.root}/", text + "/")[:-1]

    def command(self, *words: str) -> list[str]:
        """What the image starts, with these words for its own."""
        return [*json.loads(self.said["ENTRYPOINT"]), *(words or json.loads(self.said["CMD"]))]

    def health(self) -> list[str]:
        """What asks whether it is well."""
        return json.loads(self.said["HEALTHCHECK"].partition(" CMD ")[2])

    def environment(self) -> dict[str, str]:
        """What a container has, and nothing of ours."""
        return {"LANG": "C.UTF-8", **self.env}

    def _copy(self, words: list[str], *, within: bool) -> None:
        *sources, target = words
        for source in sources:
            if within:
                there, to = Path(self.at(source)), Path(self.at(target))
                assert there.exists(), source
                if there != to:
                    shutil.copytree(there, to)
                continue
            to = self._cwd / target
            there = self.context / source
            files = [there] if there.is_file() else [path for path in there.rglob("*") if path.is_file()]
            files = [path for path in files if not self.ignored(path.relative_to(self.context))]
            assert files, f"{source}: nothing of it goes to the builder"
            for path in files:
                place = to / (path.name if there.is_file() else path.relative_to(there))
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, place)
                self.copied.add(path.relative_to(self.context))

    def _run(self, command: str) -> None:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("WHATCODE_", "PYTHON"))}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        result = subprocess.run(  # noqa: S603 - the Dockerfile's own commands
            ["/bin/sh", "-euc", self.at(command)],
            cwd=self._cwd,
            env={**ours, "PATH": path, **self.env},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
