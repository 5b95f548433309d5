"""Envoy: every response flag is there, by its letters, by its long name, and out of access logs."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.check import check

CATALOGUE = Catalogue(open_book())
READER = Reader(CATALOGUE)
FILES = sorted((Path(__file__).parents[2] / "knowledge" / "data" / "envoy").glob("*.toml"))

FLAGS = {
    "UH": "NoHealthyUpstream", "UF": "UpstreamConnectionFailure", "UO": "UpstreamOverflow", "NR": "NoRouteFound",
    "URX": "UpstreamRetryLimitExceeded", "NC": "NoClusterFound", "DT": "DurationTimeout",
    "DC": "DownstreamConnectionTermination", "LH": "FailedLocalHealthCheck", "UT": "UpstreamRequestTimeout",
    "LR": "LocalReset", "UR": "UpstreamRemoteReset", "UC": "UpstreamConnectionTermination", "DI": "DelayInjected",
    "FI": "FaultInjected", "RL": "RateLimited", "UAEX": "UnauthorizedExternalService", "RLSE": "RateLimitServiceError",
    "IH": "InvalidEnvoyRequestHeaders", "SI": "StreamIdleTimeout", "DPE": "DownstreamProtocolError",
    "UPE": "UpstreamProtocolError", "UMSDR": "UpstreamMaxStreamDurationReached", "RFCF": "ResponseFromCacheFilter",
    "NFCF": "NoFilterConfigFound", "OM": "OverloadManagerTerminated", "DF": "DnsResolutionFailed",
    "DO": "DropOverload", "DR": "DownstreamRemoteReset", "UDO": "UnconditionalDropOverload",
}  # fmt: skip
"""Envoy's documentation of access logging, `%RESPONSE_FLAGS%` and `%RESPONSE_FLAGS_LONG%`, read 2026-11-25."""

LINES = {
    '[2026-11-25T03:10:11.300Z] "GET /api HTTP/1.1" 503 UH no_healthy_upstream - "-" 0 19 0 - "10.0.3.2"': ["envoy:UH"],
    '[2026-11-25T03:10:11.300Z] "POST /pay HTTP/2" 503 UF,URX upstream_reset - "-" 0 91 40 - "-"': [
        "envoy:UF",
        "envoy:URX",
    ],
    '[2026-11-25T03:10:11.300Z] "- - -" 0 UF,URX - - "-" 0 0 10000 - "-" "-"': ["envoy:UF", "envoy:URX"],
    '{"response_code":504,"response_flags":"UT","duration":15001,"path":"/report"}': ["envoy:UT"],
    '[2026-11-25T03:10:11.300Z] "GET / HTTP/1.1" 0 DC downstream_remote_disconnect - "-" 0 0 30001': ["envoy:DC"],
}


def test_no_fault():
    assert len(FILES) >= 5
    assert check(FILES) == []


def test_every_flag_is_there_and_no_other():
    assert len(FLAGS) == 30
    assert {code.key for code in CATALOGUE.codes("envoy")} == set(FLAGS)


@pytest.mark.parametrize(("short", "long"), FLAGS.items())
def test_letters_and_long_name_lead_to_the_same_entry(short, long):
    assert CATALOGUE.exact(short.lower(), "envoy") == (f"envoy:{short}",)
    assert CATALOGUE.exact(long.lower(), "envoy") == (f"envoy:{short}",)


@pytest.mark.parametrize("line", LINES)
def test_access_logs_are_read(line):
    found = [mention.ids[0] for mention in READER.read(line).mentions if mention.ids]
    assert [id_ for id_ in found if id_.startswith("envoy:")] == LINES[line]
