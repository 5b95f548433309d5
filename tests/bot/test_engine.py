"""What people ask, and what they get. Words as typed; ids as answered."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.action import Ask, Command, decode, encode
from bot.answer import Answer, Removal, plain
from bot.outcome import Forget, Known, Prefer, Preferences
from bot.query import Query, Venue


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("what's 503", "503"), ("bad gatway", "502"), ("wangguan chaoshi", "504"), ("网管超时", "504"),
        ("閘道逾時", "504"), ("HTTP_502_BAD_GATEWAY", "502"), ("http.StatusTeapot", "418"), ("too many requets", "429"),
        ("403.14", "403"), ("5O3", "503"), ("StatusTooManyRequests", "429"), (":no_content", "204"), ("重定向", "3xx"),
        ("5xx", "5xx"), ("服务不可用", "503"), ("ｎｏｔ　ｆｏｕｎｄ", "404"),
    ],
)  # fmt: skip
def test_the_right_code_comes_first(ask, text, id_):
    answer = ask(text)
    assert answer.answered
    assert answer.subject[0] == f"http:{id_}"
    assert answer.reasons or answer.subject[0].endswith("xx")


@pytest.mark.parametrize(
    "text", ["thanks", "lunch?", "JIRA-410", "午饭吃什么", "😀", "v4.2.2 is out", "502胶水", "..."]
)
def test_talk_is_not_given_a_card(ask, text):
    answer = ask(text)
    assert not answer.answered
    assert answer.title
    assert plain(answer.lead)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("301 vs 302", "301 302"), ("401和403区别", "401 403"), ("302 303 307", "302 303 307"),
        ("bad gateway or gateway timeout?", "502 504"), ("网关超时和坏网关有什么不同", "504 502"),
    ],
)  # fmt: skip
def test_comparisons(ask, text, codes):
    answer = ask(text)
    assert answer.kind == "compare"
    assert set(answer.subject) == {f"http:{code}" for code in codes.split()}


@pytest.mark.parametrize(
    ("text", "language"),
    [("what's 503", "en"), ("503啥意思", "zh-Hans"), ("503係咩意思", "zh-Hant"), ("閘道逾時", "zh-Hant")],
)
def test_the_language_of_the_question_decides(engine, text, language):
    known = Known(Preferences(language="en"))
    outcome = engine.answer(Query(text=text, languages=("de", "zh-TW")), known)
    assert outcome.answer.language == language


def test_then_the_choice_then_the_hint(engine):
    def language(known: Known, *hints: str) -> str:
        return engine.answer(Query(text="503", languages=hints), known).answer.language

    assert language(Known(Preferences(language="zh-Hant")), "en") == "zh-Hant"
    assert language(Known(Preferences(), Preferences(language="zh-Hans")), "en") == "zh-Hans"
    assert language(Known(), "zh-CN") == "zh-Hans"
    assert language(Known(), "zh-Hant-HK") == "zh-Hant"
    assert language(Known(), "de", "fr") == "en"


def test_what_is_not_addressed_is_not_answered(engine):
    assert engine.answer(Query(text="what's 503", venue=Venue.GROUP, addressed=False)) is None


def test_buttons_lead_to_answers_in_the_same_language(engine):
    seen = 0
    for text in ("503", "503啥意思", "301 vs 302", "help", "5xx", "language", "5xx都有哪些"):
        answer = engine.answer(Query(text=text)).answer
        for action in answer.actions:
            if isinstance(action, Ask):
                command = decode(encode(action.command))
                follow = engine.answer(Query(command=command, pressed=True)).answer
                assert isinstance(follow, Answer)
                flips = action.label in ("English", "中文")
                assert (follow.language == answer.language) is not flips
                seen += 1
    assert seen > 20


def test_every_verb_takes_any_arguments(engine):
    for verb in [intent.verb for intent in engine._intents] + ["no-such-verb", "ask"]:
        for args in (
            (),
            ("",),
            ("x",),
            ("http:503",),
            ("\ud800", "\0"),
            ("²²²",),
            ("٣٣٣",),
            ("a", "b", "c", "d", "e"),
            ("in", "in", "in"),
        ):
            assert engine.answer(Query(command=Command(verb, args))) is not None


def test_a_choice_of_language_is_an_effect(engine):
    outcome = engine.answer(Query(command=Command("language", ("zh-Hant",))))
    assert outcome.effects == (Prefer(Preferences(language="zh-Hant")),)
    assert outcome.answer.language == "zh-Hant"


def test_privacy_shows_and_deletes(engine):
    known = Known(Preferences(language="en", detail="full"))
    shown = engine.answer(Query(command=Command("privacy")), known).answer
    assert shown.private
    assert engine.answer(Query(command=Command("privacy", ("delete",)))).effects == (Forget(),)
    delete = Query(command=Command("privacy", ("delete", "place")), venue=Venue.GROUP, place="x:9")
    assert engine.answer(delete).effects == ()
    assert engine.answer(replace(delete, privileged=True)).effects == (Forget(of_place=True),)


def test_privacy_says_so_where_it_cannot_be_read(engine):
    shown = engine.answer(Query(command=Command("privacy")), Known(certain=False)).answer
    assert not shown.answered
    assert not shown.sections
    assert engine.phrase("privacy-unread", "en") in plain(shown.lead)


def test_only_those_who_may_change_a_place(engine):
    command = Command("settings", ("private", "off"))
    assert engine.answer(Query(command=command)).effects == ()
    effects = engine.answer(Query(command=command, privileged=True)).effects
    assert effects == (Prefer(Preferences(private=False), of_place=True),)


def test_only_the_asker_and_moderators_remove(engine):
    command = Command("remove", ("x:1",))
    assert engine.answer(Query(command=command, asker="x:1")).answer == Removal()
    assert engine.answer(Query(command=command, asker="x:2", privileged=True)).answer == Removal()
    denied = engine.answer(Query(command=command, asker="x:2")).answer
    assert isinstance(denied, Answer)
    assert denied.private
    assert isinstance(engine.answer(Query(command=Command("remove", ("",)), asker="")).answer, Answer)


def test_commands_are_answered_discreetly_where_that_is_possible(engine):
    query = Query(command=Command("show", ("http:503",)), venue=Venue.GROUP, asker="x:1", place="x:p", discreet=True)
    answer = engine.answer(query).answer
    assert answer.private
    share = next(a for a in answer.actions if isinstance(a, Ask) and a.command.verb == "share")
    shared = engine.answer(Query(command=share.command, venue=Venue.GROUP, asker="x:1", discreet=True)).answer
    assert (shared.private, shared.fresh) == (False, True)
    public = engine.answer(query, Known(place=Preferences(private=False))).answer
    assert not public.private


def test_the_full_card_is_a_choice(engine):
    compact = engine.answer(Query(text="503")).answer
    full = engine.answer(Query(text="503"), Known(Preferences(detail="full"))).answer
    assert len(full.sections) > len(compact.sections)


@pytest.mark.parametrize(
    ("choice", "written_out"),
    [("full", ("detail", "full")), ("compact", ("detail", "compact")), ("private", ("private", "on")), ("public", ("private", "off"))],
)  # fmt: skip
def test_a_setting_has_a_short_form(engine, choice, written_out):
    short, long = (
        engine.answer(Query(command=Command("settings", args), place="x:p", asker="x:1", privileged=True))
        for args in ((choice,), written_out)
    )
    assert len(short.effects) == 1
    assert short.effects == long.effects
    assert short.answer == long.answer


def test_a_link_starts_with_a_question(engine):
    assert engine.answer(Query(command=Command("start", ("bad_gateway",)))).answer.subject[0] == "http:502"
    welcome = engine.answer(Query(command=Command("start"))).answer
    assert welcome.title != engine.answer(Query(command=Command("help"))).answer.title


@pytest.mark.parametrize("args", [(), ("share", "share"), ("",)])
def test_nothing_can_be_shared_for_ever(engine, args):
    assert not engine.answer(Query(command=Command("share", args))).answer.answered


def test_suggestions_are_answers(engine):
    def offered(text: str, most: int = 25, **more):
        return engine.suggest(Query(text=text, **more), Known(), most)

    assert offered("503")[0].id == "http:503"
    assert offered("503")[0].label == "503 · Service Unavailable · 服务不可用"
    assert {s.id for s in offered("50")} >= {"http:500", "http:502", "http:504"}
    assert offered("bad gatw")[0].id == "http:502"
    assert offered("网关超")[0].id == "http:504"
    assert len(offered("")) == 25
    assert len(offered("e", 5)) == 5
    whole = offered("404", venue=Venue.INLINE)[0]
    assert whole.answer is not None
    assert whole.answer.subject[0] == "http:404"


def test_the_menu_is_localised_and_within_the_platforms_bounds(engine):
    menu = engine.menu()
    assert [spec.name for spec in menu][:4] == ["start", "code", "compare", "list"]
    for spec in menu:
        for text in (spec.description, *(option.description for option in spec.options)):
            assert all(0 < len(text.of(language)) <= 100 for language in ("en", "zh-Hans", "zh-Hant"))
        assert spec.name.isascii()
        assert len(spec.label.hans) <= 32


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("503", "number"), ("exit code 137", "number"), ("econnrefused", "spelling"), ("grpc unavailable", "family"), ("mailbox says 5.1.1", "family"), ("bad gateway", "name"),
        ("upstream took too long", "phrase"), ("HTTP/1.1 429 Too Many Requests\nRetry-After: 120", "log: status-line"), ("curl: (28) x", "log: curl"),
    ],
)  # fmt: skip
def test_an_answer_knows_which_step_found_it(ask, text, step):
    assert ask(text).reasons[0].step == step


def test_a_text_is_read_once_whichever_way_it_comes(engine):
    text = "whatever 503 is"
    before = engine._readings.cache_info().misses
    engine.answer(Query(text=text))
    engine.answer(Query(command=Command("ask", (text,))))
    engine.suggest(Query(text=text), Known(), 5)
    assert engine._readings.cache_info().misses - before <= 2, "the text, and the command's own empty one"


def test_what_is_kept_of_a_text_is_right_for_everybody(engine):
    """Who asks in another way, or from another place, gets what a bot without memory would say."""
    person, place = Preferences(language="zh-Hans"), Preferences(detail="compact", private=False)
    ways = [
        (Query(text=text, command=command, quoted=quoted, venue=venue, asker=asker, place=place_, languages=languages, discreet=discreet), known)
        for said in ("503", "help", "explain", "bad gatway", "5xx")
        for text, command in ((said, None), ("", Command("ask", (said,))))
        for quoted in ("", "GET / 502")
        for venue in (Venue.DIRECT, Venue.GROUP)
        for asker, place_ in (("chat:1", "chat:-1"), ("chat:2", "chat:-2"), ("chat:1", ""))
        for languages in ((), ("zh-TW",))
        for discreet in (False, True)
        for known in (Known(), Known(person, place), Known(certain=False))
    ]  # fmt: skip
    kept = [engine.answer(query, known) for query, known in ways]
    for (query, known), outcome in zip(ways, kept, strict=True):
        fresh = engine._outcome(query, known)
        assert outcome == replace(fresh, answer=engine._finished(fresh, query, known)), query
    assert len({repr(outcome) for outcome in kept}) > 25


def test_what_is_given_to_the_command_is_answered_once_for_all(engine):
    before = engine._said.cache_info().misses
    for asker in ("chat:1", "chat:2"):
        engine.answer(Query(command=Command("ask", ("what does 507 say",)), asker=asker))
    assert engine._said.cache_info().misses - before == 1
