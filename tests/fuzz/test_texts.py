"""Any text, through the engine and every rendering, read back: an answer in bounded time, all that is not ours only text.

A million of them in the long form; see `amount`.
"""

from __future__ import annotations

import io
import random
import traceback
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

import cost
import hostile
import pytest
import readback
from amount import PROCESSES, SEED, SHORT, TEXTS, rounds
from rich.console import Console

from adapters.discord import limits as discord_limits
from adapters.discord.render import render as render_discord
from adapters.discord.rendered import walk
from adapters.telegram import limits as telegram_limits
from adapters.telegram.render import render as render_telegram
from adapters.terminal.render import render as render_terminal
from bot.action import Ask, Command, Copy, Open
from bot.answer import (
    Answer,
    Bullets,
    Choice,
    Choices,
    Facts,
    Link,
    Listing,
    Paragraph,
    Section,
    Span,
    Style,
    Table,
)
from bot.engine import build_engine
from bot.outcome import Known
from bot.plain import text as plain_text
from bot.query import Query, Venue


def of_discord(rendered):
    """All texts, marks and links of a message, and the labels of buttons and menus."""
    marks, text, links = [], "", []
    for top in rendered.components:
        for one in walk(top):
            if one["type"] == 10:
                found = readback.discord(one["content"])
                marks, text, links = marks + found[0], text + found[1], links + found[2]
    return marks, text, links


def on_screen(answer):
    """What a terminal without colours gets."""
    out = io.StringIO()
    Console(file=out, width=80, force_terminal=False, highlight=False).print(render_terminal(answer).body)
    return out.getvalue()


def check(answer, *, screen=True):
    """That every rendering of an answer is well-formed and within what the platform takes."""
    telegram, discord = render_telegram(answer), render_discord(answer)
    assert telegram_limits.violations(telegram) == []
    assert discord_limits.violations(discord) == []
    readback.telegram(telegram.html)
    if telegram.rich:
        readback.telegram(telegram.rich, rich=True)
    marks, _, links = of_discord(discord)
    assert all(map(readback.is_ours, marks)), marks
    assert set(links) <= {source.url.replace("(", "%28").replace(")", "%29") for source in answer.sources} | spans(
        answer
    ), links
    if screen:
        assert not readback.DRIVING.search(on_screen(answer))


def spans(answer):
    """Where the spans of an answer lead."""
    lines = [answer.lead]
    for section in answer.sections:
        for block in section.blocks:
            lines += (
                [block.line]
                if isinstance(block, Paragraph)
                else list(getattr(block, "items", ()))
                if isinstance(block, Bullets)
                else []
            )
    return {span.href for line in lines for span in line if span.href}


def ask(engine, chance, text):
    """A text by one of the ways that texts come in."""
    venue = chance.choice((Venue.DIRECT, Venue.GROUP))
    query = Query(text=text, venue=venue, asker="t:7", place="t:8", discreet=chance.random() < 0.5)
    if chance.random() < 0.2:
        query = Query(text=chance.choice(("explain", "", "what's this?")), quoted=text, venue=venue, asker="t:7")
    outcome = cost.answered(engine, query)
    assert outcome is not None
    return outcome.answer


BLOCK = 500
"""Texts that one process tries in a row."""
TOLD = 100
"""Blocks after which a long run says how far it is."""


@cache
def an_engine():
    return build_engine()


def tried(seed):
    """A block of texts, tried: the kinds of their answers, and what went wrong. A failure stops no other text."""
    engine, chance = an_engine(), random.Random(seed)  # noqa: S311 - the same each time is meant
    kinds, wrong = set(), []
    for number in range(BLOCK):
        text = hostile.text(chance)
        try:
            answer = ask(engine, chance, text)
            check(answer, screen=number % 20 == 0)
            if number % 10 == 0:
                assert hostile.VICTIM not in plain_text(answer) + repr(answer.actions)
                found = engine.suggest(Query(text=text, venue=Venue.INLINE, asker="t:7"), Known(), 5)
                assert all(one.label for one in found)
            kinds.add(answer.kind)
        except Exception:  # noqa: BLE001 - whatever it is, it is told
            wrong.append(f"text {number} of the block with seed {seed}: {text!r}\n{traceback.format_exc()}")
    return kinds, wrong


@pytest.mark.timeout(120 + TEXTS // 50)
def test_any_text_is_answered_and_its_answer_is_well_formed(capsys):
    blocks = range(SEED, SEED + TEXTS // BLOCK)
    kinds, wrong = set(), []
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        results = map(tried, blocks) if TEXTS <= SHORT else pool.map(tried, blocks)
        for done, (some, failures) in enumerate(results, 1):
            kinds |= some
            wrong += failures
            if failures or done % TOLD == 0:
                with capsys.disabled():
                    print(*failures, f"{done * BLOCK} texts, {len(wrong)} of them wrong", sep="\n", flush=True)  # noqa: T201
    assert wrong == []
    assert kinds >= {"show", "nothing", "choose"}


# --- documents whose every leaf is somebody's text ------------------------------------------------------------------------


def document(leaf, url="https://good.example/a"):
    """An answer of all that answers can be made of."""
    line = (Span(leaf), Span(f"b{leaf}", Style.STRONG), Span(f"c{leaf}", Style.CODE), Span(f"d{leaf}", Style.QUIET))
    blocks = (
        Paragraph((*line, Span(f"e{leaf}", href=url))),
        Bullets(((Span(leaf),), line)),
        Bullets((line,), ordered=True),
        Facts(((f"f{leaf}", line),)),
        Table(("Q", f"g{leaf}", f"h{leaf}"), (((Span(f"i{leaf}"),), (Span(f"j{leaf}"),), (Span(f"k{leaf}"),)),)),
        Listing(f"l{leaf}", "sh"),
    )
    # In the note of a choice backticks mean code: the book says so.
    choices = Choices(
        (
            Choice(f"m{leaf}", Command("show", ("http:503",)), f"n{leaf}".replace("`", "")),
            Choice(f"o{leaf}", Command("show", (leaf[:9],))),
        )
    )
    actions = (Ask(f"p{leaf}", Command("show", (leaf[:9],))), Open(f"q{leaf}", url), Copy(f"r{leaf}", f"s{leaf}"))
    return Answer(
        kind="show", title=f"t{leaf}", lead=line, sections=(Section(f"u{leaf}", blocks), Section("", (choices,))), actions=actions,
        sources=(Link(f"v{leaf}", url),),
    )  # fmt: skip


def bare(text):
    """A text for comparison: white space and what stands for the unprintable set aside."""
    return "".join(sign for sign in text if not sign.isspace() and sign.isprintable() and sign not in "\ufffd`")


def test_in_no_rendering_is_a_leaf_more_than_text():
    chance = random.Random(SEED)  # noqa: S311 - as above
    plain = document("qxq")
    for _ in range(rounds(150, 20_000)):
        leaf = f"q{hostile.text(chance)[:24]}q"
        answer = document(leaf)
        assert not render_telegram(answer).rich or readback.telegram(render_telegram(answer).rich, rich=True)
        html, expected = readback.telegram(render_telegram(answer).html), readback.telegram(render_telegram(plain).html)
        assert html.marks == expected.marks, leaf
        assert html.links == expected.links, leaf
        assert bare(html.text).count(bare(leaf)) >= 20, leaf
        (marks, text, links), (expected_marks, _, expected_links) = (
            of_discord(render_discord(answer)),
            of_discord(render_discord(plain)),
        )
        assert marks == expected_marks, leaf
        assert links == expected_links, leaf
        assert bare(text).count(bare(leaf)) >= 20, leaf
        assert not readback.DRIVING.search(on_screen(answer)), leaf
        assert discord_limits.violations(render_discord(answer)) == []
        assert telegram_limits.violations(render_telegram(answer)) == []


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "tg://user?id=7",
        'https://x" onclick="a',
        "https://a b",
        "//x",
        "data:text/html,x",
        "https://x/)[a](b",
    ],
)
def test_a_link_leads_to_where_links_may_lead(url):
    answer = document("qxq", url)
    for link in readback.telegram(render_telegram(answer).html).links:
        assert link == url
    marks, _, links = of_discord(render_discord(answer))
    assert all(map(readback.is_ours, marks))
    assert all(link.startswith(("http://", "https://")) for link in links)


# --- the readers themselves -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad",
    [
        "<b>x",
        "</b>",
        "<script>x</script>",
        "<b><i>x</b></i>",
        '<a href="tg://user?id=7">x</a>',
        '<b onclick="x">x</b>',
        "<!-- x -->",
    ],
)
def test_the_reader_of_html_sees_what_is_wrong(bad):
    with pytest.raises(AssertionError):
        readback.telegram(bad)


@pytest.mark.parametrize(
    ("content", "marks"),
    [
        ("<@12>", ["mention"]), ("\\<@12>", []), ("`<@12>`", ["code"]), ("**x**", ["**", "**"]), ("\\*\\*x\\*\\*", []), ("```\nx\n```", ["block"]),
        ("[x](https://a)", ["link"]), ("\\[x\\](https:\\//a)", []), ("https://a", ["address"]), ("# x", ["#"]), ("\\# x", []), ("> x", [">"]), ("||x||", ["||", "||"]),
        ("``a`b``", ["code"]), ("<https://a>", ["angled"]),
    ],
)  # fmt: skip
def test_the_reader_of_discords_markdown(content, marks):
    assert readback.discord(content)[0] == marks
