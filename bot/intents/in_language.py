"""The same in a given language: what the buttons of an answer carry, so that they keep its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.action import Command
from bot.compose import LANGUAGE_OF_LETTER
from bot.intents import Intent, Scene, unheard

if TYPE_CHECKING:
    from bot.outcome import Outcome


def act(command: Command, scene: Scene) -> Outcome:
    """Act on the command in the arguments (letter of the language, verb, its arguments)."""
    letter, verb, *args = (*command.args, "", "")
    language = LANGUAGE_OF_LETTER.get(letter)
    if language is None or not verb or verb == "in":
        return scene.act(Command("nothing"), scene)
    return scene.act(Command(verb, tuple(arg for arg in args if arg)), scene.speak(language))


INTENT = Intent("in", 99, unheard, act)
