"""Many short texts in one: read line by line, or looked through as a whole, without taking it apart."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def lines_of(texts: Iterable[str]) -> str:
    """Each with a line feed before it, and one after the last: so a beginning can be searched for, too."""
    return "".join(f"\n{text.replace(chr(10), ' ')}" for text in texts) + "\n"


class Lines:
    """Looks at texts that `lines_of` put together."""

    def __init__(self, text: str) -> None:
        """Keep the whole; where its lines begin is found out when it is first asked."""
        self._text = text

    @cached_property
    def _starts(self) -> array[int]:
        """Where each line begins: at the line feed before it; and the last line feed."""
        return array("I", accumulate((len(line) + 1 for line in self._text[1:-1].split("\n")), initial=0))

    def __getitem__(self, number: int) -> str:
        """A line.

        Raises:
            IndexError: there are not so many.
        """
        return self._text[self._starts[number] + 1 : self._starts[number + 1]]

    def having(self, part: str) -> Iterator[int]:
        """The numbers of the lines that have a part, each once, in order."""
        at = self._text.find(part)
        while at >= 0:
            line = bisect_right(self._starts, at) - 1
            yield line
            at = self._text.find(part, self._starts[line + 1])
