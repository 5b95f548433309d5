"""The first message of a person, with or without a code in it ("/start 503" from a link)."""

from __future__ import annotations

from msgspec.structs import replace

from bot.action import Command
from bot.answer import Answer
from bot.commands import CommandSpec
from bot.intents import Intent, Scene, localized, unheard
from bot.outcome import Outcome
from bot.wording import line


def act(command: Command, scene: Scene) -> Outcome:
    """What the argument asks for; without one, a welcome that shows how to ask."""
    wanted = command.args[0] if command.args else ""
    if wanted:
        return scene.act(Command("ask", (wanted.replace("_", " "),)), scene)
    helped = scene.act(Command("help"), scene)
    words = scene.composer.words
    if isinstance(helped.answer, Answer):
        welcome = replace(helped.answer, title=words("start-title"), lead=line(words("greeting-lead")))
        return Outcome(command, welcome)
    return helped


def menu() -> CommandSpec:
    """How it is shown in menus."""
    return CommandSpec("start", "start", localized("command-start-label"), localized("command-start-description"))


INTENT = Intent("start", 99, unheard, act, menu, menu_rank=0)
