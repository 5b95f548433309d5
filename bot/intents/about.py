"""What this bot is."""

from __future__ import annotations

from bot.action import Command
from bot.answer import Answer
from bot.commands import CommandSpec
from bot.intents import Intent, Scene, localized
from bot.outcome import Outcome
from bot.reading import Cue
from bot.texts import cues
from bot.wording import line


def hear(scene: Scene) -> Command | None:
    """A text that asks about the bot and nothing else."""
    reading = scene.reading
    return Command("about") if Cue.ABOUT in reading.cues and cues.load().only(reading.folded, Cue.ABOUT) else None


def act(command: Command, scene: Scene) -> Outcome:
    """Name, purpose, version."""
    from importlib import metadata  # noqa: PLC0415 - its import takes longer than a whole answer

    words = scene.composer.words
    lead = words("about-lead", count=len(scene.catalogue))
    version = words("about-version", version=metadata.version("whatcode"))
    return Outcome(
        command,
        Answer(
            kind="about",
            title=words("about-title"),
            lead=line(f"{lead} {version}"),
            actions=tuple(scene.composer.ask(words("button-help"), "help")),
            language=words.language,
        ),
    )


def menu() -> CommandSpec:
    """How it is shown in menus."""
    return CommandSpec("about", "about", localized("command-about-label"), localized("command-about-description"))


INTENT = Intent("about", 12, hear, act, menu, menu_rank=7)
