"""Codes in pasted text: access logs, proxies, traces, alerts, curl output, error pages.

A rule is a pattern whose group `code` is a status and nothing else. Every number that no rule points at is left alone:
ports, sizes, times, ids and line numbers look like codes and are none. Sources of the formats stand beside the rules.

Anybody chooses the text, so a pattern may try no place in more than one way: where two repeats could share what they
take, they take it for good (`*+`, `(?>…)`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from knowledge.search.needles import Sieve, with_needles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST = 200
"""Codes that are taken out of one text."""

LINES_MOST, LINE_LONGEST = 2_000, 4_000
"""Lines that are looked at, and characters of each."""

_LONGEST_NAME = 80

_STATUS = r"(?P<code>[1-9]\d\d|000)(?![\d.]*\d)(?![A-Za-z%]|/[A-Z]{2})"
_METHOD = "(?:GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS|CONNECT|TRACE|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|REPORT|PURGE)"
_KEY = r"(?:http|https|elb|lb|target|upstream|backend|origin|edge|response|resp|res|sc|beresp|client|downstream|final|return|returned)"


class Found(msgspec.Struct, frozen=True):
    """A code in a pasted text: the digits (or a class, "5xx"), where they stand, and the rule that found them."""

    text: str
    start: int
    rule: str


_Rule = tuple[str, str]
"""A name, and a pattern."""


@cache
def _sieve(rules: tuple[_Rule, ...]) -> Sieve:
    """The rules; each is compiled when a text first has one of its needles."""
    return Sieve([with_needles(name, pattern, re.IGNORECASE | re.MULTILINE) for name, pattern in rules])


# Rules that own a whole line: where one matches, no other rule looks at that line.
_LINES = (
    # AWS ALB access log: type time elb client target 3 times elb_status target_status …
    (
        "alb",
        r"\b(?:https?|h2|wss?|grpcs?) \d{4}-\d\d-\d\dT\S+ \S+ \S+ \S+ -?[\d.]+ -?[\d.]+ -?[\d.]+ (?P<code>\d{3}|-) (?P<second>\d{3}|-)",
    ),
    # Classic ELB: time elb client backend 3 times elb_status backend_status received sent "request"
    (
        "elb",
        r"(?:^|\s)\d{4}-\d\d-\d\dT\S+ \S+ [\d.]+:\d+ \S+ -?[\d.]+ -?[\d.]+ -?[\d.]+ (?P<code>\d{3}|-) (?P<second>\d{3}|-|0) \d+ \d+ \"",
    ),
    # CloudFront standard log: date time edge bytes ip method host uri status … (tabs)
    (
        "cloudfront",
        rf"\d{{4}}-\d\d-\d\d\s+\d\d:\d\d:\d\d\s+[A-Z]{{3}}\d++-?\S*+\s++\d++\s++\S++\s++{_METHOD}\s+\S+\s+\S+\s+(?P<code>\d{{3}})\s",
    ),
    # IIS W3C: … sc-status sc-substatus sc-win32-status [bytes…] time-taken at the end of the line
    (
        "iis",
        rf"^(?>.*?\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d \S+ )(?>.*?{_METHOD} \S+ \S+ \d+ ).*?\s(?P<code>[1-5]\d\d) \d{{1,3}} \d+(?: \d+)*+\s*$",
    ),
    # Squid native: time elapsed client RESULT/status bytes method …
    ("squid", r"\b(?:TCP|UDP|NONE|TAG)_?[A-Z_]*/(?P<code>\d{3})\s+\d+\s.*"),
    # HAProxy HTTP log: … Tq/Tw/Tc/Tr/Tt status bytes …
    ("haproxy", r"\s\S+ \S+/\S+ [+-]?-?\d+(?:/-?\d+){3,4}\+? (?P<code>\d{3}|-1) \+?\d+ .*"),
    # Common and combined log format, and those derived from it: "request" status
    (
        "access",
        rf"\"(?:{_METHOD}\s[^\"]*|[^\"]*HTTP/[\d.]+|[^\"\s]*)\"\s+(?P<code>[1-9]\d\d|000)(?=\s|$)",
    ),
    # Gin, Fiber, Rails-like: | 307 | 502.1µs |
    ("gin", rf"\|\s*(?P<code>[1-5]\d\d)\s*\|(?=\s*[\d.]+\s?(?:ms|µs|μs|us|ns|s)\b|.{{0,200}}?\|\s*{_METHOD}\b)"),
    # As morgan and development servers print it: GET /path 404 12.3 ms
    (
        "morgan",
        rf"(?<![\w\"]){_METHOD} (?:https?://|/)\S* (?:HTTP/[\d.]+ )?(?:->|=>|→|-)?\s*(?P<code>[1-5]\d\d)(?= [\d.]+ ?m?s| - |\s*$| in |\s\()(?!\d)",
    ),
    # What load generators sum up: hey's "[503] 12 responses", vegeta's "Status Codes [code:count] 0:3 200:99 503:1"
    ("hey", r"^\s*+\[(?P<code>[1-5]\d\d)\]\s++\d++ responses?\b"),
    (
        "vegeta",
        r"\[code:count\]\s++(?:0:\d++\s++)?(?P<code>[1-5]\d\d):\d++(?:\s++(?P<second>[1-5]\d\d):\d++)?(?:\s++(?P<third>[1-5]\d\d):\d++)?",
    ),
    # Rails: Completed 500 Internal Server Error in 12ms
    ("rails", r"\bCompleted (?P<code>[1-5]\d\d) [A-Z]"),
)

_ANYWHERE = (
    # A status line: HTTP/1.1 503, HTTP/2 200, HTTP 403
    (
        "status-line",
        rf"\bHTTPS?(?:/[0-9.]+)?[ :]++(?:status|error|code|critical|warning|ok|response)*+[ :]*+{_STATUS}",
    ),
    ("http-error", rf"\bHTTP[ _-]?(?:ERROR|EXCEPTION|STATUS|CODE|RESPONSE)?[ _:(\[-]*+(?:CODE)?[ :=]*+{_STATUS}"),
    # key=value and JSON: status=504, "status":406, statusCode: 415, http_status_code=503, elb_status_code
    (
        "key",
        rf"(?<![a-z])[\"']?(?:{_KEY}[._-]?){{0,4}}(?:status|statuscode|status[ _.-]?code|http[_.-]?code|response[ _.-]?code|resp[_.-]?code|responsestatus|berespstatus|respstatus|downstreamstatus|originstatus|edgeresponsestatus|resultcode|httpstatus|http[_.-]?status)[\"']?\s*(?:[:=]|=>|is|was|of|got|returned|\s)\s*[\"'(\[]?{_STATUS}",
    ),
    ("code", rf"(?<![a-z])[\"']?(?:error[ _]?code|code|errcode|ret|rc)[\"']?\s*(?:[:=]|=>)\s*[\"'(]?{_STATUS}"),
    ("http-code", rf"\bhttp[_ -]?code[\"']?\s*[:= ]\s*{_STATUS}"),
    # Words: "status code 415", "responded with 503", "returned error: (417)", "response 502 from"
    (
        "words",
        rf"\b(?:status(?: code)?|response(?: code| status)?|responded(?: with)?(?: status)?|replied(?: with)?|answered(?: with)?|returned?(?: an?)?(?: unexpected)?(?: http)?(?: error| status| code){{0,3}}|returning|failed with(?: status)?(?: code)?|got(?: an?)?|received(?: an?)?(?: http)?(?: status)?|unexpected(?: status| response)?(?: code)?|expected \d+(?:,)? (?:but )?got|server error|client error|error code|with (?:http )?(?:status|code|error))\s*+[:=]?\s*+[(\[]?{_STATUS}(?![-/:_]\w)",
    ),
    (
        "han",
        rf"(?:状态码|状态|狀態碼|响应码|响应|响应状态|回應碼|回应码|回應|返回码|返回了?|错误码|錯誤碼|报错|代码|回傳|HTTP)\s*+(?:为|是|碼|码|了)?\s*+[:：=]?\s*+[\"'(（]?{_STATUS}",
    ),
    # Feign, Apache HttpClient: [405] during [GET]; Nginx error page: <title>400 …
    ("feign", r"\[(?P<code>[1-5]\d\d)(?: [^\]\[]*+)?\] during \["),
    ("title", r"<(?:title|h1|h2)>(?:\s*(?:HTTP )?(?:Error|Status)?\s*)(?P<code>[1-5]\d\d)\b"),
    (
        "trailing",
        r"\b(?:server returned|server replied|error|failed|failure|status)[:,]? [\w ]{0,40}?\((?P<code>[1-5]\d\d)\)",
    ),
    # As wget says it: "awaiting response... 404 Not Found"; "ERROR 404: Not Found"
    ("wget", r"(?:response\.\.\. |^.*ERROR )(?P<code>[1-5]\d\d)(?=[ :])"),
    # IIS detailed error: 500.19 - ...
    ("iis-sub", r"\b(?:error|http|status)\s+(?P<code>[1-5]\d\d)\.\d{1,2}\b"),
    # A monitoring metric with the class or code as label: code="503", status:504, {code=~"5.."}
    (
        "label",
        r"\b(?:code|status|status_code|response_code|http_status)[=:]~?[\"']?(?P<code>[1-5](?:\d\d|xx|\.\.))(?![\d\w])",
    ),
    ("class", r"(?<![A-Za-z\d])(?:h?rsp_|http_|status_|_)?(?P<code>[1-5]xx)(?![A-Za-z\d])"),
    (
        "exception",
        rf"\b(?:\w*(?:HTTPError|HttpException|HTTPException|HttpErrorResponse|ResponseError|ApiException|RequestException|StatusError|HttpClientErrorException|HttpServerErrorException|WebClientResponseException|ClientResponseError|InvalidStatusCode|BadStatusLine|ServerError|ClientError)(?:[.$]\w+)?)[:( ]+(?:HTTP Error |HTTP |status[ =:]*|code[ =:]*|status_code=)?[\"']?{_STATUS}",
    ),
    ("upstream", rf"\bupstream\b[^\n]{{0,40}}?\b(?:status|returned|responded)[ :=]*{_STATUS}"),
    # Counted, as alerts do: "504 ratio 12.5%", "502 数量 37 次", 500=12
    (
        "counted",
        r"(?<![\w.:/=$-])(?P<code>[1-5]\d\d)(?:'?s)?(?=\s?(?:errors? )?(?:ratio|rate|responses?|count|spike)\b|\s?(?:数量|占比|比例|次数|告警|错误率|飙升|激增|突增))",
    ),
    ("histogram", r"(?<![\w.:/=-])(?P<code>[1-5]\d\d)=\d+(?=[\s,;]|$)"),
    ("backend", r"\bcode (?P<code>[1-5]\d\d),? "),
)

_WRITE_OUT = re.compile(
    r"-w\s*+(?P<q>[\"'])(?P<format>[^\n]{0,200}?%\{(?:http_code|response_code)\}[^\n]{0,200}?)(?P=q)"
)
_FORMATS = 5
_LAYOUT = re.compile(r"%\{(\w+)\}|((?:\\n|\s)+)|((?:(?!%\{\w+\}|\\n)\S)+)")
_CODES = ("http_code", "response_code")
_ANSWERED, _VALUE = 16_384, 99
"""Characters behind a format in which its output is looked for, and of one value in it."""


# An event of Kubernetes that says that all is well: "Normal  Pulled  3m  kubelet  Successfully pulled image …".
_NORMAL = re.compile(r"^[ \t]*Normal[ \t]+[A-Z]\w+[ \t]+[^\n]*", re.MULTILINE)


def without_normal(text: str) -> str:
    """A text without the lines that say that all is well."""
    return _NORMAL.sub("", text)


def find(text: str, reason: Callable[[str], str]) -> list[Found]:
    """Every code that a rule points at, in order of appearance, each place once, at most `MOST`.

    Args:
        text: cleaned text, its line breaks kept.
        reason: of a code a pattern of its official names, or ""; one followed by its own name needs no other sign.
    """
    lines = _Lines(text)
    found = list(_write_out(text))
    for item in found:
        lines.take(item.start)
    found += _whole_lines(text, lines)
    found += _loose(text, reason, lines)
    return _in_order(found)[:MOST]


def _whole_lines(text: str, lines: _Lines) -> Iterator[Found]:
    """What the first rule that knows the format of a line says about it."""
    sieve = _sieve(_LINES)
    for start, end in islice(lines, LINES_MOST):
        if not lines.free(start):
            continue
        line = text[start : min(end, start + LINE_LONGEST)]
        rule, match = next(sieve.matches(line), ("", None))
        if match:
            lines.take(start)
            yield from _groups(match, rule, start)


class _Lines:
    """The lines of a text, and which of them a rule has taken for itself."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._end = len(text)
        self._taken: set[int] = set()

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Where each line starts and ends."""
        return zip(self._starts, [*(start - 1 for start in self._starts[1:]), self._end], strict=True)

    def take(self, at: int) -> None:
        self._taken.add(bisect_right(self._starts, at))

    def free(self, at: int) -> bool:
        return bisect_right(self._starts, at) not in self._taken


def _groups(match: re.Match[str], name: str, line: int) -> Iterator[Found]:
    for group in ("code", "second", "third"):
        digits = match.groupdict().get(group)
        if digits and digits.strip("-").isdigit() and digits not in ("-1", "0"):
            yield Found(digits, line + match.start(group), name)


def _loose(text: str, reason: Callable[[str], str], lines: _Lines) -> Iterator[Found]:
    for rule in _sieve(_ANYWHERE).left(text):
        for match in islice(rule.pattern.finditer(text), MOST):
            if lines.free(match.start("code")):
                code = match["code"].lower().replace("..", "xx")
                yield Found(code, match.start("code"), rule.owner)
    for match in islice(_NAMED.finditer(text), MOST):
        name = reason(match["code"])
        if name and lines.free(match.start("code")):
            following = text[match.end() : match.end() + _LONGEST_NAME]
            if re.match(name, following, re.IGNORECASE):
                yield Found(match["code"], match.start("code"), "reason")


_NAMED = re.compile(r"(?<![\d.:/\w-])(?P<code>[1-9]\d\d)(?=[\s:,.\-(/]{1,3}[A-Za-z])")


def _write_out(text: str) -> Iterator[Found]:
    """Curl's own format string says which number of its output is the status (`-w "%{http_code} %{time_total}"`)."""
    for match in islice(_WRITE_OUT.finditer(text), _FORMATS):
        pattern = _compiled_format(match["format"].removesuffix("\\n"))
        answer = pattern.search(text, match.end(), match.end() + _ANSWERED)
        if answer:
            yield Found(answer["code"], answer.start("code"), "curl -w")


def _compiled_format(layout: str) -> re.Pattern[str]:
    """A pattern of what curl prints for a format that names its code.

    People choose the format, so nothing in the pattern may be tried in more ways than one: a variable takes all up to
    what stands behind it, and what was taken is not given back.
    """
    pattern = ""
    coded = False
    parts = [part for part in _LAYOUT.findall(layout) if any(part)]
    for at, (variable, gap, literal) in enumerate(parts):
        if gap:
            pattern += r"\s*+"
        elif literal:
            pattern += re.escape(literal)
        elif variable in _CODES and not coded:
            pattern += r"(?P<code>\d{3})"
            coded = True
        else:
            pattern += _taken(*(parts[at + 1] if at + 1 < len(parts) else ("", " ", "")))
    return re.compile(pattern)


def _taken(variable: str, _gap: str, literal: str) -> str:
    """What a variable takes, given what follows it."""
    if literal:
        return rf"(?>\S{{0,{_VALUE}}}?(?={re.escape(literal)}))"
    if variable:  # two without anything between them: the second takes it all, or is the code
        return rf"\S{{0,{_VALUE}}}?" if variable in _CODES else ""
    return rf"\S{{0,{_VALUE}}}+"


def _in_order(found: list[Found]) -> list[Found]:
    unique: dict[int, Found] = {}
    for item in found:
        unique.setdefault(item.start, item)
    return [unique[at] for at in sorted(unique)]
