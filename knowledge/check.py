"""What a well-made entry must meet beyond its shape; used by the tests and by `make book`.

Rules of wording and completeness stand here, one function each, so that a data author reads a sentence that says what
is wrong with which entry. Shape errors are `knowledge.load.DataError` instead.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from knowledge.load import DataError, read_file
from knowledge.model import Code, Comparison, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LEAD_LIMIT = 160
"""Characters of a lead; what fits above the fold of a phone's notification."""

_HAN = r"[\u3400-\u9fff]"
_ASCII_PUNCTUATION = re.compile(rf"{_HAN}[,:;!?()]|[,:;!?(](?={_HAN})")
_GLUED = re.compile(rf"{_HAN}[,:;!?]{_HAN}")
"""Half-width punctuation glued between Chinese; messages that products print so put a space behind it."""
_CODE_SPAN = re.compile(r"`[^`]*`")
_HEADER_NAME = re.compile(
    r"(?<![\w`-])(?:(?:Content|Accept|Proxy|Sec|X|Access-Control|WWW|If|Retry|Cache|Transfer|Set|Last|Strict|Early|Max|Alt|Upgrade-Insecure)"
    r"-[A-Z][A-Za-z]*(?:-[A-Za-z]+)*|ETag)(?![\w-])"
)
"""Names of header fields that are written like no other word."""
_COMMAND = re.compile(
    r"(?<![\w`./-])(?:"
    r"(?:curl|grep|awk|nginx|openssl|dig|mtr|tcpdump|journalctl|kubectl|docker|aws|iptables|tail|git) --?[a-zA-Z][\w-]*"
    r"|kubectl (?:get|logs|describe|exec|port-forward|rollout)|docker (?:logs|inspect|exec|attach)"
    r"|systemctl (?:status|restart)|openssl (?:s_client|x509)|git (?:clone|push))(?!\w)"
)
"""Commands as one would type them: a program with an option or a subcommand ("nginx -T", "kubectl exec")."""
RUN_LIMIT = 256
"""Characters of a command; what a copy button can carry on every platform."""
_CLASS_ID = re.compile(r"http:[1-5]xx")


def texts(value: object, path: str = "") -> Iterator[tuple[str, Text]]:
    """Every `Text` within a shape, with the path to it, such as "causes[0]"."""
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, msgspec.Struct):
        if isinstance(en := getattr(value, "en", None), str) and isinstance(zh := getattr(value, "zh", None), str):
            yield path, Text(en=en, zh=zh)
        for name in value.__struct_fields__:
            yield from texts(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from texts(item, f"{path}[{index}]")


def commands(code: Code) -> Iterator[str]:
    """Every command of an entry: of its checks, and of those who use its number."""
    yield from (check.run for check in code.checks if check.run)
    yield from (owner.run for owner in code.owners if owner.run)


def wording(entry: Code | Comparison) -> Iterator[str]:
    """Faults of the sentences: empty, odd backticks, look-alike characters, half-width punctuation in Chinese."""
    for path, text in texts(entry):
        for language, sentence in (("en", text.en), ("zh", text.zh)):
            if not sentence.strip():
                yield f"{path}.{language} is empty"
            if sentence.count("`") % 2:
                yield f"{path}.{language} has an unpaired backtick"
            if re.search(r"[\u2e80-\u2fdf\uf900-\ufaff]", sentence):
                yield f"{path}.{language} holds a look-alike (Kangxi or compatibility) character"
            if unicodedata.normalize("NFC", sentence) != sentence:
                yield f"{path}.{language} is not NFC"
            if path != "name" and (bare := _HEADER_NAME.search(_CODE_SPAN.sub("", sentence))):
                yield f"{path}.{language} has a header name without code marks: {bare[0]!r}"
            if bare := _COMMAND.search(_CODE_SPAN.sub("", sentence)):
                yield f"{path}.{language} has a command without code marks: {bare[0]!r}"
        if re.search(_HAN, text.en):
            yield f"{path}.en holds Chinese characters"
        if bad := _ASCII_PUNCTUATION.search(_CODE_SPAN.sub("〇", text.zh)):
            yield f"{path}.zh has half-width punctuation beside Chinese: {bad[0]!r}"


def basics(code: Code) -> Iterator[str]:
    """Faults of what every code of every family must have."""
    for language, lead in (("en", code.lead.en), ("zh", code.lead.zh)):
        if len(lead) > LEAD_LIMIT:
            yield f"lead.{language} has {len(lead)} characters, at most {LEAD_LIMIT} fit"
    if not code.sources:
        yield "has no source"
    if code.id in code.related or any(code.id == item.id for item in code.confusions):
        yield "is related to itself"
    if not 0 <= code.common <= 100:  # noqa: PLR2004 - the scale of the field
        yield "common is not within 0..100"
    for run in commands(code):
        if len(run) > RUN_LIMIT:
            yield f"a command has {len(run)} characters, at most {RUN_LIMIT} can be copied: {run[:40]!r}"


def phrasing(code: Code) -> Iterator[str]:
    """Faults of the phrases in which people ask: twice the same, in the wrong language, half-width punctuation."""
    phrases = [p for words in (code.asked, code.symptoms) for p in (*words.en, *words.zh)]
    for phrase in {p for p in phrases if phrases.count(p) > 1}:
        yield f"asks {phrase!r} twice"
    for phrase in (*code.asked.zh, *code.symptoms.zh):
        if not re.search(_HAN, phrase):
            yield f"zh phrase without a Chinese character: {phrase!r}"
        if _GLUED.search(phrase):
            yield f"zh phrase with half-width punctuation beside Chinese: {phrase!r}"
    for phrase in (*code.asked.en, *code.symptoms.en):
        if re.search(_HAN, phrase):
            yield f"en phrase with Chinese characters: {phrase!r}"


NEEDED = (
    "meaning", "side", "path", "caller", "causes", "checks", "related", "asked.en", "asked.zh", "symptoms.en",
    "symptoms.zh", "history", "example",
)  # fmt: skip
"""What an entry written to act on must have (every HTTP code); a class can do without related codes and example."""
_SPARED = ("related", "example")


def depth(code: Code) -> Iterator[str]:
    """Faults of depth: which of `NEEDED` is not there."""
    whole = _CLASS_ID.fullmatch(code.id) is not None
    for part in NEEDED:
        name, _, language = part.partition(".")
        value = getattr(code, name)
        if not (getattr(value, language) if language else value) and not (whole and name in _SPARED):
            yield f"{part} is missing"


def faults(code: Code) -> list[str]:
    """Everything wrong with one code, as sentences that start with its id."""
    found = [*wording(code), *basics(code), *phrasing(code)]
    if code.family == "http":
        found += depth(code)
    return [f"{code.id}: {fault}" for fault in found]


def comparison_faults(comparison: Comparison) -> list[str]:
    """Everything wrong with one comparison."""
    name = " / ".join(comparison.ids)
    found = list(wording(comparison))
    found += [
        f"row {row.question.en!r} has {len(row.answers)} answers for {len(comparison.ids)} codes"
        for row in comparison.rows
        if len(row.answers) != len(comparison.ids)
    ]
    return [f"{name}: {fault}" for fault in found]


def check(paths: Iterable[Path]) -> list[str]:
    """All faults of the given files, one sentence each."""
    found: list[str] = []
    for path in paths:
        try:
            content = read_file(path)
        except DataError as error:
            found.append(str(error))
            continue
        found += [f"{path.name}: {fault}" for code in content.code for fault in faults(code)]
        found += [f"{path.name}: {fault}" for item in content.comparison for fault in comparison_faults(item)]
    return found


if __name__ == "__main__":
    problems = check(Path(name) for name in sys.argv[1:])
    print("\n".join(problems) or f"{len(sys.argv) - 1} files, no fault")  # noqa: T201 - a command for data authors
    sys.exit(bool(problems))
