"""The small disk of the chaos itself: full it takes nothing, and then again, with root and without."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest
from disks import Disk, Quota, small_disk

WRITE = """
import sys
for line in sys.stdin:
    try:
        with open(sys.argv[1], "ab", buffering=0) as file:
            print("written" if file.write(b"x" * 10_000) == 10_000 else "OSError", flush=True)
    except OSError as error:
        print(type(error).__name__, flush=True)
"""


@pytest.mark.parametrize("root", [True, False])
async def test_full_and_then_not(tmp_path, monkeypatch, root):
    if not root:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
    async with small_disk(tmp_path / "small", "100k") as disk:
        assert root or isinstance(disk, Quota)
        assert isinstance(disk, Disk | Quota)
        pipe = asyncio.subprocess.PIPE
        path = disk.folder / "file"
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", WRITE, path, stdin=pipe, stdout=pipe)

        async def write():
            process.stdin.write(b"\n")
            return (await process.stdout.readline()).decode().strip()

        assert await write() == "written"
        async with disk.full(process.pid):
            await asyncio.sleep(0.1)
            assert await write() == "OSError"
        assert await write() == "written"
        process.stdin.close()
        await process.wait()
