"""The ledger itself: what has no explanation is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ledger import Entry, Fate, Ledger, outages


@pytest.mark.parametrize(
    ("entry", "fate"),
    [
        (Entry([1], [2]), Fate.ONCE),
        (Entry([1], []), Fate.KILLED),
        (Entry([1, 11], []), None),
        (Entry([11], []), None),
        (Entry([], []), None),
        (Entry([1], [2, 3]), None),
        (Entry([1], [9, 12]), Fate.TWICE_KILLED),
        (Entry([1], [2, 12]), None),
        (Entry([1], [2, 3], ["taken, line cut"]), Fate.TWICE_UNSAID),
        (Entry([1], [2, 3, 4], ["taken, line cut"]), None),
        (Entry([1], [2, 3], ["hang"]), None),
        (Entry([11], [], of=9), Fate.LEFT),
        (Entry([12], [], of=11), None),
        (Entry([-20], []), None),
        (Entry([-20], [], ["hang"]), Fate.KILLED),
    ],
)
def test_a_fate(entry, fate):
    ledger = Ledger("x", {"1": entry}, kills=[10])
    assert ledger.fates() == {"1": fate}
    assert ledger.is_settled() == (fate is not None or bool(entry.answers))
    if fate is None:
        with pytest.raises(AssertionError, match="unexplained"):
            ledger.settle()


def test_given_up_has_to_be_logged_and_has_to_have_a_reason():
    assert Ledger("x", {"1": Entry([1], [], ["hang"])}, given_up={"1"}).fates() == {"1": Fate.GIVEN_UP}
    assert Ledger("x", {"1": Entry([1], [], ["hang"])}).fates() == {"1": None}
    assert Ledger("x", {"1": Entry([1], [])}, given_up={"1"}).fates() == {"1": None}


@pytest.mark.parametrize(("told", "logged", "fate"), [(4, True, Fate.TOO_LATE), (4, False, None), (2, True, None)])
def test_too_late_is_what_was_told_late_and_is_logged(told, logged, fate):
    ledger = Ledger("x", {"1": Entry([told], asked=1, within=3)}, given_up={"1"} if logged else set())
    assert ledger.fates() == {"1": fate}


@pytest.mark.parametrize(("starved", "logged", "fate"), [(2, True, Fate.STARVED), (2, False, None), (0.4, True, None)])
def test_too_late_for_want_of_a_processor(starved, logged, fate):
    ledger = Ledger("x", {"1": Entry([1], asked=1, within=3, starved=starved)}, given_up={"1"} if logged else set())
    assert ledger.fates() == {"1": fate}


def test_a_platform_that_keeps_nothing_may_never_tell():
    assert Ledger("x", {"1": Entry()}, keeps=False).fates() == {"1": Fate.UNHEARD}


def test_what_was_dealt_with_while_the_database_was_gone_may_come_again_after_a_kill():
    ledger = Ledger("x", {"1": Entry([1], [2, 30])}, kills=[10], outages=[(1, 3)])
    assert ledger.fates() == {"1": Fate.TWICE_NO_STORE}
    ledger.outages = []
    assert ledger.fates() == {"1": None}
    ledger.entries["1"].told.append(29)
    ledger.outages = [(28, 29)]
    assert ledger.fates() == {"1": Fate.TWICE_NO_STORE}
    ledger.kills = []
    assert ledger.fates() == {"1": None}, "one process remembers by itself"


def test_the_log_tells_when_the_database_was_gone():
    events = (
        (10, "not kept, or not read"),
        (20, "store gone"),
        (25, "store open"),
        (30, "question"),
        (40, "store open"),
    )
    log = [{"event": event, "at": at} for at, event in events]
    assert outages(log, lambda line: line["at"]) == [(8, 15), (18, 25)]


def test_a_kill_may_cut_off_no_more_than_was_in_flight():
    ledger = Ledger("x", {str(number): Entry([9]) for number in range(400)}, kills=[10])
    with pytest.raises(AssertionError):
        ledger.settle()


def test_nobody_may_wait_for_hours():
    entries = {str(number): Entry([1], [2]) for number in range(100)} | {"late": Entry([1], [10_000])}
    with pytest.raises(AssertionError, match="waited 9999 s"):
        Ledger("x", entries).settle()


def test_most_have_to_be_answered_and_some_of_each_kind():
    entries = {str(number): Entry([1], [2], kind="messages") for number in range(100)}
    assert Ledger("x", dict(entries)).settle()["answered once"] == 100
    lost = {f"press{number}": Entry([1], [], ["hang"], kind="presses") for number in range(50)}
    with pytest.raises(AssertionError, match="too few presses"):
        Ledger("x", entries | dict(list(lost.items())[:5]), given_up=set(lost)).settle()
    with pytest.raises(AssertionError):
        Ledger(
            "x", entries | {key: replace(one, kind="messages") for key, one in lost.items()}, given_up=set(lost)
        ).settle()
