"""System errors: complete against this machine's own list, numbers and names both ways, the twins of Windows."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.check import check

CATALOGUE = Catalogue(open_book())
READER = Reader(CATALOGUE)
FILES = sorted((Path(__file__).parents[2] / "knowledge" / "data" / "errno").glob("*.toml"))
CODES = {code.key: code for code in CATALOGUE.codes("errno")}

SAME = {"EWOULDBLOCK": "EAGAIN", "EDEADLOCK": "EDEADLK", "ENOTSUP": "EOPNOTSUPP"}
"""Second names of a number on Linux x86-64 (asm-generic/errno.h, glibc's bits/errno.h)."""

WINDOWS = {
    "EINTR": 10004, "EBADF": 10009, "EACCES": 10013, "EFAULT": 10014, "EINVAL": 10022, "EMFILE": 10024,
    "EAGAIN": 10035, "EINPROGRESS": 10036, "EALREADY": 10037, "ENOTSOCK": 10038, "EDESTADDRREQ": 10039,
    "EMSGSIZE": 10040, "EPROTOTYPE": 10041, "ENOPROTOOPT": 10042, "EPROTONOSUPPORT": 10043, "ESOCKTNOSUPPORT": 10044,
    "EOPNOTSUPP": 10045, "EPFNOSUPPORT": 10046, "EAFNOSUPPORT": 10047, "EADDRINUSE": 10048, "EADDRNOTAVAIL": 10049,
    "ENETDOWN": 10050, "ENETUNREACH": 10051, "ENETRESET": 10052, "ECONNABORTED": 10053, "ECONNRESET": 10054,
    "ENOBUFS": 10055, "EISCONN": 10056, "ENOTCONN": 10057, "ESHUTDOWN": 10058, "ETOOMANYREFS": 10059,
    "ETIMEDOUT": 10060, "ECONNREFUSED": 10061, "ELOOP": 10062, "ENAMETOOLONG": 10063, "EHOSTDOWN": 10064,
    "EHOSTUNREACH": 10065, "ENOTEMPTY": 10066, "WSAEPROCLIM": 10067, "EUSERS": 10068, "EDQUOT": 10069,
    "ESTALE": 10070, "EREMOTE": 10071, "WSASYSNOTREADY": 10091, "WSAVERNOTSUPPORTED": 10092,
    "WSANOTINITIALISED": 10093, "WSAEDISCON": 10101, "WSASYSCALLFAILURE": 10107, "WSAEREFUSED": 10112,
    "ENOTFOUND": 11001, "EAI_AGAIN": 11002, "EAI_FAIL": 11003, "EAI_NODATA": 11004,
}  # fmt: skip
"""Microsoft: Windows Sockets Error Codes, read 2026-11-25."""

PRINTED = {
    "connect() failed (111: Connection refused) while connecting to upstream": "errno:ECONNREFUSED",
    "OSError: [Errno 28] No space left on device": "errno:ENOSPC",
    "Error: listen EADDRINUSE: address already in use :::3000": "errno:EADDRINUSE",
    'Os { code: 13, kind: PermissionDenied, message: "Permission denied" } (os error 13)': "errno:EACCES",
    'openat(AT_FDCWD, "/etc/app.conf", O_RDONLY) = -1 ENOENT (No such file or directory)': "errno:ENOENT",
    "{ errno: -104, code: 'ECONNRESET', syscall: 'read' }": "errno:ECONNRESET",
    "[WinError 10054] An existing connection was forcibly closed by the remote host": "errno:ECONNRESET",
    "System.Net.Sockets.SocketException (10060): A connection attempt failed": "errno:ETIMEDOUT",
    "getaddrinfo EAI_AGAIN registry.example": "errno:EAI_AGAIN",
    "socket.gaierror: [Errno -2] Name or service not known": "errno:ENOTFOUND",
    "[Errno -3] Temporary failure in name resolution": "errno:EAI_AGAIN",
    "Socket error 10054": "errno:ECONNRESET",
}  # fmt: skip


def first(text):
    """The id that is meant first in a text; "" where none is."""
    mentions = READER.read(text).mentions
    return mentions[0].ids[0] if mentions and mentions[0].ids else ""


def test_no_fault():
    assert len(FILES) > 10
    assert check(FILES) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the numbers are those of Linux")
def test_every_number_of_this_machine_is_there_under_its_name():
    assert len(errno.errorcode) >= 130
    for number, name in errno.errorcode.items():
        code = CODES[SAME.get(name, name)]
        assert code.number == number
        assert CATALOGUE.exact(str(number), "errno")[0] == code.id
        phrases = {code.name.en.lower(), *(phrase.lower() for phrase in code.asked.en)}
        assert os.strerror(number).lower() in phrases
    assert CODES["EHWPOISON"].number == 133


@pytest.mark.parametrize(("other", "name"), SAME.items())
def test_second_names_mean_the_same_entry(other, name):
    assert CATALOGUE.exact(other.lower()) == (f"errno:{name}",)


def test_windows_twins_are_spellings_of_the_same_entry():
    assert len(WINDOWS) > 50
    for name, number in WINDOWS.items():
        assert CATALOGUE.exact(str(number))[0] == f"errno:{name}", number
    assert CATALOGUE.exact("wsaeconnrefused") == ("errno:ECONNREFUSED",)
    assert CATALOGUE.exact("wsaewouldblock") == ("errno:EAGAIN",)


@pytest.mark.parametrize(("line", "id_"), PRINTED.items())
def test_as_programs_print_them(line, id_):
    assert first(line) == id_


@pytest.mark.parametrize("text", ["110", "111", "10061", "32"])
def test_a_number_alone(text):
    expected = {"110": "ETIMEDOUT", "111": "ECONNREFUSED", "10061": "ECONNREFUSED", "32": "EPIPE"}
    assert first(text) == f"errno:{expected[text]}"
