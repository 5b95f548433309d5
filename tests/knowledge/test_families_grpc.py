"""gRPC: every status of the library is there, found by its number, by its name, and as the libraries print it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.check import check

CATALOGUE = Catalogue(open_book())
READER = Reader(CATALOGUE)
FILES = sorted((Path(__file__).parents[2] / "knowledge" / "data" / "grpc").glob("*.toml"))

STATUSES = {
    0: "OK", 1: "CANCELLED", 2: "UNKNOWN", 3: "INVALID_ARGUMENT", 4: "DEADLINE_EXCEEDED", 5: "NOT_FOUND",
    6: "ALREADY_EXISTS", 7: "PERMISSION_DENIED", 8: "RESOURCE_EXHAUSTED", 9: "FAILED_PRECONDITION", 10: "ABORTED",
    11: "OUT_OF_RANGE", 12: "UNIMPLEMENTED", 13: "INTERNAL", 14: "UNAVAILABLE", 15: "DATA_LOSS", 16: "UNAUTHENTICATED",
}  # fmt: skip
"""google/rpc/code.proto, read 2026-11-25."""

PRINTED = {
    "rpc error: code = Unavailable desc = transport is closing": "grpc:14",
    "rpc error: code = DeadlineExceeded desc = context deadline exceeded": "grpc:4",
    "io.grpc.StatusRuntimeException: UNAVAILABLE: io exception": "grpc:14",
    "io.grpc.StatusException: PERMISSION_DENIED: caller may not": "grpc:7",
    "<_InactiveRpcError of RPC that terminated with:\n\tstatus = StatusCode.RESOURCE_EXHAUSTED": "grpc:8",
    "Error: 14 UNAVAILABLE: No connection established": "grpc:14",
    'Grpc.Core.RpcException: Status(StatusCode="Unauthenticated", Detail="no token")': "grpc:16",
    'status: FailedPrecondition, message: "not empty", details: []': "grpc:9",
    "ERROR:\n  Code: Unimplemented\n  Message: unknown service": "grpc:12",
    "HTTP/2 200\ncontent-type: application/grpc\ngrpc-status: 13": "grpc:13",
    '{"level":"error","grpc.code":"Internal","msg":"finished unary call"}': "grpc:13",
}


def test_no_fault():
    assert len(FILES) >= 3
    assert check(FILES) == []


def test_every_status_is_there_and_no_other():
    assert {code.number for code in CATALOGUE.codes("grpc")} == set(STATUSES)


@pytest.mark.parametrize(("number", "name"), STATUSES.items())
def test_number_and_name_lead_to_the_same_entry(number, name):
    assert CATALOGUE.exact(str(number), "grpc") == (f"grpc:{number}",)
    camel = name.title().replace("_", "")
    constants = CATALOGUE.get(f"grpc:{number}").constants
    assert constants["python"] == f"grpc.StatusCode.{name}"
    assert constants["go"] == {0: "codes.OK", 1: "codes.Canceled"}.get(number, f"codes.{camel}")
    if number:
        assert CATALOGUE.exact(name.lower(), "grpc") == (f"grpc:{number}",)
        assert CATALOGUE.exact(camel.lower(), "grpc") == (f"grpc:{number}",)


@pytest.mark.parametrize(("line", "id_"), PRINTED.items())
def test_what_the_libraries_print_is_read(line, id_):
    assert id_ in {mention.ids[0] for mention in READER.read(line).mentions if mention.ids}
