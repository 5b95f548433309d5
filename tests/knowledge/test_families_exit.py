"""Exit statuses: sysexits as Python's os module knows them, 128 + n as its signals, systemd's and Windows' own."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.check import check

CATALOGUE = Catalogue(open_book())
READER = Reader(CATALOGUE)
FILES = sorted((Path(__file__).parents[2] / "knowledge" / "data" / "exit").glob("*.toml"))
CODES = {code.key: code for code in CATALOGUE.codes("exit")}

SYSTEMD = [*range(200, 223), *range(224, 234), *range(235, 244), 245]
"""systemd.exec(5), table "systemd-specific exit codes", read 2026-11-25; 223, 234 and 244 are not in it."""

WINDOWS = [
    0xC0000005, 0xC000001D, 0xC000007B, 0xC0000094, 0xC00000FD, 0xC0000135, 0xC0000139, 0xC000013A, 0xC0000142,
    0xC0000374, 0xC0000409, 0xE0434352,
]  # fmt: skip
"""NTSTATUS values (MS-ERREF 2.3) and the exception code of the CLR."""

PRINTED = {
    "Exited (137) 3 minutes ago": "exit:137",
    "app.service: Main process exited, code=exited, status=217/USER": "exit:217",
    "The command '/bin/sh -c npm run build' returned a non-zero code: 134": "exit:134",
    "subprocess.CalledProcessError: Command 'git' returned non-zero exit status 128.": "exit:128",
    "make: *** [Makefile:12: build] Error 2": "exit:2",
    "Process finished with exit code -1073741819 (0xC0000005)": "exit:0xC0000005",
    "##[error]Process completed with exit code 1.": "exit:1",
    "    Last State: Terminated\n      Exit Code: 139": "exit:139",
    "error MSB3073: exited with code 9009.": "exit:9009",
    "命令已退出，代码为 9009。": "exit:9009",
    "容器退出码为 143": "exit:143",
}


def first(text):
    """The id that is meant first in a text; "" where none is."""
    mentions = READER.read(text).mentions
    return mentions[0].ids[0] if mentions and mentions[0].ids else ""


def test_no_fault():
    assert len(FILES) >= 6
    assert check(FILES) == []


def test_every_sysexit_of_the_os_module_is_there():
    names = [name for name in dir(os) if name.startswith("EX_") and name not in ("EX_OK", "EX_NOTFOUND")]
    assert len(names) == 15
    for name in names:
        number = getattr(os, name)
        assert CATALOGUE.exact(name.lower()) == (f"exit:{number}",)
        assert CODES[str(number)].constants["python"] == f"os.{name}"


def test_statuses_of_signals_name_the_signal_and_know_it():
    found = [code for code in CODES.values() if code.group == "signals"]
    assert len(found) >= 15
    for code in found:
        name = signal.Signals(code.number - 128).name
        assert name in code.name.en, code.id
        assert name in code.name.zh, code.id
        assert f"signal:{name}" in code.related, code.id


def test_every_status_of_systemd_is_there():
    assert len(SYSTEMD) >= 42
    assert [number for number in SYSTEMD if CODES[str(number)].group != "systemd"] == []
    assert sum(code.group == "systemd" for code in CODES.values()) == len(SYSTEMD)


@pytest.mark.parametrize("value", WINDOWS, ids=hex)
def test_windows_values_are_found_in_each_of_their_forms(value):
    id_ = f"exit:0x{value:08X}"
    for spelling in (f"0x{value:08x}", str(value), str(value - 2**32)):
        assert CATALOGUE.exact(spelling)[:1] == (id_,)


@pytest.mark.parametrize(("line", "id_"), PRINTED.items())
def test_as_programs_print_them(line, id_):
    assert first(line) == id_


@pytest.mark.parametrize("number", [126, 127, 130, 134, 137, 139, 143])
def test_a_number_alone(number):
    assert first(str(number)) == f"exit:{number}"
    assert first(f"exit {number}") == f"exit:{number}"
