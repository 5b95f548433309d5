"""All settings: where they come from, what they may be, and which one is wrong.

Sources, the first that names a setting wins: the environment (`WHATCODE_LIMIT_PERSON`), a secret file named by the
environment (`WHATCODE_…_TOKEN_FILE`), the TOML file (`WHATCODE_CONFIG`, else `whatcode.toml`). What is empty, a
variable or a secret file, counts as not set: so one deployment fits all who use some of the secrets. Platforms bring
models of their own (`Platform.settings`), read from the section and the prefix with their name.
"""

from __future__ import annotations

import errno
import os
import re
import tomllib
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import msgspec
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from pydantic.fields import FieldInfo

    from bot.platform import Platform

PREFIX = "WHATCODE_"
CONFIG, _USUAL = "WHATCODE_CONFIG", "whatcode.toml"
_FILE = "_FILE"
# Names with our prefix that are no settings of the bot.
_OTHERS = frozenset({CONFIG, "WHATCODE_RECORD_DIR"})
_LEAST_SECRET = 20
"""Characters of the shortest token that a platform gives out."""
_LONGEST_SHOWN = 200
_LONGEST_FILE = 1 << 20
"""Bytes of a file of settings or of a secret: what is longer is none, or a device that never ends."""
_WORD_BITS = 64
_HIDDEN, _UNSET = "(hidden)", "(not set)"
_HOST = re.compile(r"(\[[^]]+\]|[^][:]*)(:\d+)?")
# What stands for None in the settings that take it.
_NONE = ("off", "auto")


class SettingsError(Exception):
    """Settings are wrong. A line for each names it, shows its value unless it is a secret, and says what is allowed."""


def _here() -> SecretStr:
    from platformdirs import user_state_path  # noqa: PLC0415 - not where a database is set

    return SecretStr(f"sqlite:///{user_state_path('whatcode') / 'whatcode.db'}")


class Settings(BaseModel):
    """The settings of the bot itself; each field is documented by its description."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    limit_person: int | None = Field(default=30, ge=1, description="questions a person may ask in a minute, or off")
    limit_place: int | None = Field(default=120, ge=1, description="questions a chat may ask in a minute, or off")
    database_url: SecretStr | None = Field(
        default_factory=_here,
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
            except ValueError:
                parts = urlsplit("")
            is_file = parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1
            is_server = parts.scheme in ("postgresql", "postgres") and (parts.path or parts.netloc)
            # A port is no number where a password holds a slash that should have been %2F.
            hosts = parts.netloc.rpartition("@")[2].split(",")
            if not is_file and not (is_server and all(map(_HOST.fullmatch, hosts))):
                message = "sqlite:///FILE (four slashes before an absolute one) or postgresql://… is wanted, or off"
                raise ValueError(message)
        return value


class Setting(msgspec.Struct, frozen=True):
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


class Loaded(msgspec.Struct, frozen=True):
    """Everything that was read.

    Attributes:
        core: the settings of the bot itself.
        platforms: those of each platform, by its name.
        file: the file of settings, which is one too.
        sources: where each setting that was given is from, by section ("" is the bot's) and field.
    """

    core: Settings
    platforms: Mapping[str, BaseModel]
    file: Setting
    sources: Mapping[str, Mapping[str, str]]

    @property
    def listing(self) -> Sequence[Setting]:
        """Every setting as it is in force. Made for who wants to see it: it takes as long as reading them all."""
        models = {"": self.core, **self.platforms}
        listed = (_listed(section, model, self.sources[section]) for section, model in models.items())
        return [self.file, *chain.from_iterable(listed)]


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
    wrong = [*_unknown_names(env, models), *_unknown_keys(table, models, file_name)]
    found: dict[str, BaseModel] = {}
    origins: dict[str, dict[str, str]] = {}
    about = f"a TOML file of settings; where it is not set, {_USUAL} in the folder of the start if there is one"
    file = Setting(CONFIG, _shown(file_name) or _UNSET, "environment" if env.get(CONFIG) else "default", about)
    for section, model in models.items():
        raw, sources, unread = _collect(section, model, env, table, file_name)
        origins[section] = sources
        wrong += unread.values()
        try:
            found[section] = model.model_validate(raw)
        except ValidationError as error:
            # What could not be read is not said to be missing, too.
            wrong += (line for field, line in _wrong(section, model, error, raw, sources) if field not in unread)
    if wrong:
        raise SettingsError("\n".join(wrong))
    core = found.pop("")
    if not isinstance(core, Settings):
        raise TypeError(core)
    return Loaded(core, found, file, origins)


def name_of(section: str, field: str) -> str:
    """The environment name of a setting: ("chat", "token") is `WHATCODE_CHAT_TOKEN`."""
    return PREFIX + "_".join(part for part in (section, field) if part).upper()


def _read_file(env: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    named = env.get(CONFIG)
    path = Path(named or _USUAL)
    if not named and not path.is_file():
        return "", {}
    try:
        return str(path), tomllib.loads(_read(path))
    except OSError as error:
        message = f"{CONFIG}: {_shown(str(path))}: {error.strerror}"
        raise SettingsError(message) from error
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, a number or a nesting without end
        message = f"{CONFIG}: {_shown(str(path))}: {error}"
        raise SettingsError(message) from error


def _read(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(_LONGEST_FILE + 1)
    if len(content) > _LONGEST_FILE:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return content.decode()


def _unknown_names(env: Mapping[str, str], models: Mapping[str, type[BaseModel]]) -> Iterator[str]:
    known = {name_of(section, field) for section, model in models.items() for field in model.model_fields}
    for name in env:
        if name.startswith(PREFIX) and name not in known | _OTHERS and name.removesuffix(_FILE) not in known:
            yield _unknown(name, known)


def _unknown_keys(table: Mapping[str, Any], models: Mapping[str, type[BaseModel]], file_name: str) -> Iterator[str]:
    for key, value in table.items():
        if key and key in models and isinstance(value, dict):
            fields = models[key].model_fields.keys()
            yield from (f"{file_name}: [{key}] {_unknown(field, fields)}" for field in value if field not in fields)
        elif key and key in models:
            yield f"{file_name}: {key}: a section is wanted, [{key}], with its settings below"
        elif key not in Settings.model_fields:
            yield f"{file_name}: {_unknown(key, Settings.model_fields.keys() | models.keys() - {''})}"


def _unknown(name: str, known: Collection[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - where nothing is wrong it is not needed

    close = get_close_matches(name, known, 1, cutoff=0.8)
    advice = f"is {close[0]} meant?" if close else f"there are {', '.join(sorted(known))}"
    return f"{_shown(name)}: no such setting; {advice}"


def _collect(
    section: str, model: type[BaseModel], env: Mapping[str, str], table: Mapping[str, Any], file_name: str
) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """What is given, where from, and of which fields the secret file cannot be read: why."""
    inner = table.get(section) if section else table
    inner = inner if isinstance(inner, dict) else {}
    raw: dict[str, Any] = {}
    sources: dict[str, str] = {}
    unread: dict[str, str] = {}
    for field in model.model_fields:
        name = name_of(section, field)
        try:
            if env.get(name, "") != "":
                raw[field], sources[field] = env[name], "environment"
            elif env.get(name + _FILE) and (secret := _secret(name + _FILE, env[name + _FILE])):
                raw[field], sources[field] = secret, f"file {_shown(env[name + _FILE])}"
            elif field in inner:
                raw[field], sources[field] = inner[field], f"file {file_name}"
        except SettingsError as error:
            unread[field] = str(error)
    return raw, sources, unread


def _secret(name: str, path: str) -> str:
    try:
        return _read(Path(path)).strip()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "its bytes are no text in UTF-8"
        message = f"{name}: {_path(path)}: {why}"
        raise SettingsError(message) from None  # what was tried may be the secret itself


def _wrong(
    section: str, model: type[BaseModel], error: ValidationError, raw: Mapping[str, Any], sources: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """A line for each setting that is wrong, after its field."""
    for one in error.errors(include_input=False, include_url=False):
        field = str(one["loc"][0])
        about = model.model_fields[field]
        given = " is not set"
        if field in raw:
            given = f" = {_HIDDEN if _is_secret(about) else _shown(repr(_text(raw[field])))} ({sources[field]})"
        why = one["ctx"]["error"] if one["type"] == "value_error" else one["msg"]
        yield field, f"{name_of(section, field)}{given}: {why}; it is: {about.description}"


def _listed(section: str, model: BaseModel, sources: Mapping[str, str]) -> Iterator[Setting]:
    for field, about in type(model).model_fields.items():
        value = getattr(model, field)
        if value is None:
            shown = _none(type(model), field)
        elif _is_secret(about) and field in sources:  # a default is no secret
            shown = _HIDDEN
        else:
            shown = _text(value.get_secret_value() if isinstance(value, SecretStr) else value)
        yield Setting(name_of(section, field), shown, sources.get(field, "default"), about.description or "")


def _path(path: str) -> str:
    """The name of a secret file, unless it looks like the secret itself, put there by mistake."""
    return _shown(_text(path)) if len(path) < _LEAST_SECRET or "/" in path else _HIDDEN


def _shown(text: str) -> str:
    """On one line, and not without end."""
    text = text if text.isprintable() else repr(text)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _is_secret(about: FieldInfo) -> bool:
    return "Secret" in str(about.annotation)


def _text(value: object) -> str:
    """A value as it would be written in the environment. Who an address logs in as is nobody's business."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return ",".join(map(_text, value))
    if isinstance(value, dict):  # whatever was meant by it, it may hold a secret
        return f"a table of {len(value)}"
    if isinstance(value, int) and value.bit_length() > _WORD_BITS:
        return f"a number of {value.bit_length()} bits"
    return re.sub(r"://.*@", f"://{_HIDDEN}@", str(value), flags=re.DOTALL)


def _none(model: type[BaseModel], field: str) -> str:
    """The word that switches this setting off, where it has one."""
    for word in _NONE:
        with suppress(ValidationError):
            if getattr(model.model_validate({field: word}), field) is None:
                return word
    return _UNSET
