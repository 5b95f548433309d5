"""How to ask."""

from __future__ import annotations

from bot.action import Command
from bot.answer import Answer, Choice, Choices, Facts, Section, Span, Style, Weight
from bot.commands import CommandSpec
from bot.intents import Intent, Scene, localized
from bot.outcome import Outcome
from bot.reading import Cue
from bot.texts import cues
from bot.wording import line

_EXAMPLES = (
    ("help-code", "503"),
    ("help-name", "bad gatway"),
    ("help-symptom", "上游没响应"),
    ("help-compare", "301 vs 302"),
    ("help-class", "5xx"),
    ("help-log", '"GET /cart HTTP/1.1" 499 0'),
)


def hear(scene: Scene) -> Command | None:
    """A text that asks for help and for nothing else; an empty one."""
    reading = scene.reading
    if not reading.text or (Cue.HELP in reading.cues and cues.load().only(reading.folded, Cue.HELP)):
        return Command("help")
    return None


def act(command: Command, scene: Scene) -> Outcome:
    """Examples of every way to ask; each but the last can be picked."""
    composer, words = scene.composer, scene.composer.words
    facts = Facts(tuple((words(key), (Span(example, Style.CODE),)) for key, example in _EXAMPLES))
    picks = tuple(Choice(example, composer.command("ask", example)) for _, example in _EXAMPLES[:-1])
    return Outcome(
        command,
        Answer(
            kind="help",
            title=words("help-title"),
            lead=line(words("help-lead")),
            sections=(Section("", (facts,), Weight.CORE), Section("", (Choices(picks),), Weight.EXTRA)),
            actions=(*composer.ask(words("button-list"), "list"), *composer.other_language("help")),
            language=words.language,
        ),
    )


def menu() -> CommandSpec:
    """How it is shown in menus."""
    return CommandSpec("help", "help", localized("command-help-label"), localized("command-help-description"))


INTENT = Intent("help", 10, hear, act, menu, menu_rank=6)
