"""TLS alerts: complete against Python's own list, and in the words of OpenSSL, Go and Java."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.check import check

CATALOGUE = Catalogue(open_book())
READER = Reader(CATALOGUE)
FILES = sorted((Path(__file__).parents[2] / "knowledge" / "data" / "tls").glob("*.toml"))

LATER = {"inappropriate_fallback": 86, "missing_extension": 109, "certificate_required": 116,
         "no_application_protocol": 120, "ech_required": 121, "too_many_cids_requested": 52,
         "no_certificate": 41, "decryption_failed": 21, "export_restriction": 60}  # fmt: skip
"""What Python's list lacks: openssl/tls1.h and ssl3.h, the Linux kernel's tls_prot.h, the ECH draft; read 2026-11-25."""

PRINTED = {
    "error:0A000410:SSL routines::sslv3 alert handshake failure:../ssl/record/rec_layer_s3.c:1586:SSL alert number 40": 40,
    "error:14094418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:ssl/record/rec_layer_s3.c:SSL alert number 48": 48,
    "[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version (_ssl.c:997)": 70,
    "[SSL: SSLV3_ALERT_CERTIFICATE_EXPIRED] sslv3 alert certificate expired (_ssl.c:2580)": 45,
    "javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_unknown": 46,
    "remote error: tls: alert(116)": 116,
    "tls alert 112": 112,
}


def meant(text):
    """All ids that stand first for a mention in a text."""
    return [mention.ids[0] for mention in READER.read(text).mentions if mention.ids]


def test_no_fault():
    assert len(FILES) >= 4
    assert check(FILES) == []


def test_every_alert_of_python_is_there():
    listed = {item.name.removeprefix("ALERT_DESCRIPTION_"): int(item) for item in ssl.AlertDescription}
    assert len(listed) >= 27
    for name, number in {**listed, **LATER}.items():
        code = CATALOGUE.get(f"tls:{number}")
        assert code.number == number
        assert CATALOGUE.exact(str(number), "tls") == (code.id,)
        assert name.lower() in {spelling.lower() for spelling in code.spellings} | {
            code.name.en.lower().replace(" ", "_")
        }, name


def test_openssl_words_lead_to_the_alert():
    """Each alert that OpenSSL names SSL_R_…_ALERT_… is spelt that way, as Python and Ruby print it."""
    spelt = {spelling: code for code in CATALOGUE.codes("tls") for spelling in code.spellings if "_ALERT_" in spelling}
    assert len(spelt) >= 25
    for spelling, code in spelt.items():
        assert CATALOGUE.exact(spelling.lower()) == (code.id,)


@pytest.mark.parametrize(("text", "number"), PRINTED.items())
def test_as_libraries_print_them(text, number):
    assert f"tls:{number}" in meant(text)


@pytest.mark.parametrize("text", ["we use tls 1.2 and 1.3", "tls 0-rtt", "48"])
def test_other_numbers_are_no_alerts(text):
    assert [id_ for id_ in meant(text) if id_.startswith("tls:")] == []
