"""The image: its Dockerfile is sound, and its steps lead to a bot that answers and serves."""

from __future__ import annotations

import asyncio
import re
import shutil
import signal
import socket
import subprocess
import time
import tomllib
import zipfile
from pathlib import Path

import pytest
from dockerfile import Ignored, instructions
from fakes.telegram import TOKEN, FakeTelegram

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
STEPS = instructions(DOCKERFILE)
COPIED = [word for name, value in STEPS if name == "COPY" and "--from" not in value for word in value.split()[:-1]]


def pinned(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    found = {}  # one package may have versions for several Pythons
    for package, version in re.findall(r"^([a-z0-9][\w.-]*)==([^\s;]+)", text, re.MULTILINE):
        found.setdefault(package, set()).add(version)
    assert len(found) >= 5
    return found


def test_hadolint_is_content(run):
    assert run("hadolint", "Dockerfile") == (0, "")


@pytest.mark.parametrize(
    ("good", "bad", "rule"),
    [
        ("python:3.11.14-slim-bookworm\n\n", "python:latest\n\n", "DL3006"),
        ("WORKDIR /src", "WORKDIR src", "DL3000"),
        ('CMD ["serve"]', "CMD serve", "DL3025"),
    ],
)
def test_hadolint_sees_what_is_not_sound(run, tmp_path, good, bad, rule):
    text = DOCKERFILE.read_text(encoding="utf-8")
    assert good in text
    broken = text.replace(good, bad)
    if rule == "DL3006":
        broken = broken.replace("FROM ${BASE}", "FROM python")
    (tmp_path / "Dockerfile").write_text(broken, encoding="utf-8")
    status, said = run("hadolint", tmp_path / "Dockerfile")
    assert status == 1
    assert rule in said


def test_the_base_is_pinned_and_nobody_is_root():
    names = [name for name, _ in STEPS]
    assert names.count("FROM") == 2
    assert all(value.startswith("${BASE}") for name, value in STEPS if name == "FROM")
    (base,) = [value for name, value in STEPS if name == "ARG"]
    assert re.fullmatch(r"BASE=python:\d+\.\d+\.\d+-slim-[a-z]+", base)
    (user,) = [value for name, value in STEPS if name == "USER"]
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", user)
    # Nothing is run in the last stage, so nothing is run as another user either.
    assert "RUN" not in names[len(names) - names[::-1].index("FROM") :]
    assert "://" not in DOCKERFILE.read_text(encoding="utf-8")


def test_what_is_copied_goes_to_the_builder_and_nothing_else():
    ignored = Ignored(DOCKERFILE.with_name("Dockerfile.dockerignore"))
    assert len(COPIED) >= 8
    assert [name for name in COPIED if ignored(Path(name))] == []
    beside = {path.relative_to(ROOT) for path in ROOT.iterdir()} | {
        Path("requirements/dev.txt"),
        Path("deploy/secrets"),
    }
    assert {path for path in beside if not ignored(path)} == {Path(name) for name in COPIED if "/" not in name}
    made = ("knowledge/book.bin", "knowledge/book1x2y", "bot/__pycache__/fit.cpython-311.pyc", "__pycache__/x.pyc")
    assert all(ignored(Path(name)) for name in made)
    assert not ignored(Path("knowledge/book.py"))


def test_what_builds_the_wheel_is_what_is_pinned_for_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["build-system"]["requires"]
    assert project["dependency-groups"]["wheel"] == wanted
    assert set(wanted) <= set(pinned("build.txt"))


@pytest.mark.parametrize("name", ["build.txt", "serve.txt"])
def test_the_image_has_the_versions_that_are_tested(name):
    tested = pinned("run.txt")
    assert {package: version for package, version in pinned(name).items() if tested.get(package) != version} == {}


@pytest.mark.slow
@pytest.mark.timeout(600)
class TestSteps:
    """They take a minute: two environments are filled, and the book is compiled."""

    def test_all_were_carried_out(self, image):
        assert image.done.count("RUN") == 3
        assert image.done.count("COPY") == 7
        assert len(image.copied) > 400
        data = [path for path in image.copied if path.parts[:2] == ("knowledge", "data")]
        assert len(data) == sum(path.is_file() for path in (ROOT / "knowledge" / "data").rglob("*"))

    def test_the_wheel_has_what_it_needs_and_not_what_the_book_is_made_of(self, image):
        (wheel,) = (image.root / "opt" / "wheels").glob("*.whl")
        names = set(zipfile.ZipFile(wheel).namelist())
        texts = {f"bot/texts/{name}" for name in ("en.ftl", "zh-Hans.ftl", "zh-Hant.ftl", "cues.toml")}
        folder = "bot/infra/database/migrations"
        steps = {f"{folder}/versions/{path.name}" for path in (ROOT / folder / "versions").glob("*.py")}
        assert len(steps) >= 2
        assert {"knowledge/book.bin", *texts, *steps, f"{folder}/env.py"} <= names
        assert [name for name in names if name.startswith(("knowledge/data", "tests", "bench", "deploy"))] == []
        modules = {
            path.relative_to(ROOT).as_posix()
            for part in ("bot", "knowledge", "adapters")
            for path in (ROOT / part).rglob("*.py")
        }
        assert len(modules) > 100
        assert modules <= names

    def test_nothing_but_what_is_pinned_is_installed(self, image):
        listed = subprocess.run(  # noqa: S603 - the Python of the image
            [
                image.root / "opt/whatcode/bin/python",
                "-Ic",
                "from importlib.metadata import distributions\nfor d in distributions(): print(d.name.lower().replace('_', '-').replace('.', '-'), d.version)",
            ],
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        have = dict(line.split() for line in listed.stdout.splitlines())
        assert (
            have.pop("whatcode")
            == tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
        )
        wanted = pinned("serve.txt")
        assert {name: version for name, version in have.items() if version not in wanted.get(name, ())} == {}
        assert len(have) > 30
        assert not {"pip", "opencc", "pypinyin", "hatchling"} & set(have)

    def test_what_the_packages_want_of_each_other_is_there(self, image):
        command = [image.root / "opt/tools/bin/pip", "--python", image.root / "opt/whatcode/bin/python", "check"]
        result = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 - of the image
        assert result.returncode == 0, result.stdout

    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ("503", "503 · Service Unavailable"),
            ("bad gatway", "502 · Bad Gateway"),
            ("网关超时", "504 · Gateway Timeout · 网关超时"),
            ("上游沒有回應", "504 · "),
        ],
    )
    def test_it_answers(self, image, tmp_path, question, expected):
        result = self.start(image, tmp_path, "ask", question)
        assert result.returncode == 0, result.stderr
        assert result.stdout.startswith(expected)

    def test_a_question_in_chinese_gets_an_answer_in_chinese(self, image, tmp_path):
        assert "代理" in self.start(image, tmp_path, "ask", "网关超时").stdout
        assert "代理" not in self.start(image, tmp_path, "ask", "gateway timeout").stdout

    async def test_it_serves_tells_of_its_health_and_writes_to_its_state_alone(self, image, tmp_path):
        before = self.files(image.root / "opt")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        async with FakeTelegram() as fake:
            settings = {
                "WHATCODE_TELEGRAM_TOKEN": TOKEN,
                "WHATCODE_TELEGRAM_API_URL": fake.url,
                "WHATCODE_HTTP_PORT": port,
            }
            environment = {**image.environment(), **settings}
            log = tmp_path / "log"
            with log.open("wb") as output:
                process = await asyncio.create_subprocess_exec(
                    *self.found(image, image.command()), cwd=tmp_path, env=environment, stdout=output, stderr=output
                )
            try:
                until = time.monotonic() + 30
                while "webhook set" not in log.read_text(encoding="utf-8") and "connected" not in log.read_text(
                    encoding="utf-8"
                ):
                    assert time.monotonic() < until, log.read_text(encoding="utf-8")
                    await asyncio.sleep(0.1)
                assert await self.health(image, environment) == 0
                fake.say("bad gatway")
                assert "502" in (await fake.wait_for("sendMessage", seconds=30)).params["text"]
                assert (image.root / "var/lib/whatcode/whatcode.db").is_file()
                process.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(process.wait(), 15) == 0
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
            assert await self.health(image, environment) != 0
        assert self.files(image.root / "opt") == before
        assert TOKEN not in log.read_text(encoding="utf-8")

    def found(self, image, command):
        """A command with the place where the image's own PATH has it."""
        place = shutil.which(command[0], path=image.environment()["PATH"])
        assert place is not None
        assert place.startswith(str(image.root))
        return [place, *command[1:]]

    def start(self, image, folder, *words):
        return subprocess.run(  # noqa: S603 - what the image starts
            [word.encode() for word in self.found(image, image.command(*words))],
            cwd=folder,
            env=image.environment(),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    async def health(self, image, environment):
        process = await asyncio.create_subprocess_exec(
            *self.found(image, image.health()),
            env={**environment, "http_proxy": "http://127.0.0.1:9"},
            stderr=subprocess.DEVNULL,
        )
        return await process.wait()

    def files(self, folder):
        return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
