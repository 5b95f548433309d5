"""What the book holds, code by code, and how long it is: `make book`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from knowledge.catalogue import open_catalogue
from knowledge.check import faults, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.model import Code

_PARTS = (
    "meaning",
    "causes",
    "checks",
    "caller",
    "headers",
    "owners",
    "confusions",
    "related",
    "myth",
    "history",
    "example",
)


def report(family: str = "") -> Iterator[str]:
    """A table: id, name, characters in English and Chinese, what is there, phrases, sources, faults."""
    parts = " ".join(part[:6].ljust(6) for part in _PARTS)
    yield f"{'id':28} {'name':34} {'en':>6} {'zh':>6}  {parts} asked symp src faults"
    for code in open_catalogue().codes(family):
        yield _row(code)


def _row(code: Code) -> str:
    sentences = [text for _, text in texts(code)]
    sizes = f"{sum(len(t.en) for t in sentences):6} {sum(len(t.zh) for t in sentences):6}"
    there = " ".join(_amount(getattr(code, part)).ljust(6) for part in _PARTS)
    asked = len(code.asked.en) + len(code.asked.zh)
    symptoms = len(code.symptoms.en) + len(code.symptoms.zh)
    tail = f"{asked:5} {symptoms:4} {len(code.sources):3} {len(faults(code)):6}"
    return f"{code.id:28} {code.name.en[:34]:34} {sizes}  {there} {tail}"


def _amount(value: object) -> str:
    if isinstance(value, tuple):
        return str(len(value)) if value else "-"
    return "yes" if value else "-"


if __name__ == "__main__":
    for line in report(*sys.argv[1:2]):
        print(line)  # noqa: T201 - this is the output
