"""Moves the wall clock of this process: Python's, and SQLite's, which reads its own. Clocks that only run on stay.

Python imports it at the start from a folder in PYTHONPATH; CHAOS_CLOCK names the file that says how far (`clocks.py`).
"""

import _sqlite3
import ctypes
import datetime as dt
import gc
import mmap
import os
import struct
import time

UNIX_EPOCH_MS = 210_866_760_000_000
"""1970 in milliseconds since the Julian epoch (sqlite3_vfs.xCurrentTimeInt64)."""

_real, _real_ns = time.time, time.time_ns

with open(os.environ["CHAOS_CLOCK"], "rb") as _file:  # noqa: PTH123 - at every start of a process
    _shown = mmap.mmap(_file.fileno(), 8, prot=mmap.PROT_READ)


def ahead() -> float:
    """Seconds that the clock is ahead of the true one."""
    return struct.unpack("d", _shown[:8])[0]


def _now() -> float:
    return _real() + ahead()


def _python() -> None:
    time.time = _now
    time.time_ns = lambda: _real_ns() + int(ahead() * 1e9)
    for name in ("gmtime", "localtime", "ctime"):
        real = getattr(time, name)
        setattr(time, name, lambda seconds=None, real=real: real(_now() if seconds is None else seconds))
    # In the type itself, which others have hold of; the C of it reads the clock without asking anybody.
    kind = dt.datetime
    names = gc.get_referents(kind.__dict__)[0]
    names["now"] = classmethod(lambda cls, tz=None: cls.fromtimestamp(_now(), tz))
    names["utcnow"] = classmethod(lambda cls: cls.fromtimestamp(_now(), dt.UTC).replace(tzinfo=None))
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


_CURRENT_TIME = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.c_int64))


class _Vfs(ctypes.Structure):
    """https://www.sqlite.org/c3ref/vfs.html."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("version", "file_size", "longest_path")),
        *((name, ctypes.c_void_p) for name in ("next", "name", "data", "open", "delete", "access", "full_path")),
        *((name, ctypes.c_void_p) for name in ("dl_open", "dl_error", "dl_sym", "dl_close", "randomness", "sleep")),
        *((name, ctypes.c_void_p) for name in ("current_time", "last_error")),
        ("current_time_int64", _CURRENT_TIME),
    )


@_CURRENT_TIME
def _julian(_vfs, out):
    out[0] = int(_now() * 1000) + UNIX_EPOCH_MS
    return 0


def _sqlite() -> None:
    find = ctypes.CDLL(_sqlite3.__file__).sqlite3_vfs_find
    find.restype = ctypes.POINTER(_Vfs)
    find(None).contents.current_time_int64 = _julian


_python()
_sqlite()
