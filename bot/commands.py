"""The declaration of a command that people can pick from a menu; platforms make their menus of it."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Take(StrEnum):
    """What an option takes."""

    CODE = "code"
    """A code or a question in words; suggestions are offered while typing. Free text always works."""
    CHOICE = "choice"
    """One of the listed choices."""
    TEXT = "text"
    """A long text, such as a pasted log; where the platform has dialogs, one opens."""
    FILE = "file"
    """A text file."""


class Localized(msgspec.Struct, frozen=True):
    """A short text in the three languages of the interface."""

    en: str
    hans: str
    hant: str

    def of(self, language: str) -> str:
        """The text for a BCP 47 tag of ours ("en", "zh-Hans", "zh-Hant")."""
        return {"zh-Hans": self.hans, "zh-Hant": self.hant}.get(language, self.en)


class OptionSpec(msgspec.Struct, frozen=True):
    """One option of a command. `name` is ASCII lower case; `label` is its localised name."""

    name: str
    label: Localized
    description: Localized
    take: Take
    required: bool = False
    choices: tuple[tuple[str, Localized], ...] = ()


class CommandSpec(msgspec.Struct, frozen=True):
    """A command of the menus.

    `verb` is the intent that acts; `name` is what is typed ("code", ASCII `[a-z0-9_]{1,32}`), `label` its localised
    name, `description` at most 100 characters. `on_message` is the label of a pick from a message's own menu, if any.
    """

    verb: str
    name: str
    label: Localized
    description: Localized
    options: tuple[OptionSpec, ...] = ()
    on_message: Localized | None = None
