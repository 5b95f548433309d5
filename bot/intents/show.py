"""One code: its card, or a part of it. Heard where a number or a spelling names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.action import Command
from bot.answer import Reason
from bot.commands import CommandSpec, OptionSpec, Take
from bot.compose import PARTS
from bot.intents import Intent, Scene, localized
from bot.outcome import Outcome
from bot.reading import Certainty

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.reading import Mention

_ALSO = 4


def hear(scene: Scene) -> Command | None:
    """A text with one code in it that is meant as one."""
    mention = _meant(scene)
    return Command("show", (mention.ids[0],)) if mention else None


def _meant(scene: Scene) -> Mention | None:
    mentions = scene.reading.fair
    return mentions[0] if mentions else None


def act(command: Command, scene: Scene) -> Outcome:
    """The card of the id in the first argument; the second names a part, the third a page of it."""
    handle, part, page = (*command.args, "", "", "")[:3]
    id_ = scene.catalogue.id_of(handle)
    if id_ not in scene.catalogue:
        return scene.act(Command("nothing", (id_,)), scene)
    if not part and scene.known.effective.detail == "full":
        part = "more"
    number = int(page) if page.isdecimal() and page.isascii() else 1
    return Outcome(command, _card(id_, part if part in PARTS else "", number, scene))


def _reasons(mention: Mention) -> tuple[Reason, ...]:
    return tuple(Reason(id_, mention.via, mention.text, mention.certainty / Certainty.SURE) for id_ in mention.ids)


def _card(id_: str, part: str, page: int, scene: Scene) -> Answer:
    """The card, why the code is there, and what else the same number means."""
    composer, mention = scene.composer, _meant(scene)
    if mention is None or mention.ids[0] != id_:
        return composer.card(id_, part, page)
    return replace(composer.card(id_, part, page, mention.ids[1 : 1 + _ALSO]), reasons=_reasons(mention))


def menu() -> CommandSpec:
    """How it is shown in menus."""
    return CommandSpec(
        verb="ask",
        name="code",
        label=localized("command-code-label"),
        description=localized("command-code-description"),
        options=(
            OptionSpec(
                "query",
                localized("option-query-label"),
                localized("option-query-description"),
                Take.CODE,
                required=True,
            ),
        ),
    )


INTENT = Intent("show", 60, hear, act, menu, menu_rank=1)
