"""A record of the log is one line, whatever people and servers put into its values: nothing forged, nothing driven."""

from __future__ import annotations

import json
import logging
import re

import pytest
import structlog

from bot.infra.logging import set_up

FORGED = [
    "x\n2026-11-26T10:00:00Z [info     ] platform refused us   platform=telegram",
    'x\r\n{"event": "platform refused us", "level": "error"}',
    '"}\n{"event": "platform refused us", "level": "error"}',
    "\x1b[2J\x1b[1;1Hplatform refused us\x1b]0;title\x07",
    "\x9b31m\x85platform refused us\u2028platform refused us\u2029\x0b\x0c\x1c\x1d\x1e",
    "\u202eplatform refused us\u2066\u200f",
    "half \ud800 platform refused us \0",
]  # fmt: skip
DRIVING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.fixture
def lines(capsys):
    """Set the log up in a form; what was written since."""
    before = logging.getLogger().handlers, logging.getLogger().level

    def begin(form, *secrets):
        set_up("debug", form, secrets)
        capsys.readouterr()
        return lambda: capsys.readouterr().err.split("\n")[:-1]

    yield begin
    logging.getLogger().handlers, _ = before
    logging.getLogger().setLevel(before[1])
    structlog.reset_defaults()


def all_ways(text):
    """A text through every part of a line that is not ours: values, nested ones, other libraries, errors."""
    log = structlog.get_logger()
    log.info("connected", bot=text, title=text, file=text, nested={"name": text, text: 1}, listed=[text])
    logging.getLogger("library").warning("it said %s", text)
    logging.getLogger("library").warning("%s", text)
    try:
        try:
            {}[text]
        except LookupError as error:
            raise RuntimeError(text) from error
    except RuntimeError:
        log.exception("broke", why=text)
        log.exception("broke again")
        logging.getLogger("library").exception("as well: %s", text)
    return 6


@pytest.mark.parametrize("text", FORGED, ids=range(len(FORGED)))
def test_json_has_one_record_a_line(lines, text):
    said = lines("json")
    records = all_ways(text)
    found = said()
    assert len(found) == records
    assert not any(DRIVING.search(line) for line in found)
    read = [json.loads(line) for line in found]
    assert read[0]["bot"] == text
    assert [one["event"] for one in read if one["event"] == "platform refused us"] == []


@pytest.mark.parametrize("text", FORGED, ids=range(len(FORGED)))
def test_on_a_terminal_only_tracebacks_go_on_and_they_are_indented(lines, text):
    said = lines("console")
    records = all_ways(text)
    found = said()
    assert not any(DRIVING.search(line) for line in found)
    begun = [line for line in found if line[:1] != " "]
    assert len(begun) == records
    assert all(re.match(r"\d{4}-\d\d-\d\dT[\d:.]+Z \[(info|warning|error) *\]", line) for line in begun)
    assert len(found) > records, "tracebacks are there"


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("secret", ['pass"word\\of mine', "秘密的密码", '秘密"的', "two\nlines of it", "it's 'quoted'"])
def test_a_secret_is_cut_in_each_form_it_can_take(lines, form, secret):
    said = lines(form, secret)
    all_ways(f"connect to {secret} failed")
    structlog.get_logger().info("deep", value=[{"a": (secret,)}], failed=ValueError(secret))
    whole = "\n".join(said())
    assert whole.count("[hidden]") >= 10
    for known in (secret, json.dumps(secret)[1:-1], repr(secret)[1:-1], secret.encode("unicode_escape").decode()):
        assert known not in whole
