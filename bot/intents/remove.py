"""Taking an answer away again: for the one who asked, and for those who may manage messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answer import Answer, Removal
from bot.intents import Intent, Scene, unheard
from bot.outcome import Outcome
from bot.wording import line

if TYPE_CHECKING:
    from bot.action import Command


def act(command: Command, scene: Scene) -> Outcome:
    """Remove, or say who may. The argument is the key of the one who asked."""
    owner = command.args[0] if command.args else ""
    query = scene.query
    if query.privileged or (owner and owner == query.asker):
        return Outcome(command, Removal())
    words = scene.composer.words
    denied = Answer(
        kind="remove",
        title=words("button-remove"),
        lead=line(words("remove-denied")),
        language=words.language,
        answered=False,
        private=True,
        fresh=True,
    )
    return Outcome(command, denied)


INTENT = Intent("remove", 99, unheard, act)
