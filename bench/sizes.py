"""What a serving process needs, for deploy/README.md: memory and processor time while 10,000 people ask. `make sizes`.

The process is `whatcode serve` as it comes, told by polling from the fake, each question from a person of its own, at a
steady pace. Processor time an answer is the process's own, which other work on the machine changes least.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import tempfile
from pathlib import Path

from load import Load, codes, running, worded
from telegram_load import Server, started

RATE = 40
"""Questions a second."""
KINDS = {"codes": codes, "worded": worded}


def size(folder: Path) -> float:
    """MiB of the files in it."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20


async def measure(store: str, address: str, questions: int) -> None:
    async with Server() as server:
        command, env = started("whatcode", server, 0)
        async with running(command, env | {"WHATCODE_DATABASE_URL": address}) as process:
            load = Load(server.ask, process)
            server.answered = load.answered
            first = await load.first()
            print(f"\n{store}: first answer after {first:.2f} s, {process.resident():.0f} MiB")
            for kind, texts in KINDS.items():
                load.texts = itertools.cycle(texts())
                seen = await load.paced(RATE, questions / len(KINDS) / RATE)
                print(
                    f"  {kind:8} {len(seen.took):6,} answers at {RATE} a second: {process.resident():4.0f} MiB, "
                    f"{seen.cpu_ms:5.2f} ms of the processor each",
                    flush=True,
                )


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--questions", type=int, default=10_000)
    questions = arguments.parse_args().questions
    with tempfile.TemporaryDirectory() as folder:
        await measure("SQLite", f"sqlite:///{folder}/whatcode.db", questions)
        print(f"  {size(Path(folder)):.1f} MiB of files")
    from databases import Postgres

    postgres = Postgres()
    try:
        await measure("PostgreSQL", postgres.address(await postgres.create()), questions)
    finally:
        postgres.stop()


if __name__ == "__main__":
    asyncio.run(main())
