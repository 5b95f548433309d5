"""All settings: where they come from, what they may be, and which one is wrong.

Sources, the first that names a setting wins: the environment (`WHATCODE_LIMIT_PERSON`), a secret file named by the
environment (`WHATCODE_…_TOKEN_FILE`), the TOML file (`WHATCODE_CONFIG`, else `whatcode.toml`). What is empty, a
variable or a secret file, counts as not set: so one deployment fits all who use some of the secrets. Platforms bring
models of their own (`Platform.settings`), read from the section and the prefix with their name.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from platformdirs import user_state_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.platform import Platform

PREFIX = "WHATCODE_"
CONFIG = "WHATCODE_CONFIG"
_FILE = "_FILE"
# Names with our prefix that are no settings of the bot.
_OTHERS = frozenset({CONFIG, "WHATCODE_RECORD_DIR"})


class SettingsError(Exception):
    """A setting is wrong. The message names it, shows its value unless it is a secret, and says what is allowed."""


class Settings(BaseModel):
    """The settings of the bot itself; each field is documented by its description."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    limit_person: int | None = Field(default=30, ge=1, description="questions a person may ask in a minute, or off")
    limit_place: int | None = Field(default=120, ge=1, description="questions a chat may ask in a minute, or off")
    database_url: SecretStr | None = Field(
        default_factory=lambda: SecretStr(f"sqlite:///{user_state_path('whatcode') / 'whatcode.db'}"),
        description="where choices are kept: sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/NAME for several "
        "machines, or off for memory alone",
    )
    http_host: str = Field(default="127.0.0.1", description="address the HTTP door listens on")
    http_port: int | None = Field(
        default=8080, ge=0, le=65535, description="port of the HTTP door (health, metrics, webhook), or off"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="least level logged")
    log_format: Literal["console", "json"] = Field(default="console", description="how log lines look")

    @field_validator("limit_person", "limit_place", "http_port", "database_url", mode="before")
    @classmethod
    def _off(cls, value: object) -> object:
        return None if isinstance(value, str) and value.strip().lower() == "off" else value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            try:
                parts = urlsplit(value.get_secret_value())
                _ = parts.port  # not a number where a password holds a slash that should have been %2F
            except ValueError:
                parts = urlsplit("")
            is_file = parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1
            if not is_file and not (parts.scheme in ("postgresql", "postgres") and (parts.path or parts.netloc)):
                message = "sqlite:///FILE (four slashes before an absolute one) or postgresql://… is wanted, or off"
                raise ValueError(message)
        return value


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as it is in force.

    Attributes:
        name: its environment name.
        value: its value, secrets hidden.
        source: "environment", "file …", "default".
        description: what it is for.
    """

    name: str
    value: str
    source: str
    description: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything that was read."""

    core: Settings
    platforms: Mapping[str, BaseModel]
    listing: Sequence[Setting]


def load(platforms: Sequence[Platform], environment: Mapping[str, str] | None = None) -> Loaded:
    """Read and check all settings.

    Args:
        platforms: the platforms whose settings count.
        environment: the environment; that of the process if None.

    Raises:
        SettingsError: one is wrong, unknown, or a file cannot be read.
    """
    env = dict(os.environ if environment is None else environment)
    file_name, table = _read_file(env)
    models: dict[str, type[BaseModel]] = {"": Settings, **{platform.name: platform.settings for platform in platforms}}
    _refuse_unknown(env, table, models, file_name)
    found: dict[str, BaseModel] = {}
    listing: list[Setting] = []
    for section, model in models.items():
        raw, sources = _collect(section, model, env, table, file_name)
        found[section] = _check(section, model, raw, sources)
        listing += _listed(section, found[section], sources)
    core = found.pop("")
    if not isinstance(core, Settings):
        raise TypeError(core)
    return Loaded(core, found, listing)


def name_of(section: str, field: str) -> str:
    """The environment name of a setting: ("chat", "token") is `WHATCODE_CHAT_TOKEN`."""
    return PREFIX + "_".join(part for part in (section, field) if part).upper()


def _read_file(env: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    named = env.get(CONFIG)
    path = Path(named or "whatcode.toml")
    if not named and not path.is_file():
        return "", {}
    try:
        return str(path), tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{CONFIG}: {path}: {error}"
        raise SettingsError(message) from error


def _refuse_unknown(
    env: Mapping[str, str], table: Mapping[str, Any], models: Mapping[str, type[BaseModel]], file_name: str
) -> None:
    known = {name_of(section, field) for section, model in models.items() for field in model.model_fields}
    for name in env:
        if name.startswith(PREFIX) and name not in known | _OTHERS and name.removesuffix(_FILE) not in known:
            message = f"{name}: no such setting; there are {', '.join(sorted(known))}"
            raise SettingsError(message)
    for key, value in table.items():
        if key in models and isinstance(value, dict):
            names = [(key, field) for field in value if field not in models[key].model_fields]
        else:
            names = [("", key)] if key not in Settings.model_fields else []
        for section, field in names:
            message = f"{file_name}: {'.'.join(part for part in (section, field) if part)}: no such setting"
            raise SettingsError(message)


def _collect(
    section: str, model: type[BaseModel], env: Mapping[str, str], table: Mapping[str, Any], file_name: str
) -> tuple[dict[str, Any], dict[str, str]]:
    inner = table.get(section, {}) if section else table
    raw: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for field in model.model_fields:
        name = name_of(section, field)
        if env.get(name, "") != "":
            raw[field], sources[field] = env[name], "environment"
        elif env.get(name + _FILE) and (secret := _secret(name + _FILE, env[name + _FILE])):
            raw[field], sources[field] = secret, f"file {env[name + _FILE]}"
        elif field in inner:
            raw[field], sources[field] = inner[field], f"file {file_name}"
    return raw, sources


def _secret(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{name}: {path}: {error}"
        raise SettingsError(message) from error


def _check(section: str, model: type[BaseModel], raw: dict[str, Any], sources: Mapping[str, str]) -> BaseModel:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = str(first["loc"][0]) if first["loc"] else ""
        about = model.model_fields.get(field)
        secret = about is not None and "Secret" in str(about.annotation)
        value = "(hidden)" if secret or field not in raw else repr(raw[field])
        meant = f"; it is: {about.description}" if about and about.description else ""
        message = f"{name_of(section, field)} = {value} (from {sources.get(field, 'default')}): {first['msg']}{meant}"
        raise SettingsError(message) from None


def _listed(section: str, model: BaseModel, sources: Mapping[str, str]) -> list[Setting]:
    listed = []
    for field, about in type(model).model_fields.items():
        value = getattr(model, field)
        if isinstance(value, SecretStr):
            # A default is no secret.
            shown = "(hidden)" if field in sources else value.get_secret_value()
        else:
            shown = "off" if value is None else str(value)
        listed.append(Setting(name_of(section, field), shown, sources.get(field, "default"), about.description or ""))
    return listed
