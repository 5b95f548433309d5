"""Misspelt constants: the one that was meant, or none."""

from __future__ import annotations

import pytest

from bot.engine import build_engine
from bot.query import Query
from knowledge.catalogue import open_catalogue
from knowledge.search.constants import Constants

CONSTANTS = open_catalogue().constants


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("NXDOMIAN", "NXDOMAIN"),
        ("SERVFIAL", "SERVFAIL"),
        ("ECONREFUSED", "ECONNREFUSED"),
        ("ETIMDOUT", "ETIMEDOUT"),
        ("crashlopbackof", "CrashLoopBackOff"),
        ("ERR_CONECTION_REFUSD", "ERR_CONNECTION_REFUSED"),
        ("NXDOMAIN", ""),  # as it is spelt
        ("XNDOMAIN", ""),  # the first letter is typed right
        ("EMFLE", "EMFILE"),
        ("ENXDOMANI", ""),
        ("KAFKA", ""),
        ("E2BGI", ""),
    ],
)
def test_a_slip_or_two_are_forgiven(typed, meant):
    assert CONSTANTS.nearest(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("EBADQ", ""),  # one slip from either
        ("FAILEDNMOUNT", ""),
        ("FAILEDNMONT", ""),  # two
        ("EBADRR", "EBADR"),  # one from this, and two from the other, which so few letters do not forgive
        ("ER_FILE_NOT_FOUNDD", "ER_FILE_NOT_FOUND"),  # one and two, and both would be forgiven
        ("FAILDMOUNT", "FailedMount"),  # one and three
        ("ER_FILE_NOT_FUONDDD", ""),  # three and more
    ],
)
def test_between_two_that_are_as_near_nobody_chooses(typed, meant):
    twins = Constants("EBADF\nEBADR\nFailedMount\nFailedUnmount\nER_FILE_NOT_FOUND\nERR_FILE_NOT_FOUND")
    assert twins.nearest(typed) == meant


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("what does NXDOMIAN mean", "dns:NXDOMAIN"),
        ("EADDRINSUE on port 3000", "errno:EADDRINUSE"),
        ("imagepulbackoff", "k8s:ImagePullBackOff"),
        ("if status_code == 409:", "http:409"),
        ("forbiden", "http:403"),
    ],
)
def test_it_is_put_right_before_anything_is_read(text, id_):
    assert build_engine().answer(Query(text=text)).answer.subject[0] == id_
