"""The `whatcode` command. Each sub-command imports what it needs when it runs: `ask` must start in no time."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from bot.imports import without

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from bot.answer import Answer
    from bot.engine import Engine
    from bot.outcome import Outcome

ANSWERED, UNANSWERED, WRONG_USE = 0, 1, 2
"""Exit statuses of `whatcode ask`."""


def _launch() -> ModuleType:
    """The composition root, imported without looking for what to collect: it stays, and `launch` collects again.

    Who is told to stop meanwhile has nothing to finish. Process 1 of a container would not even hear it by itself.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    gc.disable()
    # Pydantic looks through all that is installed for plugins of its own; whoever wants one sets this, to nothing.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    with without("rich"):  # for tracebacks in colours, which ours are not; it takes a tenth of the start and 4 MiB
        import structlog  # noqa: F401, PLC0415 - as said above
    from bot import launch  # noqa: PLC0415 - as said above

    return launch


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def app(context: click.Context) -> None:
    """Whatcode (码上查): what a code means. Without a command: serve where a token is set, else chat here."""
    if context.invoked_subcommand is None:
        context.exit(_launch().serve_or_chat())


@app.command()
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--jsonl", is_flag=True, help='Answer {"q": …} lines from standard input, one line each.')
@click.option("--explain", is_flag=True, help="Say why each code was found.")
@click.option("--language", default="", help="en, zh-Hans or zh-Hant, where the question does not tell.")
def ask(words: Sequence[str], *, as_json: bool, jsonl: bool, explain: bool, language: str) -> None:
    """Answer WORDS once; - reads them from standard input. Exit status: 0 answered, 1 not, 2 wrong use."""
    from bot.texts.words import LANGUAGES  # noqa: PLC0415 - as said above

    if language and language not in LANGUAGES:
        _wrong(f"--language {language!r}: one of {', '.join(LANGUAGES)} is wanted")
    if jsonl:
        if words:
            _wrong("--jsonl reads its questions from standard input and takes no words")
        _answer_lines(_engine(), language)
        return
    gc.disable()  # one answer leaves nothing to collect, and the search for it takes a tenth of the time
    text = sys.stdin.buffer.read().decode("utf-8", "replace") if words == ("-",) else " ".join(words)
    if not text.strip():
        _wrong("what is the question? For instance: whatcode ask 503")
    outcome = _outcome(_engine(), text, language)
    answer = _answer_of(outcome)
    if as_json:
        _put(json.dumps(_record(text, outcome, explain=True), ensure_ascii=False))
    else:
        _show(answer, explain=explain)
    sys.exit(ANSWERED if answer.answered else UNANSWERED)


def _engine() -> Engine:
    from bot.engine import build_engine  # noqa: PLC0415 - as said above
    from knowledge.load import DataError  # noqa: PLC0415 - as said above

    try:
        return build_engine()
    except DataError as error:
        _wrong(str(error))


def _wrong(message: str) -> NoReturn:
    click.echo(f"whatcode: {message}", err=True)
    sys.exit(WRONG_USE)


def _outcome(engine: Engine, text: str, language: str) -> Outcome:
    from bot.query import Query  # noqa: PLC0415 - as said above

    outcome = engine.answer(Query(text=text, languages=(language,) if language else ()))
    assert outcome is not None  # noqa: S101 - a direct question is always addressed
    return outcome


def _answer_of(outcome: Outcome) -> Answer:
    from bot.answer import Answer  # noqa: PLC0415 - as said above

    assert isinstance(outcome.answer, Answer)  # noqa: S101 - only a button removes
    return outcome.answer


def _show(answer: Answer, *, explain: bool) -> None:
    if sys.stdout.isatty():
        _terminal().show(answer)
    else:
        from bot.plain import text  # noqa: PLC0415 - as said above

        _put(text(answer))
    if explain:
        from bot.plain import inert  # noqa: PLC0415 - as said above

        for reason in answer.reasons:
            _put(inert(f"{reason.id}\t{reason.score:.2f}\t{reason.step}\t{reason.matched}"))


def _put(text: str) -> None:
    """One line on standard output; a lone surrogate, which no encoding has, goes out escaped."""
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def _terminal() -> Any:  # noqa: ANN401 - an entry point's object
    from importlib import metadata  # noqa: PLC0415 - as said above

    (found,) = metadata.entry_points(group="whatcode.terminals", name="rich")
    return found.load()


def _record(question: str, outcome: Outcome, *, explain: bool) -> dict[str, Any]:
    from bot.plain import text  # noqa: PLC0415 - as said above

    answer = _answer_of(outcome)
    record: dict[str, Any] = {
        "q": question,
        "intent": outcome.command.verb,
        "answered": answer.answered and bool(answer.subject),
        "ids": list(answer.subject),
        "language": answer.language,
        "text": text(answer),
    }
    if explain:
        record["why"] = [
            {"id": reason.id, "step": reason.step, "matched": reason.matched, "score": reason.score}
            for reason in answer.reasons
        ]
    return record


def _answer_lines(engine: Engine, language: str) -> None:
    """One output line for every input line, in order; a bad line gets an error and the rest goes on."""
    for raw in sys.stdin.buffer:
        if not raw.strip():
            continue
        sys.stdout.buffer.write(_answer_line(engine, raw, language) + b"\n")
        sys.stdout.buffer.flush()


def _answer_line(engine: Engine, raw: bytes, language: str) -> bytes:
    try:
        question = json.loads(raw.decode("utf-8"))["q"]
        if not isinstance(question, str):
            message = '"q" has to be a text'
            raise TypeError(message)  # noqa: TRY301 - the same answer as for any bad line
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return json.dumps({"error": f'a line has to be {{"q": "…"}}: {type(error).__name__}: {error}'}).encode()
    record = _record(question, _outcome(engine, question, language), explain=True)
    # A lone surrogate is legal in a JSON escape and nowhere else: it goes out as it came in.
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace")


@app.command("list")
@click.argument("group", default="")
def list_codes(group: str) -> None:
    """Show a class (5xx), a family (grpc), or all there is."""
    from bot.action import Command  # noqa: PLC0415 - as said above
    from bot.query import Query  # noqa: PLC0415 - as said above

    outcome = _engine().answer(Query(command=Command("list", (group,) if group else ())))
    assert outcome is not None  # noqa: S101 - a command is always answered
    _show(_answer_of(outcome), explain=False)


@app.command()
def serve() -> None:
    """Serve every platform that has a token, until told to stop."""
    sys.exit(_launch().serve())


@app.command("settings")
def show_settings() -> None:
    """Show every setting, where it comes from and what it is for. Secrets are hidden."""
    from bot import launch  # noqa: PLC0415 - as said above

    sys.exit(launch.show_settings())


@app.command()
def doctor() -> None:
    """Try everything: settings, the book, the database, clocks, and each platform that has a token."""
    from bot import doctor as doctors  # noqa: PLC0415 - as said above

    sys.exit(doctors.doctor())


@app.group()
def db() -> None:
    """The database (WHATCODE_DATABASE_URL): its tables, backups of what is kept."""


@db.command()
def upgrade() -> None:
    """Bring the tables up to date. Every start does that too."""
    from bot import upkeep  # noqa: PLC0415 - as said above

    sys.exit(upkeep.upgrade())


@db.command()
def check() -> None:
    """Say whether the tables are up to date. Exit status: 0 they are, 1 they are not or cannot be seen."""
    from bot import upkeep  # noqa: PLC0415 - as said above

    sys.exit(upkeep.check())


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy what is kept into a new FILE, while the bot runs. It is a SQLite database, whatever it was taken from."""
    from bot import upkeep  # noqa: PLC0415 - as said above

    sys.exit(upkeep.backup(file))


@db.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Put what a backup FILE has into the database, over what has the same keys there."""
    from bot import upkeep  # noqa: PLC0415 - as said above

    sys.exit(upkeep.restore(file))


def main() -> None:
    """Run the command line."""
    # A sign that the locale's encoding does not have goes out escaped, on standard error as ever, and here too.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    app(prog_name="whatcode")


if __name__ == "__main__":
    main()
