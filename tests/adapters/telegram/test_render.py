"""What is sent, for every code, language and part: within the limits, well-formed, complete."""

from __future__ import annotations

import re

import pytest
from answers import LETTERS, answer, section
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.telegram.limits import BUTTONS, TEXT_UNITS, entities, shown, units, violations
from adapters.telegram.markup import escape
from adapters.telegram.render import render
from adapters.telegram.rendered import Button, Rendered
from bot.action import Ask, Command, Copy, Open
from bot.answer import (
    Bullets,
    Choice,
    Choices,
    Facts,
    Line,
    Link,
    Listing,
    Paragraph,
    Span,
    Style,
    Table,
    Tone,
    Weight,
    plain,
)
from bot.compose import PARTS
from bot.query import Query, Venue


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize("part", ["", *PARTS])
def test_every_code_keeps_to_the_limits(engine, language, part):
    seen = 0
    for id_ in engine.catalogue.ids:
        command = Command("in", (LETTERS[language], "show", id_, *([part] if part else [])))
        card = engine.answer(Query(command=command, asker="telegram:9007199254740991", venue=Venue.GROUP)).answer
        rendered = render(card)
        assert violations(rendered) == [], id_
        assert escape(plain(card.lead)) in shown_leaf(rendered.html), id_
        assert card.language == language
        seen += 1
    assert seen == len(engine.catalogue.ids) > 90


def shown_leaf(html):
    """The text with its entities, without its tags."""
    return re.sub(r"<[^>]*>", "", html)


@pytest.mark.parametrize(
    "text",
    [
        "301 vs 302 vs 307 vs 308",
        "502 503 504 对比",
        "401 403",
        "4xx",
        "help",
        "privacy",
        "/list",
        "no such thing",
        "799",
    ],
)
@pytest.mark.parametrize("venue", list(Venue))
def test_every_other_answer_does_so_too(engine, text, venue):
    found = engine.answer(Query(text=text, venue=venue, asker="telegram:7")).answer
    assert violations(render(found)) == []


def test_each_kind_of_block():
    blocks = (
        Paragraph((Span("a "), Span("b", Style.STRONG), Span("c", Style.CODE), Span("d", Style.QUIET))),
        Bullets(((Span("one"),), (Span("two"),))),
        Bullets(((Span("first"),),), ordered=True),
        Facts((("Side", (Span("server"),)),)),
        Table(("Q", "502", "504"), (((Span("Who?"),), (Span("x"),), (Span("y"),)),)),
        Listing("curl -v <URL>", "sh"),
        Listing("no language"),
        Choices(
            (
                Choice("503 Service", Command("show", ("http:503",)), "busy"),
                Choice("504", Command("show", ("http:504",))),
            )
        ),
    )
    rendered = render(answer(section(*blocks)))
    assert violations(rendered) == []
    assert rendered.html == (
        "ℹ️ <b>A title</b>\nA lead.\n\n<b>Heading</b>\n"
        "a <b>b</b><code>c</code><i>d</i>\n"
        "• one\n• two\n1. first\n<b>Side</b>: server\n<b>Who?</b>\n• 502: x\n• 504: y\n"
        '<pre><code class="language-sh">curl -v &lt;URL&gt;</code></pre>\n<pre>no language</pre>\n'
        "• <b>503 Service</b>: busy\n• <b>504</b>"
    )
    assert "<thead><tr><th>Q</th><th>502</th><th>504</th></tr></thead>" in rendered.rich
    assert rendered.rows == ((Button("503 Service", "show|http:503"),), (Button("504", "show|http:504"),))


def test_a_table_where_there_are_none_has_its_answers_below_each_question():
    rows = tuple(
        ((Span(f"{what}?", Style.STRONG),), (Span(f"{what} a"),), (Span(f"{what} b"),)) for what in ("Who", "Why")
    )
    html = render(answer(section(Table(("Q", "502", "<504>"), rows)))).html
    assert html.endswith(
        "<b>Who?</b>\n• 502: Who a\n• &lt;504&gt;: Who b\n\n<b>Why?</b>\n• 502: Why a\n• &lt;504&gt;: Why b"
    )


def test_deep_parts_are_folded():
    html = render(answer(section(Paragraph((Span("x"),)), weight=Weight.EXTRA))).html
    assert html.endswith("<blockquote expandable><b>Heading</b>\nx</blockquote>")


def test_actions():
    actions = (
        Ask("More", Command("show", ("http:503", "more"))),
        Ask("Too long", Command("show", ("x" * 80,))),
        Copy("Copy", "curl"),
        Copy("Long", "c" * 300),
        Open("Source", "https://example.org/"),
        Open("Nowhere", "javascript:alert(1)"),
        Ask(" ", Command("help")),
    )
    rendered = render(answer(actions=actions))
    assert [button.text for row in rendered.rows for button in row] == ["More", "Copy", "Source"]
    assert "c" * 300 in rendered.html
    assert violations(rendered) == []


def test_links():
    sources = (Link("RFC <9110>", 'https://example.org/?a="b"&c'), Link("nowhere", "ftp://x"), Link(" ", "https://x.y"))
    lead: Line = (
        Span("vendor", Style.STRONG, "https://example.org"),
        Span("code", Style.CODE, "https://example.org"),
        Span("no", href="no"),
    )
    html = render(answer(sources=sources, lead=lead)).html
    assert '<a href="https://example.org/?a=&quot;b&quot;&amp;c">RFC &lt;9110&gt;</a>' in html
    assert '<a href="https://example.org"><b>vendor</b></a><a href="https://example.org">code</a>no' in html
    assert html.count("<a ") == 3


def test_many_choices_get_short_buttons():
    told = tuple(
        Choice(f"{number} Name", Command("show", (f"http:{number}",)), short=f"{number}") for number in range(400, 431)
    )
    rendered = render(answer(section(Choices(told))))
    assert rendered.html.count("<blockquote expandable>• <b>400 Name</b>\n") == 1, "a long list is folded"
    assert rendered.rows[0] == tuple(Button(f"{n}", f"show|http:{n}") for n in range(400, 405))
    assert [len(row) for row in rendered.rows] == [5, 5, 5, 4, 4, 4, 4], "none is left alone"
    alike = tuple(Choice(f"Same {number}", Command("show", (f"http:{number}",))) for number in range(400, 410))
    rendered = render(answer(section(Choices(alike))))
    assert [button.text for button in rendered.rows[0]] == ["1", "2", "3", "4", "5"]
    assert "3. <b>Same 402</b>" in rendered.html


def test_what_the_buttons_say_is_not_said_twice():
    told = tuple(Choice(name, Command("language", (name,))) for name in ("English", "简体中文", "繁體中文"))
    rendered = render(answer(section(Choices(told), heading="Languages"), section(Choices(told), weight=Weight.EXTRA)))
    assert rendered.html == "ℹ️ <b>A title</b>\nA lead."
    assert [[button.text for button in row] for row in rendered.rows] == [["English", "简体中文", "繁體中文"]] * 2
    noted = tuple(Choice(choice.label, choice.command, "a note") for choice in told)
    assert render(answer(section(Choices(noted)))).html.count("a note") == 3


@pytest.mark.parametrize(
    ("labels", "widths"),
    [
        (("More", "Copy check", "Causes", "Checks", "Caller", "Who says it", "Related", "vs 502", "中文"), [3, 3, 3]),
        (("More", "Copy check", "Causes", "中文"), [2, 2]),
        (("x" * 13, "y", "z"), [2, 1]),
        (("x" * 30, "y" * 30), [1, 1]),
        (
            ("详细", "复制命令", "原因", "排查", "调用方", "谁返回的", "相关", "对比 502", "English", "删除"),
            [3, 3, 2, 2],
        ),
    ],
)
def test_rows_show_their_buttons_whole_on_a_phone(labels, widths):
    rendered = render(answer(actions=tuple(Ask(label, Command("help", (label,))) for label in labels)))
    assert [len(row) for row in rendered.rows] == widths
    assert [button.text for row in rendered.rows for button in row] == list(labels)


def test_one_long_name_does_not_stretch_the_rows_of_the_others():
    shorts = ("HTTP", "exit code", "DNS", "errno", "gRPC", "Chromium network errors", "Redis", "SMTP", "FTP")
    told = tuple(Choice(short, Command("list", (short,)), "a note", short) for short in shorts)
    rendered = render(answer(section(Choices(told))))
    assert [len(row) for row in rendered.rows] == [3, 2, 1, 3]


def test_a_link_of_the_text_needs_no_button():
    actions = (Open("Source", "https://example.org/a"), Open("Other", "https://example.org/b"))
    rendered = render(answer(actions=actions, sources=(Link("RFC", "https://example.org/a"),)))
    assert [button.text for row in rendered.rows for button in row] == ["Other"]


def test_no_more_buttons_than_a_message_takes():
    told = tuple(Choice(f"{number} Name", Command("show", (f"http:{number}",))) for number in range(100, 350))
    rendered = render(answer(section(Choices(told), weight=Weight.CORE), actions=(Ask("More", Command("help")),)))
    assert violations(rendered) == []
    asks = tuple(Ask(f"{number}", Command("show", (f"http:{number}",))) for number in range(100, 101 + BUTTONS))
    exactly, more = (render(answer(actions=asks[:most])) for most in (BUTTONS, BUTTONS + 1))
    assert [button.text for row in exactly.rows for button in row] == [ask.label for ask in asks[:BUTTONS]]
    assert BUTTONS - 8 < sum(map(len, more.rows)) <= BUTTONS, "a row that does not fit is left out whole"


@pytest.mark.parametrize("sign", ["x", "网", "🔥", "<", "&"])
def test_long_answers_are_cut_in_the_servers_units(sign):
    blocks = [Paragraph((Span(sign * 900),)) for _ in range(9)]
    rendered = render(answer(section(*blocks)))
    assert violations(rendered) == []
    assert units(shown(rendered.html)) > TEXT_UNITS // 2
    assert violations(render(answer(lead=(Span(sign * 9000),)))) == []


def test_more_formatted_parts_than_a_message_takes():
    items = tuple((Span("a", Style.CODE), Span(" "), Span("b", Style.STRONG)) for _ in range(90))
    rendered = render(answer(section(Bullets(items))))
    assert violations(rendered) == []
    assert entities(rendered.html) > 50


def test_wide_or_endless_tables_are_stacked():
    head = ("Q", *(f"{n}" for n in range(30)))
    assert render(answer(section(Table(head, (tuple((Span("x"),) for _ in head),))))).rich == ""
    rows = tuple(((Span("q"),), (Span("x" * 1000),)) for _ in range(40))
    rendered = render(answer(section(Table(("Q", "1"), rows))))
    assert rendered.rich == ""
    assert violations(rendered) == []


@pytest.mark.parametrize(
    ("text", "escaped"),
    [('a < b && c > "d"', "a &lt; b &amp;&amp; c &gt; &quot;d&quot;"), ("a\0b", "a\ufffdb"), ("网\ud800", "网\ufffd"), ("网", "网")],
)  # fmt: skip
def test_a_text_stands_in_html_as_it_is(text, escaped):
    assert escape(text) == escaped


def test_every_tone_has_a_mark_and_the_words_beside_it():
    marks = {render(answer(tone=tone)).html.split(" ")[0] for tone in Tone}
    assert len(marks) == len(Tone)


def test_the_same_card_is_rendered_once(engine):
    first, second = (render(engine.answer(Query(text=text, asker="telegram:7")).answer) for text in ("503", "http 503"))
    assert first is second
    in_group = render(engine.answer(Query(text="503", asker="telegram:7", venue=Venue.GROUP)).answer)
    assert in_group.html is first.html
    assert len(in_group.rows) >= len(first.rows)


@given(st.text(max_size=3000), st.text(min_size=1, max_size=80), st.sampled_from(list(Style)))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_the_markup(text, label, style):
    block = Bullets(((Span(text, style),),))
    table = Table((label, "x"), (((Span(text, style),), (Span(text),)),))
    choices = Choices((Choice(label, Command("ask", (label[:8],)), text[:50]),))
    rendered = render(answer(section(block, Listing(text, label), table, choices, heading=label), title=label))
    found = violations(rendered)
    assert [what for what in found if "without a text" not in what] == []
    assert "\0" not in rendered.html
    rendered.html.encode()


@pytest.mark.parametrize(
    ("rendered", "what"),
    [
        (Rendered("", ()), "empty"),
        (Rendered("x" * 4097, ()), "4097 units"),
        (Rendered("🔥" * 2049, ()), "4098 units"),
        (Rendered("<b>x", ()), "b stays open"),
        (Rendered("<b><i>x</b></i>", ()), "closes something else"),
        (Rendered("<u>x</u><x>y</x>", ()), "the tag x"),
        (Rendered("1 < 2", ()), "angle bracket"),
        (Rendered("<code><b>x</b></code>", ()), "b inside code"),
        (Rendered("<blockquote><blockquote>x</blockquote></blockquote>", ()), "a quotation inside"),
        (Rendered("<b>x</b>" * 101, ()), "101 formatted parts"),
        (Rendered("&#120;" * 4000 + "<i>x</i>" * 4000, ()), "bytes with markup"),
        (Rendered("x", ((Button("a", "x" * 65),),)), "more than 64 bytes"),
        (Rendered("x", ((Button("a"),),)), "exactly one thing"),
        (Rendered("x", ((Button("", "x"),),)), "without a text"),
        (Rendered("x", ((Button("a", copy="x" * 257),),)), "to copy"),
        (Rendered("x", ((Button("a", url="tg:x"),),)), "no address"),
        (Rendered("x", ((Button("a", "x"),) * 9,)), "a row of 9"),
        (Rendered("x", ((Button("a", "x"),),) * 101), "101 buttons"),
        (Rendered("x", (), "<h1>x</h1>"), "the tag h1"),
        (Rendered("x", (), "<p>" + "x" * 33000 + "</p>"), "of a rich message"),
        (Rendered("x", (), "<table><tr>" + "<th>x</th>" * 21 + "</tr></table>"), "21 columns"),
    ],
)
def test_violations_sees_what_it_is_there_for(rendered, what):
    assert any(what in found for found in violations(rendered))
