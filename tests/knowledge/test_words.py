"""What a text in words is taken to say: what is denied, whose name it is, and whether HTTP may be meant."""

from __future__ import annotations

import pytest

from bot.query import Query
from knowledge.catalogue import open_catalogue
from knowledge.search.focus import Focus
from knowledge.search.score import Scorer

CATALOGUE = open_catalogue()


def _concepts(text: str) -> set[str]:
    return {concept[1:] for concept in CATALOGUE.tokenizer.cut(text).concepts}


@pytest.mark.parametrize(
    ("text", "said", "not_said"),
    [
        ("apache isn't running and cloudflare complains", {"bad_gateway_cause", "cloudflare"}, {"!cloudflare"}),
        ("not behind a proxy, straight to nginx", {"!proxy", "nginx"}, {"!nginx", "proxy"}),
        ("no timeout at all", {"!timeout"}, {"timeout"}),
        ("no, the thing was really quite a timeout", {"timeout"}, {"!timeout"}),
        ("没超时", {"!timeout"}, {"timeout"}),
    ],
)
def test_what_is_denied_is_the_next_thing_and_no_more(text, said, not_said):
    concepts = _concepts(text)
    assert said <= concepts
    assert not not_said & concepts


def test_a_name_with_a_word_of_another_script_is_whole_only_with_it():
    whole = next(hit for hit in CATALOGUE.search("grpc 找不到资源") if hit.id == "grpc:5")
    part = next(hit for hit in CATALOGUE.search("找不到资源") if hit.id == "grpc:5")
    assert whole.name > part.name
    assert CATALOGUE.search("找不到资源")[0].id == "http:404"


def test_where_a_family_stands_alone_http_is_hardly_meant():
    text = "客户端取消了请求"
    near, far = (Focus(families=("grpc",), alone=alone) for alone in (False, True))
    gaps = []
    for focus in (near, far):
        scores = {hit.id: hit.score for hit in CATALOGUE.search(text, focus=focus)}
        gaps.append(scores["http:499"] - scores["grpc:1"])
    assert gaps[1] < gaps[0]
    assert {id_ for id_, family in CATALOGUE.families.items() if family.alone} >= {"ftp", "smtp", "mysql", "pg"}
    assert not CATALOGUE.families["http"].alone


def test_codes_that_any_program_meets_need_no_word_of_their_family():
    everywhere = {id_ for id_, family in CATALOGUE.families.items() if family.everywhere}
    assert everywhere == {"errno", "exit", "net", "signal"}
    text, search = "个人磁盘配额用完", CATALOGUE.scorer
    plain = Scorer(search._index, CATALOGUE.tokenizer)
    gained = {hit.id: hit.score for hit in search.search(text)}
    scores = {hit.id: hit.score for hit in plain.search(text)}
    assert gained["errno:EDQUOT"] > scores["errno:EDQUOT"]
    assert {
        id_: score for id_, score in scores.items() if id_.partition(":")[0] not in everywhere
    }.items() <= gained.items()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("X-RateLimit-Limit: 120", "http:429"),  # the number is the header's, not a reply of FTP's
        ("error-code: 503", "http:503"),
        ("半夜一堆499", "http:499"),
        ("connection timed out (cloudflare)", "http:522"),  # what stands beside an official name counts
        ("connection timed out", "errno:ETIMEDOUT"),
        ("greylisted, mail deferred", "smtp:450"),  # the reply before its enhanced code, 4.7.1
        ("bad gatewya", "http:502"),
        ("ctrl+z 挂起", "signal:SIGTSTP"),
        ("个人磁盘配额用完", "errno:EDQUOT"),  # nothing points at errno, and it is described better than 507
        (
            "x-ratelimit-reset: 60",
            "http:429",
        ),  # and not Envoy's RL: its codes are described with a word of its field
        ("密码错误登录不了", "http:401"),  # nor FTP's 530
        ("ERR_TOO_MANY_REDIRECTS", "net:ERR_TOO_MANY_REDIRECTS"),  # a constant is its family's, not an alias of HTTP's
        ("timeout", "http:504"),  # while a name as short as this is HTTP's, though others have it letter by letter
    ],
)
def test_what_is_meant_first(engine, text, first):
    answer = engine.answer(Query(text=text)).answer
    assert answer.subject[0] == first


@pytest.mark.parametrize(
    "text",
    [
        "my locker is 429", "call 404-555-0134", "SELECT id FROM t LIMIT 500;", "门牌号是404", "the 502 bus is late",
        "bundled 502 modules in 3 s",
    ],
)  # fmt: skip
def test_numbers_of_daily_life_get_no_card(engine, text):
    assert not engine.answer(Query(text=text)).answer.answered
