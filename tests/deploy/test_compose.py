"""Compose: the files are well-formed, the services may do little, and what they are given starts the bot."""

from __future__ import annotations

import json
import subprocess
import tomllib
from pathlib import Path

import pytest
from credentials import SECRETS

FILES = ("compose.yaml", "compose.postgresql.yaml")
SCHEMA = ("--builtin-schema", "vendor.compose-spec")


def composed(run, *files):
    """What Compose says to these files, one on top of the other."""
    return run("docker-compose", *(word for file in files for word in ("-f", file)), "config", "--format=json")


@pytest.fixture(scope="session")
def project(run):
    """Both files as one, as Compose itself makes it."""
    status, said = composed(run, *FILES)
    assert status == 0, said
    return json.loads(said)


def test_every_yaml_file_is_tidy(run, deploy):
    files = sorted(deploy.rglob("*.yaml"))
    assert len(files) >= 13
    assert run("yamllint", "--strict", "-c", ".yamllint.yaml", *files) == (0, "")


def test_a_key_written_twice_is_seen(run, tmp_path):
    (tmp_path / "twice.yaml").write_text("a: 1\na: 2\n", encoding="utf-8")
    status, said = run("yamllint", "--strict", "-c", ".yamllint.yaml", tmp_path / "twice.yaml")
    assert status == 1
    assert "duplication" in said


@pytest.mark.parametrize("name", FILES)
def test_it_is_what_compose_takes(run, name):
    status, said = run("check-jsonschema", *SCHEMA, name)
    assert status == 0, said


@pytest.fixture
def spoilt(deploy, tmp_path):
    """Makes a copy of the first file in which something good is bad."""

    def copy(good, bad):
        text = (deploy / "compose.yaml").read_text(encoding="utf-8")
        assert good in text
        file = tmp_path / "compose.yaml"
        file.write_text(text.replace(good, bad), encoding="utf-8")
        return file

    return copy


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("read_only: true", "readonly: true"),
        ("restart: unless-stopped", "restart: [always]"),
        ("volumes:\n  state: {}", "volumes: 1"),
    ],
)
def test_what_compose_does_not_take_is_seen(run, spoilt, good, bad):
    status, said = run("check-jsonschema", *SCHEMA, spoilt(good, bad))
    assert status == 1, said


def test_compose_takes_the_first_file_alone(run, project):
    status, said = composed(run, FILES[0])
    assert status == 0, said
    alone = json.loads(said)["services"]
    assert set(alone) == {"whatcode"}
    assert alone["whatcode"]["environment"].items() <= project["services"]["whatcode"]["environment"].items()


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("secrets: [telegram_token, ", "secrets: [telegram, "),
        ('volumes: ["state:', 'volumes: ["sate:'),
        ("mem_limit: 512m", "mem_limit: much"),
    ],
)
def test_what_only_compose_finds_is_seen(run, spoilt, good, bad):
    assert composed(run, spoilt(good, bad))[0] != 0


def test_services_may_do_little(project):
    assert set(project["services"]) == {"whatcode", "postgresql"}
    for name, service in project["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not {"privileged", "cap_add", "network_mode", "pid"} & set(service), name
        assert service["mem_limit"], name
        assert service["pids_limit"], name
        # Ours has its user and its health check from the image.
        assert name == "whatcode" or (service["user"] not in ("root", "0") and service["healthcheck"]["test"]), name
        assert all(port["host_ip"] == "127.0.0.1" for port in service.get("ports", [])), name
        assert service["volumes"], name
        assert {mount["type"] for mount in service["volumes"]} == {"volume"}, name
        _, _, tag = service["image"].partition(":")
        assert tag.count(".") >= 1, name


def test_secrets_are_files_that_git_leaves_alone(project, deploy):
    granted = set()
    for name, service in project["services"].items():
        wanted = {value for key, value in service["environment"].items() if key.endswith("_FILE")}
        assert wanted == {secret["target"] for secret in service["secrets"]}, name
        assert not [
            value for value in service["environment"].values() if any(secret in value for secret in SECRETS.values())
        ]
        granted |= {secret["source"] for secret in service["secrets"]}
    assert granted == set(project["secrets"])
    assert granted == {name.replace("-", "_") for name in SECRETS} - {"telegram_webhook_secret"}
    for name, secret in project["secrets"].items():
        assert secret["file"] == str(deploy / "secrets" / name)
        ignored = subprocess.run(["git", "check-ignore", "-q", f"secrets/{name}"], cwd=deploy, check=False)  # noqa: S603, S607
        assert ignored.returncode == 0, name


def environment(project, folder):
    given = project["services"]["whatcode"]["environment"]
    return {name: value.replace("/run/secrets/", f"{folder}/") for name, value in given.items()}


def test_it_starts_with_what_it_is_given(project, starts):
    files = {name.replace("-", "_"): value for name, value in SECRETS.items()}
    loaded = starts(environment(project, starts.folder), files)
    assert loaded.core.database_url.get_secret_value() == SECRETS["database-url"]
    assert loaded.platforms["telegram"].token.get_secret_value() == SECRETS["telegram-token"]
    assert loaded.platforms["discord"].token.get_secret_value() == SECRETS["discord-token"]


def test_an_empty_secret_file_leaves_a_platform_out(project, starts):
    files = {name.replace("-", "_"): "" for name in SECRETS} | {"telegram_token": SECRETS["telegram-token"]}
    loaded = starts(environment(project, starts.folder), files)
    assert loaded.platforms["telegram"].token is not None
    assert loaded.platforms["discord"].token is None
    assert loaded.core.database_url.get_secret_value().startswith("sqlite:")


def test_the_tag_is_that_of_the_version(project, documents):
    root = Path(__file__).parents[2]
    version = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert project["services"]["whatcode"]["image"] == f"whatcode:{version}"
    (kustomization,) = documents("kubernetes/cluster/kustomization.yaml")
    assert [image["newTag"] for image in kustomization["images"]] == [version]
    assert f"whatcode:{version} ." in (root / "deploy/Dockerfile").read_text(encoding="utf-8")
