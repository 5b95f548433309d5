"""Nothing that asks for a code: a number that is in no book, small talk, everything else."""

from __future__ import annotations

from msgspec.structs import replace

from bot.action import Command
from bot.answer import Answer, Tone
from bot.intents import Intent, Scene
from bot.outcome import Outcome
from bot.reading import Cue, Shape
from bot.texts import cues
from bot.wording import line, say

_LOWEST, _HIGHEST = 100, 599


def hear(scene: Scene) -> Command | None:
    """Everything that nobody else heard."""
    reading = scene.reading
    unknown = next((mention.text for mention in reading.mentions if not mention.ids), "")
    return Command("nothing", (unknown,) if unknown else (("log",) if reading.shape is Shape.LOG else ()))


def act(command: Command, scene: Scene) -> Outcome:
    """An honest no, kindly, and how to ask instead."""
    what = command.args[0] if command.args else ""
    if what.isdecimal():
        return Outcome(command, _unknown(what, scene))
    key = "nothing-log" if what == "log" else _small_talk(scene)
    words = scene.composer.words
    return Outcome(
        command,
        Answer(
            kind="nothing",
            title=words(f"{key}-title"),
            lead=line(words(f"{key}-lead")),
            actions=tuple(scene.composer.ask(words("button-help"), "help")),
            language=words.language,
            answered=False,
        ),
    )


def _small_talk(scene: Scene) -> str:
    folded = scene.reading.folded
    for cue, key in ((Cue.THANKS, "thanks"), (Cue.GREETING, "greeting")):
        if cue in scene.reading.cues and cues.load().only(folded, cue):
            return key
    return "nothing"


def _unknown(number: str, scene: Scene) -> Answer:
    """A number that looks like a status code and is none; its class says how a client treats it (RFC 9110 §15)."""
    composer, words = scene.composer, scene.composer.words
    answer = Answer(
        kind="nothing",
        title=words("unknown-title", code=number),
        lead=line(words("unknown-lead", code=number)),
        tone=Tone.NOTICE,
        language=words.language,
        answered=False,
    )
    gap = "" if words.chinese else " "
    group = f"http:{number[0]}xx"
    if len(number) == 3 and _LOWEST <= int(number) <= _HIGHEST and group in scene.catalogue:  # noqa: PLR2004
        entry = scene.catalogue.get(group)
        treated = words("unknown-class", base=f"{number[0]}00", group=say(entry.lead, words))
        button = tuple(composer.ask(composer.short_label(entry), "show", group))
        return replace(answer, lead=(*answer.lead, *line(gap + treated)), actions=button)
    return replace(answer, lead=(*answer.lead, *line(gap + words("unknown-outside"))))


INTENT = Intent("nothing", 99, hear, act)
