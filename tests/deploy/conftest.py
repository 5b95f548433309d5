"""What lies in deploy/, the tools that look at it, and the settings that it would start the bot with."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from credentials import SECRETS
from dockerfile import Ignored, Image, instructions

from bot import launch
from bot import settings as all_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def deploy():
    return ROOT / "deploy"


@pytest.fixture(scope="session")
def documents(deploy):
    """All YAML documents of a file below deploy/."""

    def documents(name):
        found = list(yaml.safe_load_all((deploy / name).read_text(encoding="utf-8")))
        assert found
        return found

    return documents


@pytest.fixture(scope="session")
def run():
    """Run a tool: one that pip brought beside our Python, or one of the machine; where that is missing, skip aloud."""

    def run(name, *words):
        own = Path(sys.executable).parent / name
        found = str(own) if own.exists() else shutil.which(name)
        if found is None:
            pytest.skip(f"{name} is not on this machine: what it checks was left out")
        result = subprocess.run(  # noqa: S603 - tools of ours
            [found, *map(str, words)], cwd=ROOT / "deploy", capture_output=True, encoding="utf-8", check=False
        )
        return result.returncode, result.stdout + result.stderr

    return run


@pytest.fixture
def starts(tmp_path):
    """The settings that an environment leads to; its secret files are filled and lie in `starts.folder`."""

    def starts(environment, files=SECRETS):
        for name, value in files.items():
            (tmp_path / name).write_text(value + "\n", encoding="utf-8")
        (tmp_path / "whatcode.toml").write_text("", encoding="utf-8")
        own = {name: str(value) for name, value in environment.items() if name.startswith("WHATCODE_")}
        assert own
        return all_settings.load(launch.platforms(), own)

    starts.folder = tmp_path
    return starts


@pytest.fixture(scope="session")
def image(tmp_path_factory, deploy):
    """The Dockerfile, carried out."""
    built = Image(tmp_path_factory.mktemp("image"), ROOT, Ignored(deploy / "Dockerfile.dockerignore"))
    built.build(instructions(deploy / "Dockerfile"))
    return built
