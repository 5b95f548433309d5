"""What only the asker saw, posted for everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.action import Command
from bot.answer import Answer
from bot.intents import Intent, Scene, unheard

if TYPE_CHECKING:
    from bot.outcome import Outcome


def act(command: Command, scene: Scene) -> Outcome:
    """The answer to the command in the arguments, public and as a message of its own."""
    verb, *args = (*command.args, "")
    if not verb or verb == "share":
        return scene.act(Command("nothing"), scene)
    inner = scene.act(Command(verb, tuple(arg for arg in args if arg)), scene)
    if isinstance(inner.answer, Answer):
        return replace(inner, command=command, answer=replace(inner.answer, private=False, fresh=True))
    return inner


INTENT = Intent("share", 99, unheard, act)
