"""What fits on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.terminal.render import Rendered

NARROWEST = 40
"""Columns below which a panel's border costs more than it gives."""

WIDEST = 100
"""Columns beyond which a line of text is hard to read."""

CHOICES_MOST = 99
"""A number of three digits is a code, never a choice."""


def violations(rendered: Rendered) -> list[str]:
    """What is wrong with a rendered answer; [] where nothing is."""
    found = []
    if len(rendered.picks) > CHOICES_MOST:
        found.append(f"{len(rendered.picks)} choices, at most {CHOICES_MOST} can be told from codes")
    return found
