"""Answers made by hand, for the tests of what shortens and what renders them."""

from __future__ import annotations

from bot.answer import Answer, Block, Line, Section, Span, Weight

LETTERS = {"en": "e", "zh-Hans": "s", "zh-Hant": "t"}
"""The languages, and how a command says that it is meant in one."""


def line(said: str) -> Line:
    """Plain running text."""
    return (Span(said),)


def answer(*sections: Section, **more: object) -> Answer:
    """A small answer with these sections."""
    return Answer(**{"kind": "show", "title": "A title", "lead": line("A lead."), "sections": sections, **more})


def section(*blocks: Block, heading: str = "Heading", weight: Weight = Weight.USEFUL) -> Section:
    """A section of these blocks."""
    return Section(heading, blocks, weight)
