"""What is sent, for every code, language and part: within the limits, whole, and never more than text."""

from __future__ import annotations

import re

import pytest
from answers import LETTERS, answer, section
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.discord import markup
from adapters.discord.buttons import command_of, id_of, pick_id
from adapters.discord.limits import COMPONENTS, TEXT_CHARACTERS, violations
from adapters.discord.render import render
from adapters.discord.rendered import Rendered, walk
from bot.action import Ask, Command, Copy, Open
from bot.answer import (
    Bullets,
    Choice,
    Choices,
    Facts,
    Link,
    Listing,
    Paragraph,
    Span,
    Style,
    Table,
    Tone,
    Weight,
)
from bot.compose import PARTS
from bot.query import Query, Venue

MANY, SAMPLE = 1000, 300
"""Of more entries than `MANY`, every HTTP code is drawn and about `SAMPLE` of the others, spread over all families."""


def drawn(catalogue):
    ids = sorted(catalogue.ids)
    http, others = [id_ for id_ in ids if id_.startswith("http:")], [id_ for id_ in ids if not id_.startswith("http:")]
    step = max(1, len(others) // SAMPLE) if len(ids) > MANY else 1
    return [*http, *others[::step]]


def texts(rendered):
    return [one["content"] for top in rendered.components for one in walk(top) if one["type"] == 10]


def shown(rendered):
    """What is read: the texts without the backslashes that keep signs from being marks."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", "\n".join(texts(rendered)))


def is_there(span, rendered):
    """In code a backslash is itself."""
    if span.style is Style.CODE:
        return markup.code(span.text) in "\n".join(texts(rendered))
    return span.text.strip() in shown(rendered)


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize("part", ["", *PARTS])
def test_every_code_keeps_to_the_limits_and_says_what_it_has_to(engine, language, part):
    ids = drawn(engine.catalogue)
    for id_ in ids:
        command = Command("in", (LETTERS[language], "show", id_, *([part] if part else [])))
        card = engine.answer(
            Query(command=command, asker="discord:9007199254740991000", venue=Venue.GROUP, discreet=True)
        ).answer
        rendered = render(card)
        assert violations(rendered) == [], id_
        assert card.language == language
        assert card.title in shown(rendered), id_
        assert all(is_there(span, rendered) for span in card.lead), id_
        labels = [one.get("label") for top in rendered.components for one in walk(top) if one["type"] == 2]
        assert [action.label for action in card.actions if isinstance(action, Ask | Open)] == labels, id_
    https = sum(id_.startswith("http:") for id_ in engine.catalogue.ids)
    assert len(ids) == len(engine.catalogue.ids) or len(ids) >= https + SAMPLE
    assert https > 90


@pytest.mark.parametrize("part", ["", *(part for part in PARTS if part != "more")])
def test_nothing_is_cut_from_a_card_or_its_parts(engine, part):
    """ "More" has all parts in one and may be cut: each can be asked for by itself."""
    cut = [id_ for id_ in drawn(engine.catalogue) if texts(render(card_of(engine, id_, part)))[-1].startswith("…")]
    assert cut == []


def card_of(engine, id_, part):
    return engine.answer(Query(command=Command("show", (id_, part) if part else (id_,)), venue=Venue.GROUP)).answer


@pytest.mark.parametrize(
    "text",
    [
        "301 vs 302 vs 307 vs 308", "502 503 504 对比", "401 403", "4xx", "5xx", "重定向", "help", "privacy", "settings",
        "/list", "language", "no such thing", "799", "upstream took too long", "太慢了", "hello", "谢谢",
    ],
)  # fmt: skip
@pytest.mark.parametrize("venue", list(Venue))
@pytest.mark.parametrize("discreet", [True, False])
def test_every_other_answer_does_so_too(engine, text, venue, discreet):
    found = engine.answer(Query(text=text, venue=venue, asker="discord:7", place="discord:1", discreet=discreet))
    assert found is not None
    assert violations(render(found.answer)) == []


def test_each_kind_of_block():
    blocks = (
        Paragraph((Span("a "), Span("b", Style.STRONG), Span(" c ", Style.CODE), Span("d", Style.QUIET))),
        Bullets(((Span("one"),), (Span("two"),))),
        Bullets(((Span("first"),),), ordered=True),
        Facts((("Side", (Span("server"),)),)),
        Table(("Q", "502", "504"), (((Span("Who?"),), (Span("x"),), (Span("y"),)),)),
        Listing("curl -v <URL>", "sh"),
        Choices(
            (Choice("503", Command("show", ("http:503",)), "see `busy`"), Choice("504", Command("show", ("http:504",))))
        ),
    )
    rendered = render(answer(section(*blocks)))
    assert violations(rendered) == []
    (container,) = rendered.components
    head, rule, body, row = container["components"]
    assert container["accent_color"] == 0x3B82F6
    assert head["content"] == "## ℹ️ A title\nA lead."
    assert rule == {"type": 14, "divider": True, "spacing": 1}, "a thin line with little room"
    assert body["content"] == (
        "**Heading**\na **b**`c`d\n- one\n- two\n1. first\n**Side** server\n**Who?**\n- **502** x\n- **504** y\n"
        "```sh\ncurl -v <URL>\n```\n- **503** — see `busy`\n- 504"
    )
    (select,) = row["components"]
    assert select["placeholder"] == "Heading"
    assert [option["value"] for option in select["options"]] == ["w:show|http:503", "w:show|http:504"]
    assert select["options"][0]["description"] == "see busy"


def test_what_is_the_same_for_several_is_said_once():
    same, other = (Span("yes"),), (Span("no"),)
    table = Table(
        ("Q", "301", "302", "308"), (((Span("Cached?"),), same, other, same), ((Span("Whose?"),), same, same, same))
    )
    body = texts(render(answer(section(table, heading=""))))[1]
    assert body == "**Cached?**\n- **301 · 308** yes\n- **302** no\n**Whose?** yes"


def test_each_tone_has_a_colour_and_a_mark_of_its_own():
    drawn_ = [render(answer(tone=tone)) for tone in Tone]
    assert len({one.components[0]["accent_color"] for one in drawn_}) == len(Tone)
    assert len({texts(one)[0].split(" ")[1] for one in drawn_}) == len(Tone)


def test_buttons_links_and_what_to_copy():
    many = tuple(Ask(f"b{number}", Command("show", (f"http:{number}",))) for number in range(400, 412))
    rendered = render(
        answer(
            section(Listing("curl a", "sh")),
            actions=(
                *many,
                Ask("again", Command("show", ("http:400",))),
                Ask("too long", Command("show", ("x" * 100,))),
                Open("Read", "https://example.org/a_(b)"),
                Open("No", "javascript:alert(1)"),
                Copy("Copy", "curl a"),
                Copy("Copy", "curl `b`"),
            ),
            sources=(Link("RFC [9110]", "https://example.org/a_(b)"), Link("x", "ftp://example.org")),
        )
    )
    assert violations(rendered) == []
    rows = [one for one in rendered.components[0]["components"] if one["type"] == 1]
    assert [len(row["components"]) for row in rows] == [4, 5, 4]
    assert rows[-1]["components"][-1] == {"type": 2, "style": 5, "label": "Read", "url": "https://example.org/a_(b)"}
    assert texts(rendered)[-1] == "Copy `` curl `b` ``\n-# [RFC \\[9110\\]](https://example.org/a_%28b%29)"


def test_more_choices_than_a_menu_takes_go_into_several():
    choices = tuple(Choice(f"{n}", Command("show", (f"http:{n}",))) for n in range(400, 460))
    rendered = render(answer(section(Choices(choices)), section(Choices(choices[:3]), heading="Again")))
    assert violations(rendered) == []
    selects = [one for top in rendered.components for one in walk(top) if one["type"] == 3]
    assert [len(one["options"]) for one in selects] == [20, 20, 20, 3]
    names = [one["placeholder"] for one in selects]
    assert names == ["Heading · 400 … 419", "Heading · 420 … 439", "Heading · 440 … 459", "Again"]


def test_labels_that_are_too_long_end_in_an_ellipsis():
    long = "word " * 40
    choices = Choices((Choice(long, Command("show", ("http:400",)), long), Choice("b", Command("show", ("http:401",)))))
    rendered = render(answer(section(choices, heading=long), actions=(Ask(long, Command("help")),)))
    assert violations(rendered) == []
    parts = [one for top in rendered.components for one in walk(top)]
    (select,) = (one for one in parts if one["type"] == 3)
    (button,) = (one for one in parts if one["type"] == 2)
    for label in (
        button["label"],
        select["placeholder"],
        *(select["options"][0][key] for key in ("label", "description")),
    ):
        assert label.endswith("word…")
        assert len(label) > 70, "what there is room for stays"


def test_two_links_are_two_buttons_and_two_equal_questions_one():
    actions = (
        Open("a", "https://a.b/1"),
        Open("b", "https://a.b/2"),
        Ask("c", Command("help")),
        Ask("d", Command("help")),
    )
    rendered = render(answer(actions=actions))
    assert [one["label"] for top in rendered.components for one in walk(top) if one["type"] == 2] == ["a", "b", "c"]


def test_a_line_break_takes_the_spaces_around_it_along():
    assert texts(render(answer(lead=(Span("one  \n   two"),))))[0].endswith("one\ntwo")


def test_private_stays_private():
    assert render(answer(private=True)).private
    assert not render(answer()).private


# --- one budget -----------------------------------------------------------------------------------------------------


def test_what_is_too_long_is_cut_and_says_so():
    long = section(Bullets(tuple((Span("好" * 90),) for _ in range(100))), weight=Weight.EXTRA)
    rendered = render(
        answer(section(Paragraph((Span("kept"),)), weight=Weight.CORE), long, sources=(Link("S", "https://a.b"),))
    )
    assert violations(rendered) == []
    assert TEXT_CHARACTERS - 200 < sum(map(len, texts(rendered))) <= TEXT_CHARACTERS
    assert "kept" in texts(rendered)[1]
    assert texts(rendered)[-1] == "…\n-# [S](https://a.b)"


def test_a_lead_alone_can_be_too_long():
    rendered = render(answer(lead=(Span("*" * 9000),)))
    assert violations(rendered) == []


def test_too_many_parts_are_cut_too():
    rendered = render(answer(*(section(Paragraph((Span("x"),))) for _ in range(90))))
    assert violations(rendered) == []
    assert sum(1 for top in rendered.components for _ in walk(top)) <= COMPONENTS


def test_what_breaks_the_limits_is_found():
    text = {"type": 10, "content": "x"}
    button = {"type": 2, "style": 2, "label": "a", "custom_id": "w:a"}
    option = {"label": "a", "value": "b"}
    broken = [
        [],
        [{"type": 10, "content": " "}],
        [{"type": 10, "content": "x" * 4001}],
        [text] * 41,
        [text, {"type": 17, "components": [text]}],
        [text, {"type": 17, "accent_color": 1, "components": []}],
        [text, {"type": 1, "components": []}],
        [text, {"type": 1, "components": [{**button, "custom_id": f"w:{n}"} for n in range(6)]}],
        [text, {"type": 1, "components": [button, button]}],
        [text, {"type": 1, "components": [{**button, "label": "x" * 81}]}],
        [text, {"type": 1, "components": [{**button, "style": 9}]}],
        [text, {"type": 1, "components": [{**button, "url": "https://a.b"}]}],
        [text, {"type": 1, "components": [{"type": 2, "style": 5, "label": "a", "url": "https://a.b/" + "x" * 512}]}],
        [text, {"type": 1, "components": [{**button, "custom_id": "x" * 101}]}],
        [text, {"type": 1, "components": [{"type": 3, "custom_id": "a", "options": []}]}],
        [text, {"type": 1, "components": [{"type": 3, "custom_id": "a", "options": [option, option]}]}],
        [text, {"type": 1, "components": [{"type": 3, "custom_id": "a", "options": [{**option, "label": "x" * 101}]}]}],
        [text, {"type": 1, "components": [{"type": 3, "custom_id": "a", "placeholder": "x" * 151, "options": [option]}]}],
        [text, {"type": 1, "components": [button, {"type": 3, "custom_id": "a", "options": [option]}]}],
        [text, {"type": 99}],
    ]  # fmt: skip
    for components in broken:
        assert violations(Rendered(tuple(components))), components
    assert violations(Rendered((text, {"type": 1, "components": [button]}))) == []


# --- never more than text -------------------------------------------------------------------------------------------

ANY = st.text(st.characters(codec="utf-8"), max_size=60) | st.text("\\`*_~|<>[]()#-+.:/@1 \n", max_size=30)


def bare(escaped):
    """The text with a letter in place of all that is escaped."""
    return re.sub(r"\\[^0-9A-Za-z\s]", "x", escaped)


@given(ANY)
@settings(max_examples=400, deadline=None)
def test_escaped_text_is_all_text(text):
    escaped = markup.escape(text)
    assert not re.search(r"[\\`*_~|<>\[\]]|://", bare(escaped))
    assert not re.search(r"^\s*(?:[#>+-]|\d+[.)])", bare(escaped), re.MULTILINE)
    assert re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escaped) == text


@given(ANY)
@settings(max_examples=300, deadline=None)
def test_code_ends_where_it_should(text):
    span = markup.code(text)
    if span:
        fence = re.match(r"`+", span)[0]
        assert span.endswith(fence)
        assert fence not in re.findall(r"`+", span[len(fence) : -len(fence)])
        assert "\n" not in span


def test_what_stands_between_two_codes_is_none():
    assert markup.marked("a `b` *c* `d` e") == "a `b` \\*c\\* `d` e"


@given(ANY)
@example("X11 is XX")
@settings(max_examples=300, deadline=None)
def test_a_listing_is_whole_and_ends_where_it_should(text):
    block = markup.listing(text, "sh")
    assert block.startswith("```sh\n")
    assert block.endswith("\n```")
    assert block.count("```") == 2
    assert not block[:-4].endswith("`")
    assert block[6:-4].replace("\u200b", "").strip() == text.replace("\u200b", "").strip()


@given(ANY, ANY, ANY)
@settings(max_examples=200, deadline=None)
def test_any_answer_can_be_drawn(title, text, label):
    sections = (
        section(
            Paragraph((Span(text), Span(text, Style.STRONG), Span(text, Style.CODE, "https://a.b/(c)"))), heading=label
        ),
        section(
            Facts(((label, (Span(text),)),)),
            Listing(text, label),
            Choices((Choice(label, Command("show", ("a",)), text),)),
        ),
    )
    made = answer(
        *sections,
        title=title or "x",
        lead=(Span(text),),
        actions=(Ask(label, Command("ask", (text[:9],))), Copy(label, text)),
    )
    rendered = render(made)
    assert violations(rendered) == []


# --- ids ------------------------------------------------------------------------------------------------------------


def test_ids_hold_the_command():
    for command in (
        Command("show", ("http:503",)),
        Command("ask", ("重定向",)),
        Command("compare", ("http:301", "http:302")),
    ):
        assert command_of(id_of(command)) == command
        assert command_of(pick_id(3), (id_of(command),)) == command
    assert id_of(Command("ask", ("长" * 30,))) == ""


@pytest.mark.parametrize(
    ("id_", "values"),
    [
        ("", ()),
        ("w:", ()),
        ("x:show|a", ()),
        ("w:pick:0", ()),
        ("w:pick:0", ("w:pick:0",)),
        ("w:pick:0", ("other",)),
        ("w:no verb", ()),
    ],
)
def test_ids_of_others_are_none(id_, values):
    assert command_of(id_, values) is None
