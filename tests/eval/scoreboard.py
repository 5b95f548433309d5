"""How well it understands, beside three yardsticks in the same run: `make scoreboard`.

Right and hit@3 by kind and language, on the labelled queries of this folder. The rules of what is right are those of
the GUIDE the labels were written by (see README.md here).
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from bot.answer import Answer
from bot.engine import Engine, build_engine
from bot.query import Query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

HERE = Path(__file__).parent
Row = dict[str, Any]
Given = tuple[bool, list[str]]
"""Whether it answered, and the ids, best first."""


def rows(*names: str) -> list[Row]:
    """The labelled rows of the named files, or of all."""
    files = [HERE / name for name in names] or sorted(HERE.glob("*.jsonl"))
    return [
        json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def right(row: Row, given: Given) -> bool:
    """Whether the answer is the right one, by the kind of the row."""
    answered, ids = given
    best = row["best"]
    if row["kind"] == "negative" or not best:
        return not answered
    if not answered or not ids:
        return False
    if row["kind"] == "compare":
        return set(ids) == set(best)
    if row["kind"] == "log":
        return ids[: len(best)] == best
    return ids[0] in best


def near(row: Row, given: Given) -> bool:
    """Whether one of the right ids is among the first three, answered or merely offered."""
    if row["kind"] == "negative" or not row["best"]:
        return not given[0]
    return right(row, given) or bool(set(given[1][:3]) & set(row["best"]))


# --- who answers -----------------------------------------------------------------------------------------------------


def whatcode(engine: Engine) -> Callable[[str], Given]:
    """The engine itself."""

    def answer(text: str) -> Given:
        outcome = engine.answer(Query(text=text))
        found = outcome.answer if outcome else None
        return (
            (found.answered and bool(found.subject), list(found.subject)) if isinstance(found, Answer) else (False, [])
        )

    return answer


def first_number(engine: Engine) -> Callable[[str], Given]:
    """The first three digits that are a code of the book."""

    def answer(text: str) -> Given:
        found = next((n for n in re.findall(r"(?<!\d)\d{3}(?!\d)", text) if f"http:{n}" in engine.catalogue), None)
        return (True, [f"http:{found}"]) if found else (False, [])

    return answer


def names_of(engine: Engine) -> dict[str, str]:
    """Every name and alias -> its id."""
    names: dict[str, str] = {}
    for code in engine.catalogue.codes():
        for name in (
            code.key,
            code.name.en,
            code.name.zh,
            *code.older.en,
            *code.older.zh,
            *code.asked.en,
            *code.asked.zh,
        ):
            names.setdefault(name.lower(), code.id)
    return names


def plain_fuzzy(engine: Engine) -> Callable[[str], Given]:
    """rapidfuzz's WRatio over all names, with a cut-off."""
    names = names_of(engine)
    choices = list(names)

    def answer(text: str) -> Given:
        hits = process.extract(text.lower(), choices, scorer=fuzz.WRatio, limit=5, score_cutoff=75)
        ids = list(dict.fromkeys(names[hit[0]] for hit in hits))
        return bool(ids), ids

    return answer


def full_text(engine: Engine) -> Callable[[str], Given]:
    """SQLite FTS5 (trigram) over names and texts, ranked by BM25."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE book USING fts5(id UNINDEXED, names, texts, tokenize='trigram')")
    for code in engine.catalogue.codes():
        names = " ".join(
            (code.key, code.name.en, code.name.zh, *code.older.en, *code.older.zh, *code.asked.en, *code.asked.zh)
        )
        texts = " ".join((code.lead.en, code.lead.zh, *code.symptoms.en, *code.symptoms.zh))
        database.execute("INSERT INTO book VALUES (?, ?, ?)", (code.id, names, texts))

    def answer(text: str) -> Given:
        words = [word for word in re.findall(r"\w+", text.lower()) if len(word) > 2]
        runs = [run[i : i + 3] for run in re.findall(r"[\u4e00-\u9fff]{3,}", text) for i in range(len(run) - 2)]
        terms = " OR ".join(f'"{term}"' for term in dict.fromkeys([*words, *runs]))
        if not terms:
            return False, []
        found = database.execute(
            "SELECT id FROM book WHERE book MATCH ? ORDER BY bm25(book, 0, 4, 1) LIMIT 5", (terms,)
        ).fetchall()
        return bool(found), [id_ for (id_,) in found]

    return answer


# --- the table -------------------------------------------------------------------------------------------------------


def figures(labelled: Iterable[Row], answer: Callable[[str], Given]) -> dict[str, tuple[int, float, float]]:
    """Group -> rows, share right, share near; groups "ALL", "kind …", "language …"."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in labelled:
        given = answer(row["q"])
        for group in ("ALL", f"kind {row['kind']}", f"language {row['lang']}", f"tier {row['tier']}"):
            counts[group][0] += 1
            counts[group][1] += right(row, given)
            counts[group][2] += near(row, given)
    return {group: (n, r / n, c / n) for group, (n, r, c) in sorted(counts.items())}


def main(names: list[str]) -> None:
    """Print the table, as Markdown."""
    engine = build_engine()
    labelled = rows(*names)
    contenders = {
        "Whatcode": whatcode(engine),
        "first number": first_number(engine),
        "WRatio ≥ 75": plain_fuzzy(engine),
        "FTS5 trigram": full_text(engine),
    }
    tables = {name: figures(labelled, answer) for name, answer in contenders.items()}
    print(f"| right / hit@3 | rows | {' | '.join(contenders)} |")
    print(f"|---|---:|{'---:|' * len(contenders)}")
    for group, (count, _, _) in tables["Whatcode"].items():
        cells = (f"{table[group][1]:.3f} / {table[group][2]:.3f}" for table in tables.values())
        print(f"| {group} | {count} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main(sys.argv[1:])
