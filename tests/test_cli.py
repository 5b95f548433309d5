"""The command as scripts use it, in a process of its own."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

WHATCODE = Path(sys.executable).parent / "whatcode"
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("WHATCODE_")}


@pytest.fixture
def apart(tmp_path):
    """What keeps a command off the state and the port of a bot that runs here."""
    return {"XDG_STATE_HOME": str(tmp_path), "WHATCODE_HTTP_PORT": "0"}


def run(*arguments: str, feed: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 - our own command
        [WHATCODE, *arguments], input=feed, capture_output=True, timeout=60, check=False, env={**PLAIN, **environment}
    )


def test_an_answer_exits_with_0():
    result = run("ask", "what's", "503")
    assert result.returncode == 0
    assert result.stdout.decode().startswith("503 · Service Unavailable\n")
    assert result.stderr == b""


def test_no_answer_exits_with_1():
    assert run("ask", "lunch?").returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [("ask",), ("ask", " "), ("ask", "503", "--language", "klingon"), ("ask", "--jsonl", "503"), ("nonsense",)],
)
def test_wrong_use_exits_with_2(arguments):
    result = run(*arguments)
    assert result.returncode == 2
    assert result.stderr


def test_json():
    record = json.loads(run("ask", "bad gatway", "--json").stdout)
    assert record["ids"][0] == "http:502"
    assert record["answered"] is True
    assert record["why"][0]["id"] == "http:502"


def test_explain_says_why():
    assert b"http:502\t" in run("ask", "bad gatway", "--explain").stdout


def test_a_log_from_standard_input():
    assert run("ask", "-", feed=b"HTTP/1.1 429 Too Many Requests\n").stdout.startswith(b"429")


def test_jsonl_answers_line_by_line_and_goes_on_after_a_bad_one():
    lines = [
        b'{"q": "503"}', b"not json", b'{"x": 1}', b'{"q": 7}', b"[]", b"\xff\xfe", b'{"q": ""}', b'{"q": "\\ud800 \\u0000 404"}',
        b'{"q": "' + b"5" * 100_000 + b'"}', '{"q": "网关超时", "more": [1]}'.encode(), b"[" * 100_000,
    ]  # fmt: skip
    result = run("ask", "--jsonl", feed=b"\n".join(lines) + b"\n\n")
    assert result.returncode == 0
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(records) == len(lines)
    assert [set(record) >= {"q", "intent", "answered", "ids", "text"} for record in records] == [
        True, False, False, False, False, False, True, True, True, True, False,
    ]  # fmt: skip
    assert all("error" in records[at] for at in (1, 2, 3, 4, 5, 10))
    assert records[0]["ids"][0] == "http:503"
    assert records[9]["ids"][0] == "http:504"


def test_lists():
    assert b"503" in run("list", "5xx").stdout
    assert run("list").returncode == 0


def test_piped_questions_are_answered_without_colour():
    result = run(feed="what's 503\n\n404啥意思\n".encode())
    assert result.returncode == 0
    text = result.stdout.decode()
    assert "503 · Service Unavailable" in text
    assert "404 · Not Found · 未找到" in text
    assert "\x1b" not in text


def test_bytes_that_are_no_text_are_answered():
    assert run(feed=b"\xff\xfe\x00\n503\n").returncode == 0


@pytest.mark.parametrize("arguments", [("--help",), ("doctor",), ("settings",), ()])
def test_signs_that_a_terminal_does_not_have_are_no_failure(arguments, apart):
    """In many a locale there is no arrow, no frame and no Chinese."""
    odd = os.fsdecode(b"/tmp/\xff.db")
    more = {"PYTHONIOENCODING": "latin-1", "WHATCODE_DATABASE_URL": f"sqlite:///{odd}"}
    result = run(*arguments, feed="503啥意思".encode(), **apart, **more)
    assert result.returncode == 0, result.stderr
    assert result.stderr == b""
    assert len(result.stdout.splitlines()) > 5


def test_a_wrong_setting_stops_the_start_and_says_which():
    result = run(WHATCODE_LIMIT_PERSON="many")
    assert result.returncode == 2
    assert b"WHATCODE_LIMIT_PERSON" in result.stderr
    assert b"many" in result.stderr


def test_the_chat_of_a_person(tmp_path):
    """At a real terminal: a question, a choice by its number, Ctrl-D."""
    master, slave = pty.openpty()
    environment = {**PLAIN, "HOME": str(tmp_path), "TERM": "xterm", "COLUMNS": "80", "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen([WHATCODE], stdin=slave, stdout=slave, stderr=slave, env=environment, close_fds=True)  # noqa: S603
    os.close(slave)
    seen = b""

    def until(expected: bytes) -> None:
        nonlocal seen
        start = len(seen)
        while expected not in seen[start:]:
            seen += os.read(master, 65536)

    try:
        until(b"ask>")
        os.write(master, b"what's 503\r")
        until(b"Service Unavailable")
        until(b"ask>")
        more = re.search(rb"(\d+)(?: |\x1b\[[\d;]*m)+More", seen)
        assert more is not None
        os.write(master, more[1] + b"\r")
        until(b"History")
        until(b"ask>")
        os.write(master, b"\x04")
        until(b"Bye")
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
    os.close(master)
    assert b"WHATCODE_TELEGRAM_TOKEN" in seen
    assert "what's 503" in (tmp_path / ".whatcode_history").read_text()


def test_the_doctor_says_what_is_on(apart):
    result = run("doctor", **apart)
    assert result.returncode == 0
    assert b"the book opens" in result.stdout
    assert b"WHATCODE_TELEGRAM_TOKEN" in result.stdout


def test_settings_are_listed_without_secrets():
    result = run("settings", WHATCODE_TELEGRAM_TOKEN="12345:secret")
    assert result.returncode == 0
    assert b"WHATCODE_TELEGRAM_TOKEN = (hidden)  (environment)" in result.stdout
    assert b"12345:secret" not in result.stdout + result.stderr
