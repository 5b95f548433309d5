"""A small disk that can be full."""

from __future__ import annotations

import asyncio
import os
import resource
from contextlib import asynccontextmanager, suppress


class Disk:
    """A file system in memory, of `folder`."""

    def __init__(self, folder):
        self.folder = folder
        self._filler = folder / "filler"

    @asynccontextmanager
    async def full(self, pid=0):
        """Not a byte more while within: what gets free (a log of SQLite's, say) is taken at once by others."""
        taking = asyncio.create_task(self._take())
        try:
            await asyncio.sleep(0)
            yield
        finally:
            taking.cancel()
            self._filler.unlink()

    async def _take(self):
        while True:
            with self._filler.open("ab", buffering=0) as file:
                for size in (1 << 20, 4096, 1):
                    with suppress(OSError):
                        while file.write(b"x" * size):
                            pass
            await asyncio.sleep(0.01)


class Quota:
    """What comes near to it without root: one process may write to no file any more. Its log has to be a pipe."""

    def __init__(self, folder):
        self.folder = folder

    @asynccontextmanager
    async def full(self, pid=0):
        """Not a byte more for a process while within."""
        _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, most))
        try:
            yield
        finally:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))


@asynccontextmanager
async def small_disk(folder, size):
    """A disk of a size ("400k") in a folder; a quota where none can be mounted, which takes root."""
    folder.mkdir()
    if os.geteuid() != 0 or await _run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder):
        yield Quota(folder)
        return
    try:
        yield Disk(folder)
    finally:
        await _run("umount", "-l", folder)


async def _run(*command):
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    return await process.wait()
