"""What a person sees in a terminal."""

from __future__ import annotations

import io
import re

import pytest
from answers import answer, line, section
from rich.cells import cell_len
from rich.console import Console

from adapters.terminal.decode import decode
from adapters.terminal.limits import violations
from adapters.terminal.render import render
from bot.action import Ask, Command, Copy, Open
from bot.answer import Answer, Bullets, Choice, Choices, Facts, Listing, Paragraph, Section, Span, Style, Table, plain
from bot.compose import PARTS
from bot.texts.words import LANGUAGES


def draw(answer: Answer, width: int = 80, **options) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False, **options)
    console.print(render(answer).body)
    return console.file.getvalue()


EVERYTHING = Answer(
    kind="show",
    title="503 · 服务不可用",
    lead=line("一句话就是完整的回答，不需要再往下看也知道是怎么回事，哪怕这一句写得很长很长很长很长。"),
    sections=(
        Section("甲", (Paragraph(line("上游 upstream 没有响应，等了 30 秒；客户端先断开了连接（client closed request）。")),)),
        Section("乙", (Bullets((line("第一"), line("第二")), ordered=True), Facts((("名", line("值")),)))),
        Section("丙", (Listing("curl -sS https://HOST/PATH\nsecond"), Table(("问", "甲", "乙"), ((line("吗"), line("是"), line("否")),)))),
        Section("丁", (Choices((Choice("502 Bad Gateway", Command("show", ("http:502",)), "坏的网关"),)),)),
    ),
    actions=(Ask("详细", Command("show", ("http:503", "more"))), Open("出处", "https://example.org"), Copy("复制", "curl")),
)  # fmt: skip


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_wide_characters_line_up(width):
    lines = draw(EVERYTHING, width).splitlines()
    assert len(lines) > 15
    assert {cell_len(row) for row in lines} == {width}
    assert {row[-1] for row in lines[1:-1]} == {"│"}


def test_chinese_breaks_within_a_line_and_not_before_a_comma():
    rows = [row.strip("│ ") for row in draw(EVERYTHING, 50).splitlines()]
    assert not any(row.startswith(("，", "。", "；", "）")) for row in rows)
    assert any(row.startswith("一句话就是") and cell_len(row) > 40 for row in rows)


def test_a_word_longer_than_a_line_is_broken_and_stays_whole():
    address = "https://example.org/" + "x" * 100
    rows = draw(Answer(kind="show", title="t", lead=line(f"出处在这里 {address} 可以看")), 40).splitlines()
    assert {cell_len(row) for row in rows} == {40}
    assert address in "".join(row.strip("│ ") for row in rows)


def test_more_choices_than_a_person_can_type_are_found():
    told = tuple(Choice(f"{number}", Command("show", (f"http:{number}",))) for number in range(100))
    assert violations(render(answer(section(Choices(told[:99]))))) == []
    assert "100 choices" in violations(render(answer(section(Choices(told)))))[0]


def test_everything_is_there():
    drawn = draw(EVERYTHING, 100)
    for said in (
        "503 · 服务不可用",
        "upstream",
        "1. 第一",
        "curl -sS https://HOST/PATH",
        "502 Bad Gateway",
        "坏的网关",
        "2 详细",
    ):
        assert said in drawn


def test_numbers_stand_for_commands():
    assert [pick.command for pick in render(EVERYTHING).picks] == [
        Command("show", ("http:502",)),
        Command("show", ("http:503", "more")),
    ]


def test_no_colour_where_none_is_wanted():
    assert "\x1b" not in draw(EVERYTHING)
    assert "\x1b" in draw(EVERYTHING, force_terminal=True, color_system="truecolor")
    assert "\x1b[3" not in draw(EVERYTHING, force_terminal=True, no_color=True)


def test_a_title_that_is_too_long_ends_in_an_ellipsis():
    top, *rows = draw(Answer(kind="x", title="网关超时 " * 20, lead=line("x")), 40).splitlines()
    assert re.search(r"[\w ]…─╮$", top)
    assert {cell_len(row) for row in (top, *rows)} == {40}


def test_a_link_leads_where_it_says():
    answer = Answer(kind="x", title="t", lead=(Span("the source", href="https://example.org/a"), Span(" and no more")))
    drawn = draw(answer, force_terminal=True, color_system="truecolor")
    before, _, behind = drawn.partition("the source")
    assert before.rpartition("\x1b]8;")[2].partition(";")[2].startswith("https://example.org/a\x1b")
    assert behind.partition(" and")[0].endswith("\x1b]8;;\x1b\\\x1b[1m"), "the link ends with its text"
    assert "https://example.org/a" not in draw(answer)


def test_markup_of_users_is_text():
    answer = Answer(kind="x", title="[red]x[/]", lead=(Span("[bold]no[/bold]", Style.CODE), Span(" [link=x]y")))
    drawn = draw(answer)
    assert "[red]x[/]" in drawn
    assert "[bold]no[/bold] [link=x]y" in drawn


def test_every_code_in_every_language_and_part(engine):
    seen = 0
    for language in LANGUAGES:
        composer = engine._composers[language]
        for id_ in engine.catalogue.ids:
            for part in ("", *PARTS):
                answer = composer.card(id_, part)
                rendered = render(answer)
                assert violations(rendered) == []
                assert plain(answer.lead)
                seen += 1
    assert seen >= 3 * 7 * len(engine.catalogue)


def test_lines_are_choices_commands_or_questions(engine):
    picks = (Ask("502 Bad Gateway", Command("a")), Ask("原因", Command("b")))
    menu = engine.menu()
    assert decode("2", picks, menu, ()).command == Command("b")
    assert decode("原因？", picks, menu, ()).command == Command("b")
    assert decode(" 502 bad gateway ", picks, menu, ()).command == Command("a")
    assert decode("causes", picks, menu, ()).command is None
    assert decode("3", picks, menu, ()).text == "3"
    assert decode("503", picks * 300, menu, ()).text == "503"
    assert decode("/compare 301 302", picks, menu, ()).command == Command("compare", ("301 302",))
    assert decode("/help", picks, menu, ()).command == Command("help")
    assert decode("/nonsense x", picks, menu, ()).text == "/nonsense x"
    assert decode("what's 503", picks, menu, ("zh-CN",)).languages == ("zh-CN",)
