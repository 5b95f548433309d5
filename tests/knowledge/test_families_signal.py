"""Signals: complete against this machine's own list, names and numbers both ways, as programs and people write them."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.check import check

CATALOGUE = Catalogue(open_book())
READER = Reader(CATALOGUE)
FILES = sorted((Path(__file__).parents[2] / "knowledge" / "data" / "signal").glob("*.toml"))
CODES = {code.key: code for code in CATALOGUE.codes("signal")}

PRINTED = {
    "app.service: Main process exited, code=killed, status=9/KILL": "signal:SIGKILL",
    "app.service: Main process exited, code=dumped, status=11/SEGV": "signal:SIGSEGV",
    "kill -9 4711": "signal:SIGKILL",
    "kill -HUP 1": "signal:SIGHUP",
    "kill -s SIGUSR1 1": "signal:SIGUSR1",
    "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a1b2c]": "signal:SIGSEGV",
    "program received signal 13": "signal:SIGPIPE",
    "收到信号 15": "signal:SIGTERM",
    "9 号信号": "signal:SIGKILL",
}


def first(text):
    """The id that is meant first in a text; "" where none is."""
    mentions = READER.read(text).mentions
    return mentions[0].ids[0] if mentions and mentions[0].ids else ""


def test_no_fault():
    assert len(FILES) >= 2
    assert check(FILES) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the numbers are those of Linux")
def test_every_signal_of_this_machine_is_there():
    standard = [item for item in signal.Signals if item < signal.SIGRTMIN]
    assert len(standard) >= 31
    for item in standard:
        assert CODES[item.name].number == item
        assert CATALOGUE.exact(item.name.lower()) == (f"signal:{item.name}",)
        assert CATALOGUE.exact(str(int(item)), "signal") == (f"signal:{item.name}",)
    for name in ("SIGIOT", "SIGCLD", "SIGPOLL"):
        same = getattr(signal, name).name
        assert CATALOGUE.exact(name.lower()) == (f"signal:{same}",)
    assert CATALOGUE.exact("sigrtmin") == ("signal:SIGRT",)


@pytest.mark.parametrize(("line", "id_"), PRINTED.items())
def test_as_programs_and_people_write_them(line, id_):
    assert first(line) == id_


@pytest.mark.parametrize("text", ["stop it", "please quit", "the trap was set", "term of the contract"])
def test_words_of_the_language_are_no_signals(text):
    assert first(text) == ""
