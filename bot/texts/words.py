"""The sentences of the interface, in one language: `Words("zh-Hans")("choose-title")`.

A message without variables is a literal line of the file and is taken as it stands; one with variables goes through
`fluent.runtime`, whose import takes longer than a whole answer and therefore waits until it is needed.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
"""The languages of the interface, the fallback first."""


class Words:
    """All messages in one language."""

    def __init__(self, language: str) -> None:
        """Read the language's file.

        Raises:
            ValueError: not one of `LANGUAGES`.
        """
        if language not in LANGUAGES:
            message = f"{language!r} is not one of {', '.join(LANGUAGES)}"
            raise ValueError(message)
        self.language = language
        self._source = resources.files(__package__).joinpath(f"{language}.ftl").read_text(encoding="utf-8")
        self._plain = _literal_messages(self._source)

    def __call__(self, key: str, **details: str | int) -> str:
        """The message with this key.

        Raises:
            KeyError: there is no such message, or a variable is missing.
        """
        literal = self._plain.get(key)
        return self._format(key, details) if literal is None else literal

    @property
    def keys(self) -> frozenset[str]:
        """All keys of the file."""
        return frozenset(line.partition(" = ")[0] for line in self._source.splitlines() if _is_message(line))

    @property
    def chinese(self) -> bool:
        """Whether this is one of the Chinese languages."""
        return self.language != "en"

    def _format(self, key: str, details: dict[str, str | int]) -> str:
        message = self._bundle.get_message(key)
        if message.value is None:
            raise KeyError(key)
        text, errors = self._bundle.format_pattern(message.value, details)
        if errors:
            raise KeyError(key, *errors)
        return str(text)

    @cached_property
    def _bundle(self) -> FluentBundle:
        from fluent.runtime import FluentBundle, FluentResource  # noqa: PLC0415 - late, as said above

        bundle = FluentBundle([self.language], use_isolating=False)
        bundle.add_resource(FluentResource(self._source))
        return bundle


def _is_message(line: str) -> bool:
    return " = " in line and line[:1].isalpha()


def _literal_messages(source: str) -> dict[str, str]:
    """The one-line messages without placeables; by Fluent's syntax their pattern is the text itself."""
    found: dict[str, str] = {}
    lines = source.splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if _is_message(line) and "{" not in line and not following.startswith(" "):
            key, _, text = line.partition(" = ")
            found[key] = text.strip()
    return found


@lru_cache(maxsize=len(LANGUAGES))
def words_in(language: str) -> Words:
    """The messages of a language, read once."""
    return Words(language)
