"""Every door, end to end: the real library over real sockets."""

from __future__ import annotations

import asyncio

import pytest
from fakes.telegram import ANN, GROUP, LI

TOPIC = {"message_thread_id": 55, "is_topic_message": True}
BOT_SAID = {
    "message_id": 3,
    "date": 1,
    "chat": GROUP,
    "from": {"id": 12345, "is_bot": True, "first_name": "W"},
    "text": "503",
}
OTHER_SAID = {"message_id": 4, "date": 1, "chat": GROUP, "from": LI, "text": '"GET /cart HTTP/1.1" 499 0'}


async def answered(fake, count=1):
    request = await fake.wait_for("sendMessage", count)
    return request.params


class TestPrivate:
    async def test_a_number(self, live):
        live.say("503")
        sent = await answered(live)
        assert sent["chat_id"] == ANN["id"]
        assert "<b>503 · Service Unavailable</b>" in sent["text"]
        assert sent["link_preview_options"] == {"is_disabled": True}
        assert "reply_parameters" not in sent

    async def test_the_question_decides_the_language(self, live):
        live.say("503 是什么意思")
        assert "服务" in (await answered(live))["text"]

    async def test_the_hint_decides_where_the_question_does_not(self, live):
        live.say("503", user=LI)
        assert "服务" in (await answered(live))["text"]

    async def test_the_choice_goes_before_the_hint(self, live):
        live.say("/language en", user=LI)
        await answered(live)
        live.say("503", user=LI)
        assert "服务" not in (await answered(live, 2))["text"]

    async def test_a_forwarded_message(self, live):
        origin = {"type": "user", "date": 1, "sender_user": LI}
        live.say('10.0.0.1 - - "GET /cart HTTP/1.1" 499 0', forward_origin=origin)
        assert "499" in (await answered(live))["text"]

    async def test_a_caption(self, live):
        live.say(caption="what is 418", photo=[{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}])
        assert "418" in (await answered(live))["text"]

    @pytest.mark.parametrize("content", ["photo", "sticker", "voice", "location"])
    async def test_what_cannot_be_read_gets_a_kind_sentence(self, live, engine, content):
        live.say(**{content: {"file_id": "x"}})
        assert engine.phrase("notice-unsupported-title", "en") in (await answered(live))["text"]

    async def test_an_album_gets_one_sentence(self, live, engine):
        for _ in range(4):
            live.say(photo=[{"file_id": "p"}], media_group_id="m")
        live.say("404")
        texts = [(await answered(live, count))["text"] for count in (1, 2)]
        assert engine.phrase("notice-unsupported-title", "en") in texts[0]
        assert "404" in texts[1]

    async def test_an_album_with_a_caption_gets_its_answer_alone(self, live):
        live.say(photo=[{"file_id": "p"}], media_group_id="m", caption="503?")
        live.say(photo=[{"file_id": "p"}], media_group_id="m")
        live.say(photo=[{"file_id": "p"}], media_group_id="m", caption="and 418")
        live.say("404")
        texts = [(await answered(live, count))["text"] for count in (1, 2, 3)]
        assert [text.split("<b>")[1][:3] for text in texts] == ["503", "418", "404"]

    async def test_service_messages_are_no_questions(self, live):
        live.say(pinned_message={"message_id": 1, "date": 1, "chat": GROUP})
        live.say("404")
        assert "404" in (await answered(live))["text"]
        assert len(live.calls("sendMessage")) == 1

    async def test_what_was_sent_through_the_bot_is_no_question(self, live):
        live.say("503 · Service Unavailable", via_bot={"id": 12345, "is_bot": True, "first_name": "W"})
        live.say("404")
        assert "404" in (await answered(live))["text"]

    async def test_a_number_as_a_command(self, live):
        live.say("/503")
        assert "503" in (await answered(live))["text"]

    async def test_a_long_text_with_signs_beyond_the_plane(self, live):
        live.say("🔥" * 50 + " 503 " + "<b>&amp;")
        assert "503" in (await answered(live))["text"]


class TestFiles:
    async def test_a_log_is_explained(self, live):
        live.files["log"] = b'10.0.0.1 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 502 0\n' * 100
        live.say(document={"file_id": "log", "file_name": "access.log", "file_size": len(live.files["log"])})
        assert "502" in (await answered(live))["text"]

    async def test_a_windows_log_in_utf_16(self, live):
        live.files["log"] = '"GET / HTTP/1.1" 504 0'.encode("utf-16")
        live.say(document={"file_id": "log", "mime_type": "text/plain"})
        assert "504" in (await answered(live))["text"]

    async def test_too_large(self, live, engine):
        live.say(document={"file_id": "log", "file_name": "a.log", "file_size": 300_000})
        assert engine.phrase("notice-too-large-title", "en") in (await answered(live))["text"]
        assert not live.calls("getFile")

    async def test_larger_than_was_said(self, live, engine):
        live.files["log"] = b"x" * 300_000
        live.say(document={"file_id": "log", "file_name": "a.log"})
        assert engine.phrase("notice-too-large-title", "en") in (await answered(live))["text"]

    @pytest.mark.parametrize(
        "document",
        [{"file_id": "f", "mime_type": "application/pdf"}, {"file_id": "f", "mime_type": "application/octet-stream"}],
    )
    async def test_no_text(self, live, engine, document):
        live.files["f"] = b"\x7fELF\x00\x01\x02" * 1000
        live.say(document=document)
        assert engine.phrase("notice-not-text-title", "en") in (await answered(live))["text"]

    async def test_a_server_in_local_mode_tells_a_path_on_the_disk(self, live, tmp_path):
        live.local = tmp_path
        live.files["log"] = b'"GET / HTTP/1.1" 502 0\n'
        live.say(document={"file_id": "log", "file_name": "a.log"})
        assert "502" in (await answered(live))["text"]

    async def test_a_path_on_another_disk_is_said_so(self, live, engine, tmp_path, monkeypatch):
        live.local = tmp_path
        live.files["log"] = b"x"
        monkeypatch.setattr("adapters.telegram.client._beginning", lambda *_: open("/no/such/file"))  # noqa: PTH123, SIM115
        live.say(document={"file_id": "log", "file_name": "a.log"})
        assert engine.phrase("notice-failed-title", "en") in (await answered(live))["text"]

    async def test_a_file_that_is_gone_is_said_so(self, live, engine):
        live.say(document={"file_id": "gone", "mime_type": "text/plain"})
        assert engine.phrase("notice-failed-title", "en") in (await answered(live))["text"]


class TestGroups:
    @pytest.mark.parametrize(
        "text",
        [
            "/code 503",
            "/code@whatcode_bot 503",
            "@whatcode_bot 503",
            "what is 503 @Whatcode_Bot ?",
            "/503@whatcode_bot",
        ],
    )
    async def test_called(self, live, text):
        said = live.say(text, chat=GROUP)
        sent = await answered(live)
        assert "503" in sent["text"]
        assert sent["chat_id"] == GROUP["id"]
        assert sent["reply_parameters"] == {"message_id": said["message_id"], "allow_sending_without_reply": True}

    async def test_a_reply_to_the_bot(self, live):
        live.say("and 404?", chat=GROUP, reply_to_message=BOT_SAID)
        text = (await answered(live))["text"]
        assert "404" in text
        assert "Service Unavailable" not in text.split("\n")[0]

    @pytest.mark.parametrize(
        "text",
        [
            "503",
            "/code@other_bot 503",
            "@other_bot 503",
            "/weather 503",
            "/503",
            "mail me at a@whatcode_bot.example 503",
        ],
    )
    async def test_not_called(self, live, text):
        live.say(text, chat=GROUP)
        live.say("/code 404", chat=GROUP)
        assert "404" in (await answered(live))["text"]
        await live.settle()
        assert len(live.calls("sendMessage")) == 1

    async def test_other_bots_are_ignored(self, live):
        live.say("/code 503", chat=GROUP, user={"id": 99, "is_bot": True, "first_name": "B"})
        live.say("/code 404", chat=GROUP)
        assert "404" in (await answered(live))["text"]

    async def test_anonymous_administrators_are_people(self, live):
        live.say("/code 503", chat=GROUP, user={"id": 1087968824, "is_bot": True, "first_name": "G"}, sender_chat=GROUP)
        assert "503" in (await answered(live))["text"]

    async def test_a_topic(self, live):
        live.say("/code 503", chat=GROUP, **TOPIC)
        assert (await answered(live))["message_thread_id"] == 55

    async def test_explain_as_a_reply(self, live):
        live.say("/explain", chat=GROUP, reply_to_message=OTHER_SAID)
        assert "499" in (await answered(live))["text"]

    async def test_explain_what_was_picked_by_hand(self, live):
        live.say(
            "/explain",
            chat=GROUP,
            reply_to_message={**OTHER_SAID, "text": "501 502"},
            quote={"text": "HTTP/1.1 502", "position": 0},
        )
        assert "502" in (await answered(live))["text"].split("\n")[0]

    async def test_explain_a_file_replied_to(self, live):
        live.files["log"] = b'"GET / HTTP/1.1" 502 0\n'
        log = {key: value for key, value in OTHER_SAID.items() if key != "text"}
        live.say(
            "/explain@whatcode_bot",
            chat=GROUP,
            reply_to_message={**log, "document": {"file_id": "log", "file_name": "a.log"}},
        )
        assert "502" in (await answered(live))["text"]

    async def test_a_mention_as_a_reply(self, live):
        live.say("@whatcode_bot", chat=GROUP, reply_to_message=OTHER_SAID)
        assert "499" in (await answered(live))["text"]

    async def test_a_mention_by_id(self, live):
        entity = {
            "type": "text_mention",
            "offset": 0,
            "length": 5,
            "user": {"id": 12345, "is_bot": True, "first_name": "W"},
        }
        live.post(message={**live.message("🔥Bot 503", chat=GROUP), "entities": [entity]})
        assert "503" in (await answered(live))["text"]

    async def test_a_group_deep_link(self, live):
        live.say("/start@whatcode_bot 503", chat=GROUP)
        assert "503" in (await answered(live))["text"]


class TestCommands:
    @pytest.mark.parametrize(
        ("text", "part"),
        [
            ("/start", "Whatcode"),
            ("/start 503", "503"),
            ("/help", "How to ask"),
            ("/code 503", "503"),
            ("/code bad gateway", "502"),
            ("/list 5xx", "5xx"),
            ("/list", "4xx"),
            ("/explain upstream said HTTP/1.1 502", "502"),
            ("/language", "Language"),
            ("/about", "Whatcode"),
            ("/privacy", "kept"),
        ],
    )
    async def test_each(self, live, text, part):
        live.say(text)
        assert part in (await answered(live))["text"]

    async def test_compare(self, live):
        live.say("/compare 502 504")
        sent = (await live.wait_for("sendRichMessage")).params
        assert "<table" in sent["rich_message"]["html"]

    async def test_menus_and_profiles_in_both_languages(self, live, engine):
        await live.until(lambda: live.shorts.get("zh"))
        assert [item["command"] for item in live.commands[""]] == [spec.name for spec in engine.menu()]
        assert live.commands["zh"][1]["description"] == engine.menu()[1].description.hans
        assert live.descriptions[""] == engine.phrase("profile-description", "en")

    async def test_a_second_start_changes_nothing(self, fake, running):
        for _ in range(2):
            async with running():
                await fake.until(lambda: fake.shorts.get("zh"))
                await fake.settle()
        assert len(fake.calls("setMyCommands")) == 2
        assert len(fake.calls("getMyCommands")) == 2, "the kept hash spares the questions"


class TestInline:
    async def test_a_code(self, live):
        live.type("503")
        params = (await live.wait_for("answerInlineQuery")).params
        first = params["results"][0]
        assert first["title"] == "503 · Service Unavailable · 服务不可用"
        assert first["description"]
        assert params["is_personal"] is True
        assert params["cache_time"] == 300

    @pytest.mark.parametrize("query", ["5", "s", "超", "timeout", "5xx", ""])
    async def test_from_the_first_character(self, live, query):
        live.type(query)
        assert (await live.wait_for("answerInlineQuery")).params["results"]

    async def test_pages(self, live):
        ids = []
        offset = ""
        for page in range(1, 20):
            live.type("5", offset=offset)
            params = (await live.wait_for("answerInlineQuery", page)).params
            ids += [result["id"] for result in params["results"]]
            offset = params["next_offset"]
            if not offset:
                break
        assert len(set(ids)) == len(ids) > 10

    async def test_the_whole_book_can_be_paged_through(self, live, engine):
        ids, offset = [], ""
        for page in range(1, 100):
            live.type("", offset=offset)
            params = (await live.wait_for("answerInlineQuery", page)).params
            ids += [result["id"] for result in params["results"]]
            offset = params["next_offset"]
            if not offset:
                break
            assert len(params["results"]) == 50
        assert len(ids) == len(set(ids)) == len(engine.catalogue) > 100

    @pytest.mark.parametrize("offset", ["99999", "-1", "no number", "9" * 64, "１２"])
    async def test_an_offset_that_we_did_not_give(self, live, offset):
        live.type("503", offset=offset)
        await live.wait_for("answerInlineQuery")

    @pytest.mark.parametrize("rich", [True, False])
    async def test_a_comparison_goes_first(self, live, rich):
        live.rich = rich
        live.type("502 vs 504")
        results = (await live.wait_for("answerInlineQuery")).params["results"]
        assert results[0]["title"] == "502 / 504 compared"
        assert ("rich_message" in results[0]["input_message_content"]) is rich
        assert {"502 · Bad Gateway · 错误网关", "504 · Gateway Timeout · 网关超时"} <= {r["title"] for r in results}
        inline = live.choose(results[0])
        live.press_inline(inline, "502")
        await live.until(lambda: live.inline_messages[inline]["shown"].startswith("⛔ 502"))

    async def test_a_miss_offers_the_private_chat(self, live):
        live.type("qqqqzzzzxxxx")
        params = (await live.wait_for("answerInlineQuery")).params
        assert params["results"] == []
        assert params["button"] == {"text": "How to ask", "start_parameter": "help"}

    async def test_a_chosen_result_answers_to_its_buttons(self, live):
        live.type("503")
        params = (await live.wait_for("answerInlineQuery")).params
        inline = live.choose(params["results"][0])
        live.press_inline(inline, "More", user=LI)
        edit = (await live.wait_for("editMessageText")).params
        assert edit["inline_message_id"] == inline
        await live.until(lambda: not live.presses)


class TestGuest:
    async def test_one_mention_one_answer(self, live):
        live.summon("@whatcode_bot 503")
        params = (await live.wait_for("answerGuestQuery")).params
        assert "503" in params["result"]["input_message_content"]["message_text"]
        assert not live.guests

    @pytest.mark.parametrize("rich", [True, False])
    async def test_a_comparison(self, live, rich):
        live.rich = rich
        live.summon("@whatcode_bot 502 vs 504")
        content = (await live.wait_for("answerGuestQuery")).params["result"]["input_message_content"]
        assert ("<table" in content["rich_message"]["html"]) if rich else ("•" in content["message_text"])

    async def test_two_bots_do_not_call_each_other_for_ever(self, live):
        live.summon("@whatcode_bot 503", user={"id": 99, "is_bot": True, "first_name": "B"})
        live.say("404")
        await answered(live)
        await live.settle()
        assert not live.calls("answerGuestQuery")

    async def test_what_is_replied_to(self, live):
        live.summon("@whatcode_bot", reply_to_message=OTHER_SAID)
        params = (await live.wait_for("answerGuestQuery")).params
        assert "499" in params["result"]["input_message_content"]["message_text"]

    async def test_its_buttons_work(self, live):
        live.summon("@whatcode_bot 503")
        await live.wait_for("answerGuestQuery")
        inline = next(iter(live.inline_messages))
        live.press_inline(inline, "More")
        assert (await live.wait_for("editMessageText")).params["inline_message_id"] == inline

    async def test_help_where_nothing_was_asked(self, live):
        live.summon("@whatcode_bot")
        params = (await live.wait_for("answerGuestQuery")).params
        assert "How to ask" in params["result"]["input_message_content"]["message_text"]


async def shown_card(fake, text="503", **more):
    """The chat and the number of the bot's answer."""
    before = set(fake.messages)
    fake.say(text, **more)
    await fake.until(lambda: set(fake.messages) - before)
    return (set(fake.messages) - before).pop()


class TestButtons:
    @pytest.mark.parametrize(
        "label", ["More", "Causes", "Checks", "Caller", "Who says it", "Related", "vs 502", "中文"]
    )
    async def test_each_changes_the_message(self, live, label):
        chat, number = await shown_card(live)
        before = live.messages[chat, number]["shown"]
        live.press(chat, number, label)
        await live.until(lambda: live.messages[chat, number]["shown"] != before and not live.presses)

    async def test_the_first_check_can_be_copied_and_the_source_opened(self, live):
        chat, number = await shown_card(live)
        buttons = [b for row in live.messages[chat, number]["reply_markup"]["inline_keyboard"] for b in row]
        assert any("copy_text" in button for button in buttons)
        assert '<a href="https://www.rfc-editor.org/rfc/rfc9110' in live.messages[chat, number]["text"]

    @pytest.mark.parametrize("data", ["show|http:503|no-such-part|x|y", "§§§", "old_verb|1", "x" * 70])
    async def test_old_and_foreign_ids_end_kindly(self, live, data):
        chat, number = await shown_card(live)
        live.press(chat, number, data=data)
        await live.wait_for("answerCallbackQuery")
        await live.settle()
        assert not live.presses

    async def test_a_foreign_id_says_so(self, live, engine):
        chat, number = await shown_card(live)
        live.press(chat, number, data="§§§")
        answer = (await live.wait_for("answerCallbackQuery")).params
        assert engine.phrase("notice-stale-title", "en") in answer["text"]
        assert answer["show_alert"] is True

    @pytest.mark.parametrize("data", ["in|e|show|http:799", "old_verb|1", "in|x|show|http:503", "nothing"])
    async def test_a_button_that_leads_nowhere_leaves_the_card(self, live, engine, data):
        chat, number = await shown_card(live)
        before = dict(live.messages[chat, number])
        live.press(chat, number, data=data)
        answer = (await live.wait_for("answerCallbackQuery")).params
        assert engine.phrase("notice-stale-title", "en") in answer["text"]
        await live.settle()
        assert live.messages == {(chat, number): before}

    async def test_choices_lead_to_their_codes(self, live):
        chat, number = await shown_card(live, "5xx")
        live.press(chat, number, "503 Service Unavailable")
        await live.until(lambda: live.messages[chat, number]["shown"].startswith("⛔ 503"))

    async def test_remove_by_the_asker(self, live):
        chat, number = await shown_card(live, "/code 503", chat=GROUP)
        live.press(chat, number, "Remove")
        await live.until(lambda: (chat, number) not in live.messages and not live.presses)

    async def test_remove_by_somebody_else(self, live, engine):
        chat, number = await shown_card(live, "/code 503", chat=GROUP)
        live.press(chat, number, "Remove", user=LI)
        answer = (await live.wait_for("answerCallbackQuery")).params
        assert answer["text"].endswith(engine.phrase("remove-denied", "zh-Hans")) or "remove" in answer["text"].lower()
        assert (chat, number) in live.messages

    async def test_remove_by_an_administrator(self, live):
        live.members[GROUP["id"], LI["id"]] = {"status": "administrator", "user": LI, "can_delete_messages": True}
        chat, number = await shown_card(live, "/code 503", chat=GROUP)
        live.press(chat, number, "Remove", user=LI)
        await live.until(lambda: (chat, number) not in live.messages and not live.presses)

    async def test_a_press_by_somebody_else_does_not_make_the_card_theirs(self, live):
        chat, number = await shown_card(live, "/code 503", chat=GROUP)
        before = live.messages[chat, number]["shown"]
        live.press(chat, number, "More", user=LI)
        await live.until(lambda: live.messages[chat, number]["shown"] != before and not live.presses)
        live.press(chat, number, "Remove", user=LI)
        assert (await live.wait_for("answerCallbackQuery", 2)).params["show_alert"] is True
        live.press(chat, number, "Remove")
        await live.until(lambda: (chat, number) not in live.messages and not live.presses)

    async def test_what_cannot_be_removed_is_said_so(self, live, engine):
        live.fail("deleteMessage", status=400, description="Bad Request: message can't be deleted")
        chat, number = await shown_card(live, "/code 503", chat=GROUP)
        live.press(chat, number, "Remove")
        answer = (await live.wait_for("answerCallbackQuery")).params
        assert engine.phrase("notice-unremoved-title", "en") in answer["text"]

    async def test_a_message_that_is_gone(self, live):
        chat, number = await shown_card(live)
        live.press(chat, number, "More")
        del live.messages[chat, number]
        await live.until(lambda: not live.presses)
        await live.settle()

    async def test_a_message_too_old_to_change_gets_a_new_one(self, live):
        chat, number = await shown_card(live)
        message = live.messages.pop((chat, number))
        data = next(
            b["callback_data"] for row in message["reply_markup"]["inline_keyboard"] for b in row if b["text"] == "More"
        )
        live.presses.add("p")
        gone = {"chat": {"id": chat, "type": "private"}, "message_id": number, "date": 0}
        live.post(callback_query={"id": "p", "from": ANN, "chat_instance": "1", "message": gone, "data": data})
        await live.wait_for("sendMessage", 2)


class TestEdits:
    async def test_an_edited_question_edits_its_answer(self, live):
        said = live.say("503")
        await answered(live)
        (key,) = live.messages
        live.change(said, "404")
        await live.until(lambda: "404" in live.messages[key]["shown"])
        assert len(live.calls("sendMessage")) == 1

    async def test_in_a_group(self, live):
        said = live.say("/code 503", chat=GROUP)
        await answered(live)
        (key,) = live.messages
        live.change(said, "/code 404")
        await live.until(lambda: "404" in live.messages[key]["shown"])

    async def test_an_edit_that_calls_us_is_answered(self, live):
        said = live.say("503", chat=GROUP)
        live.change(said, "@whatcode_bot 503")
        assert "503" in (await answered(live))["text"]

    async def test_a_change_that_nobody_sees_leaves_the_answer(self, live):
        """The server tells of a link preview that came, say, as of an edit."""
        said = live.say("503")
        await answered(live)
        ((chat, number),) = live.messages
        live.press(chat, number, "More")
        await live.until(lambda: live.calls("editMessageText") and not live.presses)
        live.change(said, "503")
        live.say("404")
        await answered(live, 2)
        assert len(live.calls("editMessageText")) == 1

    async def test_what_another_process_answered_is_not_answered_again(self, fake, running):
        async with running():
            said = fake.say("503")
            await answered(fake)
        async with running():
            fake.change(said, "404")
            fake.say("418")
            assert "418" in (await answered(fake, 2))["text"]
            await fake.settle()
        assert len(fake.messages) == 2

    async def test_an_old_one_that_we_do_not_know_is_left_alone(self, live):
        live.change(live.message("503"), "404", later=3600)
        live.say("418")
        assert "418" in (await answered(live))["text"]


class TestTables:
    async def test_stacked_where_the_server_takes_none(self, live):
        live.rich = False
        for count in (1, 2):
            live.say("502 vs 504")
            assert "•" in (await answered(live, count))["text"]
        assert len([r for r in live.requests if r.method == "sendRichMessage"]) == 1, "it is asked once"

    async def test_one_that_is_refused_is_stacked_and_the_next_is_tried_again(self, live):
        live.fail("sendRichMessage", status=400, description="Bad Request: RICH_MESSAGE_INVALID")
        live.say("502 vs 504")
        assert "•" in (await answered(live))["text"]
        live.say("301 vs 302")
        await live.wait_for("sendRichMessage")

    async def test_a_press_on_a_table(self, live):
        chat, number = await shown_card(live, "502 vs 504")
        live.press(chat, number, "502")
        await live.until(lambda: "<b>502" in live.messages[chat, number].get("text", ""))

    async def test_turned_off(self, fake, running):
        async with running(rich_tables=False):
            fake.say("502 vs 504")
            assert "•" in (await answered(fake))["text"]
        assert not [r for r in fake.requests if r.method == "sendRichMessage"]


async def test_in_order_within_a_chat_and_at_once_between_chats(live):
    live.fail("sendMessage", kind="error", status=429, description="Too Many Requests", parameters={"retry_after": 1})
    for code in ("404", "503", "418"):
        live.say(code)
    await answered(live, 3)
    assert [r.params["text"].split("<b>")[1][:3] for r in live.calls("sendMessage")] == ["404", "503", "418"]


async def test_many_chats(live):
    people = [{**ANN, "id": 1000 + n} for n in range(120)]
    for person in people:
        live.say("503", user=person)
    await answered(live, 120)
    assert {r.params["chat_id"] for r in live.calls("sendMessage")} == {person["id"] for person in people}


async def test_membership_is_noted_quietly(live, seen):
    member = {"user": ANN, "status": "kicked"}
    live.post(
        my_chat_member={"chat": GROUP, "from": ANN, "date": 1, "old_chat_member": member, "new_chat_member": member}
    )
    await live.settle()
    await asyncio.sleep(0)
    assert seen.errors == []
