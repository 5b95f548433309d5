"""Formats of the world, with numbers in them that look like codes. Each line: the text, and the codes in it."""

from __future__ import annotations

import pytest

from bot.answer import Answer
from bot.query import Query
from bot.read.logs import find, without_normal
from bot.read.messages import Messages
from bot.read.reader import Reader
from bot.reading import Shape

LINES = [
    ('192.0.2.1 - - [03/Jun/2026:02:07:55 +0000] "GET /404 HTTP/1.1" 502 500 "-" "curl/8.5.0"', "502"),
    ('192.0.2.1 - bob [03/Jun/2026:02:07:55 +0000] "POST /v1/500 HTTP/2.0" 201 404 0.503', "201"),
    ("HTTP/1.1 429 Too Many Requests\nRetry-After: 120\nContent-Length: 404", "429"),
    ("HTTP/2 204", "204"),
    ('{"level":"error","status":504,"duration_ms":502,"path":"/a/404"}', "504"),
    ("requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://example.org/500", "403"),
    ("org.springframework.web.client.HttpServerErrorException$BadGateway: 502 Bad Gateway: [no body] line 404", "502"),
    ("AxiosError: Request failed with status code 422\n    at settle (core.js:404:12)", "422"),
    ("--2026-05-03 05:03:00-- http://example.org/x\nHTTP request sent, awaiting response... 404 Not Found\nERROR 404: Not Found.", "404"),
    ("Error 503 first byte timeout\n\nfirst byte timeout\n\nError 54113\n\nDetails: cache-ams2 404 502", "503"),
    ("upstream returned 503 after 502ms, request id 404aa", "503"),
    ('[GIN] 2026/05/11 - 04:04:11 | 404 |     502.113µs |      10.0.5.4 | GET     "/500"', "404"),
    ("Completed 500 Internal Server Error in 404ms (ActiveRecord: 3.2ms)", "500"),
    ('10.0.0.7:54500 [06/Feb/2026:12:14:14.655] fe be/s1 0/0/1/404/405 504 216 - - sH-- 503/500/0/0/0 0/0 "GET / HTTP/1.1"', "504"),
    ("1715000404.502    403 10.0.0.14 TCP_MISS/200 3912 GET http://example.com/500 - HIER_DIRECT/10.0.0.1 text/html", "200"),
    ("<html><head><title>413 Request Entity Too Large</title></head><body>nginx/1.25.404</body></html>", "413"),
    ("Readiness probe failed: HTTP probe failed with statuscode: 500", "500"),
    ("$ curl -sIL http://a.example\nHTTP/1.1 302 Found\nLocation: /404\n\nHTTP/1.1 200 OK\nContent-Length: 503", "302 200"),
    ("curl -s -o /dev/null -w '%{time_total} %{http_code}\\n' https://a.example\n0.404 503", "503"),
    ("【告警】订单服务 接口返回 503，耗时 404ms，阈值 500ms，节点 web-502", "503"),
    ('[FIRING:1] nginx_http_requests_total{code="499"} > 500 for 5m on web-404', "499"),
    ("fail: status=502 host=web-404 took=500ms id=503aa", "502"),
    ("Requests/sec:\t404.5\n\nStatus code distribution:\n  [200]\t4040 responses\n  [503]\t502 responses", "200 503"),
    ("Requests      [total, rate]  404, 50.02\nStatus Codes  [code:count]   0:3  200:404  503:12", "200 503"),
]  # fmt: skip

SILENT = [
    "postgres[404]: LOG:  checkpoint complete: wrote 500 buffers (3.1%); write=50.203 s, total=50.301 s",
    "  404 root      20   0  502.3m  50.3m  20.0m S   2.0   4.1   3:07.42 dockerd",
    "[50.302s][info][gc] GC(404) Pause Young (Normal) 502M->200M(1024M) 4.031ms",
    "500+0 records in\n500+0 records out\n524288000 bytes copied, 2.00421 s, 262 MB/s",
    "2026-05-03 05:03:00 worker-404 processed 500 jobs in 502 ms, queue=503",
    " 14 files changed, 500 insertions(+), 404 deletions(-)",
    "commit 404f00d, 500 insertions(+), 502 deletions(-)\nDate: 2026-05-03 05:03:00",
]


def ids(engine, text, **more):
    outcome = engine.answer(Query(text=text, **more))
    assert isinstance(outcome.answer, Answer)
    return outcome.answer


@pytest.mark.parametrize(("text", "codes"), LINES, ids=[codes for _, codes in LINES])
def test_the_codes_in_a_line_and_nothing_else(engine, text, codes):
    answer = ids(engine, text)
    assert answer.answered
    assert [id_ for id_ in answer.subject if id_.startswith("http:")][: len(codes.split())] == [
        f"http:{code}" for code in codes.split()
    ]
    if " " in codes:
        assert len(answer.subject) == len(codes.split())


@pytest.mark.parametrize("text", SILENT, ids=range(len(SILENT)))
def test_a_text_without_a_code_is_not_given_one(engine, text):
    assert not ids(engine, text).answered


def test_a_number_is_told_by_the_reason_behind_it(engine):
    (found,) = find("x\nupstream gave 504 Gateway Timeout to us", engine.catalogue.reason)
    assert (found.text, found.rule) == ("504", "reason")


def test_the_message_replied_to_is_read(engine):
    assert ids(engine, "explain this", quoted="HTTP/1.1 503 Service Unavailable").subject[0] == "http:503"
    assert ids(engine, "", quoted="status=429").subject[0] == "http:429"
    assert ids(engine, "what's 404", quoted="HTTP/1.1 503 Service Unavailable").subject[0] == "http:404"


def test_lines_that_say_that_all_is_well_are_as_if_they_were_not_there():
    well, ill = (
        "Normal   Pulled     3m   kubelet  Successfully pulled image",
        "Warning  BackOff  2m  kubelet  Back-off restarting",
    )
    assert without_normal(f"{well}\n{ill}\n  {well}") == f"\n{ill}\n"
    assert without_normal("Normal people say 503") == "Normal people say 503"


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("it says key=value and 503", Shape.PHRASE),
        ("it says key=value\nand 503", Shape.LOG),
        ("it says\nand 503", Shape.PHRASE),
        ("curl: (28) timed out", Shape.LOG),
        ("Error 503 first byte timeout\n\nError 54113\n\nDetails: cache-ams2", Shape.LOG),
        ("Error 503 again\nwhat now", Shape.PHRASE),
        ("a=1 b=2 c=3 d=4", Shape.LOG),
        ("word " * 401, Shape.LOG),
    ],
)
def test_what_looks_like_a_log(engine, text, shape):
    assert Reader(engine.catalogue).read(text).shape is shape


# --- error texts ------------------------------------------------------------------------------------------------------


@pytest.fixture
def messages(engine):
    return Messages(engine.catalogue, frozenset())


@pytest.mark.parametrize("family", ["dns", "errno"])
def test_an_error_text_of_several_families_is_that_of_the_one_pointed_at(messages, family):
    mention = messages.pasted("lookup db.internal: no such host", (family,))
    assert mention.ids[0].startswith(f"{family}:")
    assert (mention.text, mention.start) == ("no such host", 20)
    assert len(mention.ids) == 2


def test_the_longest_error_text_is_meant_but_a_status_goes_before_its_cause(messages):
    assert messages.pasted("write: connection reset by peer", ()).text == "connection reset by peer"
    assert messages.pasted("service unavailable: connection reset by peer", ()).ids[0] == "http:503"


@pytest.mark.parametrize(
    ("text", "id_"),
    [("ask", None), ("oom", None), ("Terminated", "k8s:Terminated"), ("No such host", None), ("bad gateway", None), ("权限不够", None)],
)  # fmt: skip
def test_an_official_name_stands_alone_if_it_is_long_enough(messages, text, id_):
    mention = messages.whole(text)
    assert (mention and mention.ids[0]) == id_
