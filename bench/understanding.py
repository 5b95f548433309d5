"""How fast a text becomes an answer, as ratios within this run: `make bench`.

The yardstick is one plain `rapidfuzz.process.extract(WRatio, limit=5)` over all names of the book.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import msgspec
from rapidfuzz import fuzz, process

from bot.engine import build_engine
from bot.query import Query
from knowledge.book import open_book
from knowledge.model import Code, Words
from knowledge.packing import folder_of, tokenizer_of, unpack_code, unpack_folding, unpack_tables
from knowledge.search import index
from knowledge.search.score import Scorer

HERE = Path(__file__).parents[1]


def best(function, repeat: int = 40, number: int = 1) -> float:
    """Median seconds of one call, of the processor: others who use it must not make a question look slow."""
    taken = []
    for _ in range(repeat):
        started = time.process_time()
        for _ in range(number):
            function()
        taken.append((time.process_time() - started) / number)
    return statistics.median(taken)


def fresh(engine, text: str):
    """An answer that no cache of readings helps with."""
    engine.forget()
    engine.catalogue.search.cache_clear()
    return engine.answer(Query(text=text))


def row(name: str, value: float, limit: float) -> None:
    print(f"{name:58} {value:8.3f}  ≤ {limit:<6} {'ok' if value <= limit else 'MISSED'}")


def in_process() -> None:
    engine = build_engine()
    names = [
        name
        for code in engine.catalogue.codes()
        for name in (code.name.en, code.name.zh, *code.older.en, *code.older.zh, *code.asked.en, *code.asked.zh)
    ]
    scan = best(lambda: process.extract("upstream took too long", names, scorer=fuzz.WRatio, limit=5))
    print(f"one WRatio scan over {len(names)} names: {scan * 1000:.2f} ms")
    row("exact code / scan", best(lambda: fresh(engine, "503"), number=20) / scan, 0.1)
    row("code in words / scan", best(lambda: fresh(engine, "what's 503"), number=20) / scan, 0.1)
    row("symptom (en) / scan", best(lambda: fresh(engine, "upstream took too long"), number=5) / scan, 0.5)
    row("symptom (zh) / scan", best(lambda: fresh(engine, "接口太频繁被限制了"), number=5) / scan, 0.5)
    labelled = [json.loads(line)["q"] for line in (HERE / "tests/eval/dev_http.jsonl").read_text().splitlines() if line]
    times = sorted(min(timed(engine, text) for _ in range(5)) for text in labelled)
    row("p99 / median over the labelled set", times[int(len(times) * 0.99)] / statistics.median(times), 5)


def timed(engine, text: str) -> float:
    """Seconds of the processor."""
    started = time.process_time()
    fresh(engine, text)
    return time.process_time() - started


def growing() -> None:
    """A book of many made-up entries beside today's."""
    book = open_book()
    tokenizer = tokenizer_of(folder_of(unpack_folding(book)), unpack_tables(book))
    codes = [unpack_code(packed) for packed in book.codes.values()]
    texts = ["upstream took too long", "接口太频繁被限制了", "bad gatway", "login page keeps looping"]
    today = Scorer(index.build(codes, Words(), tokenizer), tokenizer)
    base = statistics.mean(best(lambda text=text: today.search(text), repeat=15) for text in texts)
    built = {}
    for size, limit in ((10_000, 3), (100_000, 10)):
        more = codes + [made_up(codes[at % len(codes)], at) for at in range(size)]
        started = time.process_time()
        packed = index.build(more, Words(), tokenizer)
        built[size] = time.process_time() - started
        larger = Scorer(packed, tokenizer)
        taken = statistics.mean(best(lambda text=text, larger=larger: larger.search(text), repeat=7) for text in texts)
        row(f"query with {size} more entries / today's", taken / base, limit)
    row("building: seconds an entry, 100,000 / 10,000", built[100_000] / 10 / built[10_000], 1.5)


SYLLABLES = [
    "ba",
    "ke",
    "lu",
    "mor",
    "tin",
    "ras",
    "vel",
    "zor",
    "qui",
    "nep",
    "dal",
    "fis",
    "gon",
    "hup",
    "jex",
    "wim",
]


def made_up(code: Code, at: int) -> Code:
    """An entry with names of its own."""
    word = "".join(SYLLABLES[(at >> shift) & 15] for shift in (0, 4, 8, 12, 16))
    name = msgspec.structs.replace(code.name, en=f"{word} failed", zh=f"{code.name.zh[:2]}{at}")
    phrases = Words(en=(f"the {word} does not answer", f"{word} is missing"), zh=())
    return Code(
        id=f"made:{at}", name=name, lead=code.lead, group=code.group, standing=code.standing, tone=code.tone,
        sources=code.sources, symptoms=phrases,
    )  # fmt: skip


def cold() -> None:
    def run(*command: str) -> float:
        taken = []
        for _ in range(15):
            started = time.perf_counter()
            subprocess.run(command, capture_output=True, check=False)
            taken.append(time.perf_counter() - started)
        return statistics.median(taken)

    # An installed package is compiled; a checkout whose sources changed since `make` is not.
    subprocess.run([sys.executable, "-m", "compileall", "-q", "bot", "knowledge", "adapters"], cwd=HERE, check=True)
    whatcode = str(Path(sys.executable).parent / "whatcode")
    bare = run(sys.executable, "-c", "import rapidfuzz.process")
    row("cold `whatcode ask 503` / bare import of rapidfuzz", run(whatcode, "ask", "503") / bare, 5)
    row("cold Chinese symptom / bare import of rapidfuzz", run(whatcode, "ask", "上游没响应") / bare, 8)


def memory() -> None:
    code = (
        "import os; from pathlib import Path; import rapidfuzz.fuzz; from bot.engine import build_engine;"
        "rss = lambda: int(Path('/proc/self/statm').read_text().split()[1]) * os.sysconf('SC_PAGE_SIZE') / 2**20;"
        "before = rss(); e = build_engine(); e.catalogue.search('upstream 没响应');"
        "[e.catalogue.get(i) for i in e.catalogue.ids];"
        "print(rss() - before)"
    )
    grown = float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    if grown <= 1:
        message = f"a loaded book of {grown} MB was not measured"
        raise RuntimeError(message)
    row("memory of the loaded book, MB", grown, 60)


if __name__ == "__main__":
    in_process()
    cold()
    memory()
    growing()
