"""The ledger itself: what has no explanation is found."""

from __future__ import annotations

import pytest
from ledger import Entry, Fate, Ledger


@pytest.mark.parametrize(
    ("entry", "fate"),
    [
        (Entry([1], [2]), Fate.ONCE),
        (Entry([1], []), Fate.KILLED),
        (Entry([1, 11], []), None),
        (Entry([11], []), None),
        (Entry([], []), Fate.UNHEARD),
        (Entry([1], [2, 3]), None),
        (Entry([1], [9, 12]), Fate.TWICE_KILLED),
        (Entry([1], [2, 12]), None),
        (Entry([1], [2, 3], ["taken, line cut"]), Fate.TWICE_UNSAID),
        (Entry([1], [2, 3, 4], ["taken, line cut"]), None),
        (Entry([1], [2, 3], ["hang"]), None),
    ],
)
def test_a_fate(entry, fate):
    ledger = Ledger("x", {"1": entry}, kills=[10])
    assert ledger.fates() == {"1": fate}
    if fate is None:
        with pytest.raises(AssertionError, match="unexplained"):
            ledger.settle()


def test_given_up_has_to_be_logged_and_has_to_have_a_reason():
    assert Ledger("x", {"1": Entry([1], [], ["hang"])}, given_up={"1"}).fates() == {"1": Fate.GIVEN_UP}
    assert Ledger("x", {"1": Entry([1], [], ["hang"])}).fates() == {"1": None}
    assert Ledger("x", {"1": Entry([1], [])}, given_up={"1"}).fates() == {"1": None}
