"""What the settings are made of: sections, whose fields have a type with its bounds, a default, and a description.

Whatever the value of a field is wrong for, it is said of all fields at once, and without showing the value.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - msgspec reads the annotations of fields
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, get_args, get_origin
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import fields

if TYPE_CHECKING:
    from collections.abc import Iterator

_TRUTHS = {"on": True, "yes": True, "off": False, "no": False}


class Secret:
    """A text that nothing shows unasked."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Take the text."""
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __repr__(self) -> str:
        """That there is one."""
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        """Whether the other is the same secret."""
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        """As the text's."""
        return hash(self._text)


class SectionError(ValueError):
    """Values do not fit their section: `faults` says of each field why."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        """Take what is wrong."""
        super().__init__("; ".join(f"{field}: {why}" for field, why in faults.items()))
        self.faults = faults


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A section of the settings. Made by `of` from what people write; what it is made with otherwise is not checked.

    Attributes:
        none: the word that stands for None, of each field that can be switched off by one.
    """

    none: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def of(cls, **values: object) -> Self:
        """The section with these values, each as it is or as a text; the others have their defaults.

        Raises:
            SectionError: some are wrong.
        """
        known = _types(cls)
        faults = {name: "no such setting" for name in values if name not in known}
        taken: dict[str, Any] = {}
        for name in (name for name in values if name in known):
            try:
                taken[name] = cls._taken(name, known[name], values[name])
            except ValueError as error:
                faults[name] = str(error)
        section = cls(**taken)
        faults = {**dict(section.conflicts()), **faults}
        if faults:
            raise SectionError(faults)
        return section

    @classmethod
    def _taken(cls, name: str, kind: Any, value: object) -> object:  # noqa: ANN401 - a type with what it is annotated with
        """A value in the type of its field."""
        value = value.strip() if isinstance(value, str) else value
        word = value.lower() if isinstance(value, str) else ""
        if word and word == cls.none.get(name):
            return None
        if bool in _parts(kind) and word in _TRUTHS:
            return _TRUTHS[word]
        try:
            return msgspec.convert(cls.read(name, value), kind, strict=False, dec_hook=_secret)
        except msgspec.ValidationError:
            raise ValueError(_wanted(kind)) from None  # what the library says may show the value

    @classmethod
    def read(cls, name: str, value: object) -> object:  # noqa: ARG003 - for those that have more to say about a field
        """A value of a field in a form that its type takes.

        Raises:
            ValueError: it is wrong; says what is wanted.
        """
        return value

    def conflicts(self) -> Iterator[tuple[str, str]]:
        """The fields whose values do not go with others, and why."""
        yield from ()


def descriptions(section: type[Section]) -> dict[str, str]:
    """What each field of a section is for."""
    return {
        name: "".join(meta.description or "" for meta in getattr(kind, "__metadata__", ()))
        for name, kind in _types(section).items()
    }


def is_secret(section: type[Section], name: str) -> bool:
    """Whether the values of a field are hidden."""
    return Secret in _parts(_types(section)[name])


@cache
def _types(section: type[Section]) -> Mapping[str, Any]:
    """The type of each field, with what it is annotated with."""
    return {field.name: field.type for field in fields(section)}


def web_address(text: str) -> str:
    """An http or https address, without a slash at its end.

    Raises:
        ValueError: it is none.
    """
    try:
        parts = urlsplit(text)
    except ValueError:  # it would show the address, and who logs in with it
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        message = "an http or https address is wanted"
        raise ValueError(message)
    return text.rstrip("/")


def _secret(kind: type, value: object) -> Secret:
    if kind is Secret and isinstance(value, str):
        return Secret(value)
    raise ValueError(kind)


def _parts(kind: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
    """A type and what it is made of."""
    yield kind
    for part in get_args(kind):
        yield from _parts(part)


def _wanted(kind: Any) -> str:  # noqa: ANN401 - as above
    """What the values of a type are, in words."""
    for part in _parts(kind):
        if get_origin(part) is Literal:
            return f"one of {', '.join(map(repr, get_args(part)))} is wanted"
        if part is bool:
            return "true or false is wanted"
        for meta in getattr(part, "__metadata__", ()):
            bounds = ((" above", meta.gt), (" of at least", meta.ge), (" and at most", meta.le))
            if said := "".join(f"{words} {bound:g}" for words, bound in bounds if bound is not None):
                return f"a number{said} is wanted"
    return "that is no value for it"
