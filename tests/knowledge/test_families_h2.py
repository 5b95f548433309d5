"""HTTP/2 and HTTP/3: every error code of the RFCs is there, by name and number, and as libraries print it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.check import check

CATALOGUE = Catalogue(open_book())
READER = Reader(CATALOGUE)
FILES = sorted((Path(__file__).parents[2] / "knowledge" / "data" / "h2").glob("*.toml"))

HTTP2 = [
    "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED",
    "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM",
    "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
]  # fmt: skip
"""RFC 9113 section 7; the place is the number."""

HTTP3 = [
    "NO_ERROR", "GENERAL_PROTOCOL_ERROR", "INTERNAL_ERROR", "STREAM_CREATION_ERROR", "CLOSED_CRITICAL_STREAM",
    "FRAME_UNEXPECTED", "FRAME_ERROR", "EXCESSIVE_LOAD", "ID_ERROR", "SETTINGS_ERROR", "MISSING_SETTINGS",
    "REQUEST_REJECTED", "REQUEST_CANCELLED", "REQUEST_INCOMPLETE", "MESSAGE_ERROR", "CONNECT_ERROR", "VERSION_FALLBACK",
]  # fmt: skip
"""RFC 9114 section 8.1; the place is the number less 0x0100."""

QPACK = ["DECOMPRESSION_FAILED", "ENCODER_STREAM_ERROR", "DECODER_STREAM_ERROR"]
"""RFC 9204 section 6; the place is the number less 0x0200."""

NUMBERS = {
    **{name: number for number, name in enumerate(HTTP2)},
    **{f"H3_{name}": 0x100 + number for number, name in enumerate(HTTP3)},
    **{f"QPACK_{name}": 0x200 + number for number, name in enumerate(QPACK)},
    "H3_DATAGRAM_ERROR": 0x33,
}

PRINTED = {
    'http2: server sent GOAWAY and closed the connection; LastStreamID=1999, ErrCode=NO_ERROR, debug=""': "NO_ERROR",
    "stream error: stream ID 1; PROTOCOL_ERROR; received from peer": "PROTOCOL_ERROR",
    "curl: (92) HTTP/2 stream 1 was not closed cleanly: INTERNAL_ERROR (err 2)": "INTERNAL_ERROR",
    "HTTP/2 stream 5 reset by server (error 0x7 REFUSED_STREAM)": "REFUSED_STREAM",
    "io.grpc.StatusRuntimeException: UNAVAILABLE: HTTP/2 error code: ENHANCE_YOUR_CALM": "ENHANCE_YOUR_CALM",
    "Error [ERR_HTTP2_STREAM_ERROR]: Stream closed with error code NGHTTP2_CANCEL": "CANCEL",
    "13 INTERNAL: Received RST_STREAM with error code 2": "INTERNAL_ERROR",
    "quic: application error H3_REQUEST_REJECTED (remote)": "H3_REQUEST_REJECTED",
}


def test_no_fault():
    assert len(FILES) >= 4
    assert check(FILES) == []


def test_every_code_is_there_with_its_number_and_no_other():
    assert {code.key: code.number for code in CATALOGUE.codes("h2")} == NUMBERS
    assert len(NUMBERS) == 35


@pytest.mark.parametrize("name", NUMBERS)
def test_name_and_number_lead_to_the_same_entry(name):
    assert CATALOGUE.exact(name.lower(), "h2") == (f"h2:{name}",)
    assert CATALOGUE.exact(str(NUMBERS[name]), "h2") == (f"h2:{name}",)
    assert not any(id_.startswith("h2:") for id_ in CATALOGUE.exact(str(NUMBERS[name])))


@pytest.mark.parametrize(("line", "name"), PRINTED.items())
def test_what_libraries_print_is_read(line, name):
    assert f"h2:{name}" in {mention.ids[0] for mention in READER.read(line).mentions if mention.ids}
