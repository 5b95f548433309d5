"""Each rule for an entry catches what it is there for, and the report shows what each entry has."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from knowledge.book import open_book
from knowledge.check import LEAD_LIMIT, NEEDED, check, commands, comparison_faults, faults
from knowledge.model import Check, Text, Words
from knowledge.packing import unpack_code, unpack_comparisons
from knowledge.report import report

ENTRY = Path(__file__).parents[2] / "knowledge" / "data" / "http" / "503.toml"
BOOK = open_book()
CODES = {id_: unpack_code(packed) for id_, packed in BOOK.codes.items()}
GOOD = CODES["http:503"]
TABLE = next(table for table in unpack_comparisons(BOOK) if table.ids == ("http:401", "http:403"))


def with_(**changes):
    return msgspec.structs.replace(GOOD, **changes)


def text(en="A sentence.", zh="一句话。"):
    return Text(en=en, zh=zh)


def test_the_good_entry_has_no_fault():
    assert faults(GOOD) == []
    assert comparison_faults(TABLE) == []


BROKEN = {
    "an empty sentence": ({"lead": text(zh=" ")}, "lead.zh is empty"),
    "an odd backtick": ({"meaning": text(en="Look at `server.")}, "meaning.en has an unpaired backtick"),
    "a Kangxi look-alike": ({"lead": text(zh="⽤缓存。")}, "lead.zh holds a look-alike"),
    "not NFC": ({"lead": text(en="cafe\u0301")}, "lead.en is not NFC"),
    "a bare header": (
        {"causes": (text(en="No Retry-After came."),)},
        "causes[0].en has a header name without code marks",
    ),
    "a bare command": ({"myth": text(zh="先跑 kubectl logs 看看。")}, "myth.zh has a command without code marks"),
    "a bare option": ({"myth": text(en="Then nginx -T shows it.")}, "myth.en has a command without code marks"),
    "Chinese among English": ({"lead": text(en="服务 down")}, "lead.en holds Chinese characters"),
    "half-width among Chinese": ({"lead": text(zh="慢,等等")}, "lead.zh has half-width punctuation"),
    "a long lead": ({"lead": text(en="x" * (LEAD_LIMIT + 1))}, f"lead.en has {LEAD_LIMIT + 1} characters"),
    "no source": ({"sources": ()}, "has no source"),
    "itself as related": ({"related": ("http:503",)}, "is related to itself"),
    "common off the scale": ({"common": 101}, "common is not within"),
    "a phrase twice": ({"asked": Words(en=("a", "a"), zh=("忙",))}, "asks 'a' twice"),
    "zh phrase in English": ({"asked": Words(en=("a",), zh=("busy",))}, "zh phrase without a Chinese character"),
    "zh phrase with a comma": ({"asked": Words(en=("a",), zh=("忙,等",))}, "zh phrase with half-width punctuation"),
    "en phrase in Chinese": ({"asked": Words(en=("忙",), zh=("忙",))}, "en phrase with Chinese characters"),
    "a long command": ({"checks": (Check(en="Look.", zh="看。", run="x" * 257),)}, "a command has 257 characters"),
}


@pytest.mark.parametrize(("changes", "fault"), BROKEN.values(), ids=BROKEN)
def test_a_broken_entry_is_told_what_is_wrong(changes, fault):
    assert any(fault in said for said in faults(with_(**changes))), faults(with_(**changes))


@pytest.mark.parametrize("part", NEEDED)
def test_a_missing_part_is_told(part):
    name, _, language = part.partition(".")
    kept = getattr(GOOD, name)
    empty = msgspec.structs.replace(kept, **{language: ()}) if language else () if isinstance(kept, tuple) else None
    assert f"http:503: {part} is missing" in faults(with_(**{name: "" if name == "example" else empty}))


ROW = TABLE.rows[0]
HOLES = {
    "answers": ({"rows": (msgspec.structs.replace(ROW, answers=ROW.answers[:1]),)}, "1 answers for 2 codes"),
    "question": ({"rows": (msgspec.structs.replace(ROW, question=text(en="")),)}, "rows[0].question.en is empty"),
    "verdict": ({"verdict": text(zh="")}, "verdict.zh is empty"),
}


@pytest.mark.parametrize(("changes", "fault"), HOLES.values(), ids=HOLES)
def test_a_table_with_a_hole_is_told(changes, fault):
    assert any(fault in said for said in comparison_faults(msgspec.structs.replace(TABLE, **changes)))


def test_faults_of_a_file_name_the_file(tmp_path):
    path = tmp_path / "503.toml"
    path.write_text("[[code]]\nid = 5\n", encoding="utf-8")
    assert any("503.toml" in fault for fault in check([path]))


def test_the_command_of_data_authors_names_faults_and_exits_with_1(tmp_path):
    path = tmp_path / "503.toml"
    path.write_text("[[code]]\nid = 5\n", encoding="utf-8")
    broken, whole = (
        subprocess.run([sys.executable, "-m", "knowledge.check", file], capture_output=True, text=True, check=False)  # noqa: S603
        for file in (path, ENTRY)
    )
    assert (broken.returncode, whole.returncode) == (1, 0)
    assert "503.toml" in broken.stdout
    assert "no fault" in whole.stdout


# --- commands ---------------------------------------------------------------------------------------------------------

RUNS = sorted({run for code in CODES.values() for run in commands(code) if "%windir%" not in run})
"""All commands of the book but those of Windows."""

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="the commands are written for bash")


def unreadable(run):
    """What bash says against the syntax of a command; empty where it can read it. Nothing is run."""
    return subprocess.run(["bash", "-n", "-c", run], capture_output=True, text=True, check=False).stderr  # noqa: S603, S607


@needs_bash
def test_every_command_can_be_read_by_a_shell():
    assert len(RUNS) > 200
    together = "\n".join(f"{{ {run.partition('   #')[0]}\n}}" for run in RUNS)
    if unreadable(together):
        assert {run: said for run in RUNS if (said := unreadable(run))} == {}


@needs_bash
def test_a_command_with_an_open_quote_is_found():
    assert unreadable("grep 'timed out /var/log/nginx/error.log")


# --- the report -------------------------------------------------------------------------------------------------------


def test_the_report_has_a_line_a_code_and_says_what_is_there():
    head, *lines = report("http")
    assert len(lines) == sum(code.family == "http" for code in CODES.values()) > 100
    assert "meanin causes checks" in head
    line = next(line for line in lines if line.startswith("http:503 "))
    assert line.split()[-1] == "0"
    assert f" {len(GOOD.owners)} " in line
