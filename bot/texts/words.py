"""The sentences of the interface, in one language: `Words("zh-Hans")("choose-title")`.

A one-line message is taken as it stands, with its `{ $variables }` filled in as text: by Fluent's syntax that is all it
means. Everything else (plurals, selectors) goes through `fluent.runtime`, whose import takes longer than a whole answer
and therefore waits until it is needed.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
"""The languages of the interface, the fallback first."""


_VARIABLE = re.compile(r"\{ \$(\w+) \}")


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
        self._source = Path(__file__).with_name(f"{language}.ftl").read_text(encoding="utf-8")
        self._plain = _literal_messages(self._source)

    def __call__(self, key: str, **details: str | int) -> str:
        """The message with this key.

        Raises:
            KeyError: there is no such message, or a variable is missing.
        """
        literal = self._plain.get(key)
        if literal is None:
            return self._format(key, details)
        return _VARIABLE.sub(lambda found: str(details[found[1]]), literal) if "{" in literal else literal

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
    """The messages that stand on one line and hold text and variables only."""
    found: dict[str, str] = {}
    lines = source.splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        key, _, text = line.partition(" = ")
        if _is_message(line) and not following.startswith(" ") and "{" not in _VARIABLE.sub("", text):
            found[key] = text.strip()
    return found


@lru_cache(maxsize=len(LANGUAGES))
def words_in(language: str) -> Words:
    """The messages of a language, read once."""
    return Words(language)
