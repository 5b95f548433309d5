"""Every door end to end: the real library over loopback against the fake, as people use it."""

from __future__ import annotations

import asyncio

import pytest
from fakes.discord import Fault
from fakes.discord_payloads import (
    ANN,
    BOSS,
    BOT,
    CHANNEL,
    CHINESE_GUILD,
    GROUP_CHAT,
    GUILD,
    LI,
    MANAGE_MESSAGES,
    message,
    old_snowflake,
    texts,
    walk,
)

ME = f"<@{BOT['id']}>"
LOG = '10.0.0.1 - - "GET /cart HTTP/1.1" 502 0 "-" upstream prematurely closed\n10.0.0.2 "GET /pay HTTP/1.1" 504 0'


def labels(payload):
    return [one.get("label") for one in walk(payload["components"]) if one["type"] == 2]


def is_card(payload):
    (container,) = payload["components"]
    return container["type"] == 17 and isinstance(container["accent_color"], int)


# --- slash commands ---------------------------------------------------------------------------------------------------


async def test_code_is_answered_to_the_asker_alone(live):
    asked = await live.slash("code", {"query": "503"})
    assert is_card(asked.message)
    assert "503 · Service Unavailable" in asked.text
    assert asked.private
    assert "Post here" in labels(asked.message)
    assert asked.response["data"]["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize(
    "query", ["http:503", "503", "service unavailable", "bad gatway", "upstream took too long", "５０３"]
)
async def test_code_takes_ids_and_free_text(live, query):
    asked = await live.slash("code", {"query": query})
    assert "## " in asked.text
    assert "50" in asked.text


async def test_compare_takes_two_to_four(live):
    two = await live.slash("compare", {"first": "301", "second": "http:302"})
    assert "301 / 302" in two.text
    four = await live.slash(
        "compare", {"first": "301", "second": "302", "third": "307", "fourth": "permanent redirect"}
    )
    assert "301 / 302 / 307 / 308" in four.text


async def test_list_shows_a_class_and_all_there_is(live):
    assert "503 Service Unavailable" in (await live.slash("list", {"group": "5xx"})).text
    everything = await live.slash("list")
    assert any(one["type"] == 3 for one in walk(everything.message["components"]))


async def test_explain_opens_a_dialog_for_a_pasted_log(live):
    dialog = await live.slash("explain")
    assert dialog.response["type"] == 9
    fields = [label["component"]["type"] for label in dialog.response["data"]["components"]]
    assert fields == [4, 19]
    asked = await live.submit(dialog, LOG)
    assert "502" in asked.text
    assert "504" in asked.text
    assert asked.private


async def test_the_dialog_speaks_the_askers_language(live):
    dialog = await live.slash("explain", locale="zh-TW")
    english = await live.slash("explain")
    title, label = dialog.response["data"]["title"], dialog.response["data"]["components"][0]["label"]
    assert title != english.response["data"]["title"]
    assert not label.isascii()


async def test_a_dialog_takes_a_file_too(live):
    dialog = await live.slash("explain")
    asked = await live.submit(dialog, "", ("error.log", LOG.encode()))
    assert "502" in asked.text


async def test_an_empty_dialog_gets_a_way_on(live):
    dialog = await live.slash("explain")
    assert (await live.submit(dialog)).text


async def test_explain_reads_a_file(live):
    asked = await live.slash("explain", {"file": "71"}, files={"71": ("error.log", LOG.encode("utf-16"))})
    assert "502" in asked.text
    assert "504" in asked.text


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (("a.log", b"x", "text/plain", 256 * 1024 + 1), "256 KB"),
        (("a.log", b"x" * (256 * 1024 + 1), "text/plain", 12), "256 KB"),
        (("a.png", b"\x89PNG", "image/png"), "no text"),
        (("a.log", b"\xff\xfe\x00\xd8" * 9, "text/plain"), "no text"),
    ],
)
async def test_what_is_no_small_text_is_refused_kindly(live, file, said):
    asked = await live.slash("explain", {"file": "72"}, files={"72": file})
    assert said in asked.text
    assert asked.private


async def test_language_is_kept(live):
    kept = await live.slash("language", {"language": "zh-Hans"})
    assert "简体中文" in kept.text
    assert "服务不可用" in (await live.slash("code", {"query": "503"})).text
    offered = await live.slash("language")
    picked = await live.pick(offered.message, "English")
    assert picked.response["type"] == 7
    assert "English" in picked.text


@pytest.mark.parametrize("name", ["help", "about", "privacy", "settings"])
async def test_the_small_commands(live, name):
    assert (await live.slash(name)).text


async def test_answers_are_in_the_askers_language_where_only_they_see_them(live):
    asked = await live.slash("code", {"query": "503"}, user=LI, locale="zh-CN")
    assert "服务不可用" in asked.text
    assert "伺服器" in (await live.slash("code", {"query": "503"}, user=BOSS, locale="zh-TW")).text


# --- who sees it -------------------------------------------------------------------------------------------------------


async def test_post_here_posts_for_everyone_in_the_servers_language(live):
    asked = await live.slash("code", {"query": "503"}, user=LI, locale="zh-CN")
    posted = await live.press(asked.message, "发到这里", user=LI, locale="zh-CN")
    assert posted.response["type"] == 4
    assert not posted.private
    assert "503 · Service Unavailable" in posted.text
    assert "服务" not in posted.text
    assert "Remove" in labels(posted.message)


async def test_a_server_can_choose_public_answers(live):
    denied = await live.slash("settings", {"choice": "public"})
    assert "manage" in denied.text
    await live.slash("settings", {"choice": "public"}, user=BOSS, permissions=MANAGE_MESSAGES)
    asked = await live.slash("code", {"query": "503"}, user=LI, locale="zh-CN")
    assert not asked.private
    assert "服务" not in asked.text
    assert "Remove" in labels(asked.message)
    elsewhere = await live.slash("code", {"query": "503"}, guild=CHINESE_GUILD)
    assert elsewhere.private


async def test_only_the_asker_and_those_who_manage_messages_remove(live):
    question = await live.say(f"{ME} 503")
    answer = await live.answered(question)
    denied = await live.press(answer, "Remove", user=LI)
    assert denied.private
    assert answer["id"] in live.messages
    await live.press(answer, "Remove")
    await live.until(lambda: answer["id"] not in live.messages)
    second = await live.answered(await live.say(f"{ME} 503"))
    await live.press(second, "Remove", user=BOSS, permissions=MANAGE_MESSAGES)
    await live.until(lambda: second["id"] not in live.messages)


async def test_what_cannot_be_removed_is_said(live):
    answer = await live.answered(await live.say(f"{ME} 503"))
    live.faults["DELETE /webhooks"].append(Fault(403, {"message": "Missing Access", "code": 50001}))
    denied = await live.press(answer, "Remove")
    await live.until(lambda: denied.followups)
    assert "could not remove" in texts(denied.followups[0])
    assert denied.followups[0]["flags"] & 64
    live.faults["DELETE /webhooks"].append(Fault(404, {"message": "Unknown Message", "code": 10008}))
    gone = await live.press(answer, "Remove")
    assert (await live.slash("help")).text
    assert gone.followups == []


async def test_a_press_by_another_does_not_hand_over_the_right_to_remove(live):
    answer = await live.answered(await live.say(f"{ME} 503"))
    await live.press(answer, "More", user=LI)
    denied = await live.press(answer, "Remove", user=LI)
    assert denied.private
    assert answer["id"] in live.messages
    removed = await live.press(answer, "Remove")
    await live.until(lambda: removed.deleted)


# --- places ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", [{"guild": GUILD}, {"guild": None}, {"guild": None, "channel": GROUP_CHAT}])
async def test_installed_on_a_server_or_with_a_user(live, where):
    asked = await live.slash("code", {"query": "404"}, **where)
    assert "404 · Not Found" in asked.text
    assert asked.private is ("channel" in where or bool(where["guild"]))
    more = await live.press(asked.message, "More", **where)
    assert more.response["type"] == 7
    assert "404 · Not Found" in more.text


# --- suggestions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [("503", "http:503"), ("http 503", "http:503"), ("not fou", "http:404"), ("网关超时", "http:504")],
)
async def test_suggestions(live, typed, first):
    choices = await live.type("code", "query", typed)
    assert choices[0]["value"].startswith(first)
    assert 1 <= len(choices) <= 25
    assert all(1 <= len(choice["name"]) <= 100 and 1 <= len(choice["value"]) <= 100 for choice in choices)


async def test_an_empty_box_offers_the_most_useful(live):
    choices = await live.type("code", "query", "")
    assert len(choices) == 25
    assert "http:503" in [choice["value"] for choice in choices]
    assert (await live.type("compare", "second", "bad gat"))[0]["name"] == "502 · Bad Gateway · 错误网关"


async def test_rubbish_offers_nothing_and_is_answered_all_the_same(live):
    assert isinstance(await live.type("code", "query", "𓀀" * 3000), list)
    assert (await live.slash("code", {"query": "𓀀" * 3000})).text


# --- the menu of a message ---------------------------------------------------------------------------------------------

ALERT = {
    "content": "",
    "embeds": [
        {
            "type": "rich",
            "title": "[FIRING] HighErrorRate",
            "description": "checkout returns HTTP 502",
            "fields": [{"name": "log", "value": "status=504 upstream timed out", "inline": False}],
            "author": {"name": "Alertmanager"},
            "footer": {"text": "prod"},
        }
    ],
}


async def test_explain_codes_reads_text_and_embeds(live):
    asked = await live.menu("Explain codes", message(BOT, CHANNEL, **ALERT))
    assert "502" in asked.text
    assert "504" in asked.text
    assert asked.private


async def test_explain_codes_reads_forwarded_messages_and_components(live):
    forwarded = message(ANN, CHANNEL, message_snapshots=[{"message": {"content": "got HTTP 429", "embeds": []}}])
    assert "429" in (await live.menu("Explain codes", forwarded)).text
    parts = [{"type": 17, "components": [{"type": 10, "content": "HTTP/1.1 418"}]}]
    assert "418" in (await live.menu("Explain codes", message(ANN, CHANNEL, components=parts))).text


async def test_nulls_are_what_is_not_there(live):
    alert = {"embeds": [{"title": None, "description": "HTTP 502", "fields": None, "author": None, "footer": None}]}
    asked = await live.menu("Explain codes", message(ANN, CHANNEL, content=None, components=None, **alert))
    assert "502" in asked.text
    answer = await live.answered(await live.say("418", guild=None, embeds=[{"title": None}], message_snapshots=None))
    assert "418" in texts(answer)


async def test_explain_codes_on_a_picture_says_that_it_reads_text(live):
    assert "text" in (await live.menu("Explain codes", message(ANN, CHANNEL))).text


# --- messages ----------------------------------------------------------------------------------------------------------


async def test_a_mention_is_answered_below_it_and_pings_nobody(live):
    question = await live.say(f"{ME} what's 503?")
    answer = await live.answered(question)
    assert "503" in texts(answer)
    (call,) = live.calls("POST", "/messages$")
    assert call.json["allowed_mentions"]["parse"] == []
    assert not call.json["allowed_mentions"].get("replied_user")


async def test_ids_in_a_message_are_no_codes(live):
    answer = await live.answered(await live.say(f"{ME} <@404> <#503> <:err:500> <t:502:R> 418"))
    assert "418" in texts(answer)
    assert not any(code in texts(answer) for code in ("404 ·", "503 ·", "500 ·", "502 ·"))


async def test_what_is_not_for_us_stays_unanswered(live):
    await live.say("503 everywhere")
    await live.say(f"{ME} 503", user={**LI, "bot": True})
    await live.say(f"{ME} 503", webhook_id="9")
    await live.say(f"{ME} 503", type=6)
    last = await live.answered(await live.say(f"{ME} 418"))
    assert "418" in texts(last)
    assert len(live.calls("POST", "/messages$")) == 1


async def test_a_reply_to_an_alert_explains_the_alert(live):
    alert = message({**BOT, "id": "99"}, CHANNEL, **ALERT)
    answer = await live.answered(await live.say(ME, type=19, referenced_message=alert))
    assert "502" in texts(answer)
    assert "504" in texts(answer)


async def test_a_message_that_discord_does_not_show_us_is_explained_from_its_menu(live):
    hidden = message({**BOT, "id": "99"}, CHANNEL)
    answer = await live.answered(await live.say(ME, type=19, referenced_message=hidden))
    assert "Explain codes" in texts(answer)
    asked = await live.answered(await live.say(f"{ME} 503", type=19, referenced_message=hidden))
    assert "503 ·" in texts(asked)
    alone = await live.answered(await live.say(ME))
    assert "How to ask" in texts(alone)


async def test_a_reply_to_the_bot_is_a_question_of_its_own(live):
    first = await live.answered(await live.say(f"{ME} 503"))
    question = await live.say("and 404?", type=19, referenced_message=first, pinged=[BOT])
    answer = await live.answered(question)
    assert "404" in texts(answer)
    assert "503 ·" not in texts(answer)


async def test_direct_messages_need_no_mention(live):
    answer = await live.answered(await live.say("重定向", guild=None, user=LI))
    assert "3xx" in texts(answer)


async def test_a_direct_message_with_a_file(live):
    file = live.attached("81", "error.log", LOG.encode())
    answer = await live.answered(await live.say("", guild=None, attachments=[file]))
    assert "502" in texts(answer)


async def test_a_forwarded_alert_in_a_direct_message(live):
    answer = await live.answered(await live.say("", guild=None, message_snapshots=[{"message": ALERT}]))
    assert "502" in texts(answer)


async def test_a_picture_alone_is_told_apart(live):
    picture = live.attached("82", "a.png", b"\x89PNG", "image/png")
    assert "text" in texts(await live.answered(await live.say("", guild=None, attachments=[picture])))
    assert "text" in texts(await live.answered(await live.say("", guild=None, sticker_items=[])))
    log = live.attached("83", "error.log", LOG.encode())
    assert "502" in texts(await live.answered(await live.say("", guild=None, attachments=[picture, log])))
    beside = await live.answered(await live.say("503?", guild=None, attachments=[picture]))
    assert "503" in texts(beside)


async def test_a_servers_language_answers_where_the_question_has_none(live):
    answer = await live.answered(await live.say(f"{ME} 503", guild=CHINESE_GUILD))
    assert "服务不可用" in texts(answer)


async def test_an_edited_question_edits_its_answer(live):
    question = await live.say(f"{ME} 503")
    answer = await live.answered(question)
    await live.edit(question, f"{ME} 504")
    await live.until(lambda: "504 ·" in texts(answer))
    assert is_card(answer)
    assert "More" in labels(answer)
    assert len(live.answers_to(question)) == 1


async def test_an_edit_that_takes_the_mention_away_takes_the_answer_away(live):
    question = await live.say(f"{ME} 503")
    answer = await live.answered(question)
    await live.edit(question, "never mind")
    await live.until(lambda: answer["id"] not in live.messages)


async def test_an_unfolding_link_is_no_edit(live):
    question = await live.say(f"{ME} 503")
    await live.answered(question)
    await live.unfold(question)
    await live.answered(await live.say(f"{ME} 418"))
    assert live.calls("PATCH", "/messages/") == []
    await live.edit(question, f"{ME} 504")
    await live.until(lambda: live.calls("PATCH", "/messages/"))
    await live.unfold(question)  # it still says when it was edited
    await live.answered(await live.say(f"{ME} 418"))
    assert len(live.calls("PATCH", "/messages/")) == 1


async def test_an_edit_can_make_a_question_but_not_an_old_one(live):
    young = await live.say("nothing yet")
    await live.edit(young, f"{ME} 503")
    assert "503" in texts(await live.answered(young))
    old = await live.say("nothing yet", id=old_snowflake(600))
    await live.edit(old, f"{ME} 503")
    await live.answered(await live.say(f"{ME} 418"))
    assert live.answers_to(old) == []


async def test_a_deleted_question_takes_its_answer_along(live):
    questions = [await live.say(f"{ME} {code}") for code in (502, 503, 504)]
    answers = [await live.answered(question) for question in questions]
    await live.delete(questions[0])
    await live.delete(*questions[1:])
    await live.until(lambda: not any(answer["id"] in live.messages for answer in answers))


async def test_a_question_deleted_while_it_is_answered_leaves_nothing(live):
    live.faults["POST /channels"].append(Fault(200, seconds=0.2))
    question = await live.say(f"{ME} 503")
    await live.until(lambda: live.calls("POST", "/messages$"))
    await live.delete(question)
    await live.until(lambda: live.calls("DELETE", "/messages/"))
    await live.until(lambda: live.answers_to(question) == [])


async def test_an_answer_somebody_removed_stays_removed(live):
    question = await live.say(f"{ME} 503")
    answer = await live.answered(question)
    del live.messages[answer["id"]]
    await live.edit(question, f"{ME} 504")
    await live.until(lambda: live.calls("PATCH", "/messages/"))
    await live.answered(await live.say(f"{ME} 418"))
    assert live.answers_to(question) == []


async def test_where_history_may_not_be_read_the_answer_is_no_reply(live):
    live.faults["POST /channels"].append(Fault(400, {"message": "no history", "code": 160002}))
    await live.say(f"{ME} 503")
    await live.until(lambda: len(live.calls("POST", "/messages$")) == 2)
    assert "message_reference" not in live.calls("POST", "/messages$")[1].json


async def test_where_nothing_may_be_written_nothing_breaks(live, seen):
    live.faults["POST /channels"].append(Fault(403, {"message": "Missing Permissions", "code": 50013}))
    await live.say(f"{ME} 503")
    assert "418" in texts(await live.answered(await live.say(f"{ME} 418")))
    assert seen.errors == []


# --- buttons and menus --------------------------------------------------------------------------------------------------


async def test_buttons_change_the_message_in_place(live):
    asked = await live.slash("code", {"query": "503"})
    for label in ("Causes", "Less", "中文"):
        pressed = await live.press(asked.message, label)
        assert pressed.response["type"] == 7
        assert is_card(asked.message)
    assert "服务不可用" in pressed.text


async def test_menus_pick(live):
    asked = await live.slash("list", {"group": "5xx"})
    picked = await live.pick(asked.message, "504")
    assert "504 · Gateway Timeout" in picked.text


async def test_ids_of_other_versions_are_told_apart(live):
    asked = await live.slash("code", {"query": "503"})
    for id_ in ("other:503", "w:", "w:%%%|", "w:pick:0", "w:nonsense|x"):
        pressed = await live.press_id(asked.message, id_)
        assert pressed.text
    assert "503" in texts(asked.message)


async def test_commands_and_dialogs_of_other_versions_are_told_apart(live):
    assert "earlier version" in (await live.slash("gone")).text
    assert "earlier version" in (await live.interact(5, {"custom_id": "else", "components": []})).text


async def test_buttons_work_after_a_restart(fake, running):
    async with running():
        await fake.until(lambda: fake.gateway.live)
        asked = await fake.slash("code", {"query": "503"})
    await fake.until(lambda: not fake.gateway.live)
    async with running():
        await fake.until(lambda: fake.gateway.live)
        pressed = await fake.press(asked.message, "More")
        assert "503" in pressed.text


async def test_answers_come_side_by_side(live):
    codes = [str(code) for code in (400, 401, 403, 404, 409, 418, 422, 429, 500, 502, 503, 504)] * 5
    answers = await asyncio.gather(*(live.slash("code", {"query": code}) for code in codes))
    assert all(f"{code} ·" in answer.text for code, answer in zip(codes, answers, strict=True))
