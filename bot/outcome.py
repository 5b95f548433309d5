"""What is known of the asker beforehand, and what acting on a command gives: an answer and the effects to apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from bot.answer import Answer

if TYPE_CHECKING:
    from bot.action import Command
    from bot.answer import Reason, Removal


class Preferences(msgspec.Struct, frozen=True):
    """What a person or a place has chosen; None where nothing was.

    Attributes:
        language: "en", "zh-Hans" or "zh-Hant".
        detail: "compact" or "full".
        private: whether answers to commands are for the asker alone.
    """

    language: str | None = None
    detail: str | None = None
    private: bool | None = None

    def over(self, other: Preferences) -> Preferences:
        """These choices, completed by the other's."""
        return Preferences(
            language=self.language if self.language is not None else other.language,
            detail=self.detail if self.detail is not None else other.detail,
            private=self.private if self.private is not None else other.private,
        )


class Known(msgspec.Struct, frozen=True):
    """What is kept of the asker and of the place where the question was put.

    Attributes:
        person: the asker's choices.
        place: the place's.
        certain: whether that is all that is kept: False while the storage cannot be read.
    """

    person: Preferences = Preferences()
    place: Preferences = Preferences()
    certain: bool = True

    @property
    def effective(self) -> Preferences:
        """The person's choices, completed by the place's."""
        return self.person.over(self.place)


class Prefer(msgspec.Struct, frozen=True):
    """Keep a choice of the person, or of the place."""

    choice: Preferences
    of_place: bool = False


class Forget(msgspec.Struct, frozen=True):
    """Delete all that is kept of the person, or of the place."""

    of_place: bool = False


Effect = Prefer | Forget


class Outcome(msgspec.Struct, frozen=True):
    """The command that was understood, its answer, and the effects that `Bot` has to apply."""

    command: Command
    answer: Answer | Removal
    effects: tuple[Effect, ...] = ()

    def found_by(self, command: Command, reasons: tuple[Reason, ...], subject: tuple[str, ...] = ()) -> Outcome:
        """The same answer as the outcome of another command, with why each id is there."""
        if not isinstance(self.answer, Answer):
            return self
        answer = replace(self.answer, reasons=reasons, subject=subject or self.answer.subject)
        return Outcome(command, answer, self.effects)


class Suggestion(msgspec.Struct, frozen=True):
    """One line of what is offered while somebody types.

    Attributes:
        id: stable id of what it stands for ("http:503").
        label: "503 · Service Unavailable · 服务不可用".
        note: its lead, in the asker's language.
        command: what picking it means.
        answer: the finished answer, for platforms where picking sends it at once (venue INLINE); None otherwise.
    """

    id: str
    label: str
    note: str
    command: Command
    answer: Answer | None = None
