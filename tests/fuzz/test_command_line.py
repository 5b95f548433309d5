"""Any bytes on standard input, any words as arguments: an answer or one line of refusal, never a traceback."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import hostile
import pytest
import readback
from amount import SEED, rounds

WHATCODE = Path(sys.executable).parent / "whatcode"


def run(tmp_path, *arguments, feed=b"", seconds=120):
    command, plain = [WHATCODE, *arguments], {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    return subprocess.run(command, input=feed, capture_output=True, timeout=seconds, check=False, env=plain)  # noqa: S603


def anything(chance):
    """Some bytes: any at all, or a text with some of them spoilt."""
    if chance.random() < 0.3:
        return chance.randbytes(chance.randrange(200))
    content = bytearray(hostile.text(chance).encode("utf-8", "surrogatepass"))
    for _ in range(chance.choice((0, 0, 1, 3)) if content else 0):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def is_calm(result, statuses):
    assert result.returncode in statuses, result.stderr[-500:]
    assert b"Traceback" not in result.stderr
    assert result.stdout.isascii() or result.stdout.decode()  # it is UTF-8


def test_any_bytes_to_ask(tmp_path):
    chance = random.Random(SEED)  # noqa: S311 - the same each time is meant
    for _ in range(rounds(6, 300)):
        options = chance.choice(([], ["--explain"], ["--json"], ["--language", "zh-Hant"]))
        result = run(tmp_path, "ask", "-", *options, feed=anything(chance))
        is_calm(result, (0, 1, 2))
        if "--json" in options and result.returncode < 2:
            json.loads(result.stdout)
        else:
            assert not readback.DRIVING.search(result.stdout.decode())


def test_any_words_to_any_command(tmp_path):
    chance = random.Random(SEED)  # noqa: S311 - as above
    for _ in range(rounds(5, 300)):
        words = [anything(chance).replace(b"\0", b"") for _ in range(chance.randrange(1, 4))]
        result = run(tmp_path, chance.choice(("ask", "list", "--", "db", "ask --jsonl")).encode(), *words)
        is_calm(result, (0, 1, 2))


@pytest.mark.timeout(1_500)
def test_any_lines_to_jsonl(tmp_path):
    chance, lines = random.Random(SEED), []  # noqa: S311 - as above
    for number in range(rounds(150, 20_000)):
        line = json.dumps({"q": hostile.text(chance), "n": number}).encode()
        if chance.random() < 0.5:
            line = chance.choice(
                (
                    anything(chance),
                    line[: chance.randrange(len(line))],
                    b"[" * 50_000,
                    b'{"q": ' + b"9" * 5_000 + b"}",
                    b'{"q": null}',
                    b"\xef\xbb\xbf{}",
                )
            )
        lines.append(line.replace(b"\n", b" "))
    asked = [line for line in lines if line.strip()]
    result = run(tmp_path, "ask", "--jsonl", feed=b"\n".join(lines), seconds=120 + len(lines) / 20)
    is_calm(result, (0,))
    answers = result.stdout.split(b"\n")[:-1]
    assert len(answers) == len(asked)
    for line, answer in zip(asked, answers, strict=True):
        record = json.loads(answer)
        assert ("error" in record) is not ("text" in record)
        if "text" in record:
            assert record["q"] == json.loads(line)["q"]
            assert not readback.DRIVING.search(record["text"])
        else:
            assert "Traceback" not in record["error"]
