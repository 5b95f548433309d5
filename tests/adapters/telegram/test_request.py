"""The requests by themselves: errors as the library knows them, uploads, limits of time, a proxy."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from telegram import InputFile
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from adapters.telegram.request import AiohttpRequest, HttpxRequest, Undone

SECRET_PATH = "/bot1:secret/sendMessage"


class Server:
    def __init__(self):
        self.status = 200
        self.body = b'{"ok":true,"result":{"message_id":1}}'
        self.pause = 0.0
        self.seen = []

    async def handle(self, request):
        post = await request.post() if "form" in request.content_type else {}
        fields = {name: value if isinstance(value, str) else value.file.read() for name, value in post.items()}
        self.seen.append((request.path_qs, request.content_type, fields or await request.read()))
        await asyncio.sleep(self.pause)
        if self.status == 0:
            request.transport.abort()
        return web.Response(status=self.status or 200, body=self.body)


@pytest.fixture
async def server():
    server = Server()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


@pytest.fixture(params=["aiohttp", "httpx"])
async def request_(request):
    made = (
        AiohttpRequest(connections=4, read_seconds=0.3)
        if request.param == "aiohttp"
        else HttpxRequest(read_timeout=0.3)
    )
    async with made:
        yield made


def data(**parameters):
    return RequestData([RequestParameter.from_input(key, value) for key, value in parameters.items()])


async def test_a_result(server, request_):
    assert await request_.post(server.url + SECRET_PATH, data(chat_id=7, text="网🔥")) == {"message_id": 1}


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, b'{"ok":false,"description":"x"}', BadRequest),
        (401, b'{"ok":false,"description":"x"}', InvalidToken),
        (403, b'{"ok":false,"description":"x"}', Forbidden),
        (404, b"<html>nginx</html>", InvalidToken),
        (409, b'{"ok":false,"description":"x"}', Conflict),
        (429, b'{"ok":false,"description":"x","parameters":{"retry_after":3}}', RetryAfter),
        (429, b"slow down", Undone),
        (500, b"", Undone),
        (502, b"<html>", Undone),
        (200, b"<html>secret answer", TelegramError),
        (200, b"[]", TelegramError),
        (200, b'{"ok":true}', TelegramError),
        (200, b"\xff", TelegramError),
    ],
)
async def test_errors_are_the_librarys(server, request_, status, body, error, monkeypatch, caplog):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    server.status, server.body = status, body
    with pytest.raises(error) as raised:
        await request_.post(server.url + SECRET_PATH, data(text="secret question"))
    assert "secret" not in str(raised.value) + repr(raised.value) + caplog.text


async def test_the_connection_breaks(server, request_):
    server.status = 0
    with pytest.raises(Undone):
        await request_.post(server.url + SECRET_PATH, data(text="x"))


async def test_nobody_is_there(request_):
    with pytest.raises(Undone) as raised:
        await request_.post("http://127.0.0.1:9" + SECRET_PATH, data(text="x"))
    assert "secret" not in repr(raised.value)


@pytest.mark.parametrize("body", [b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf", b"no http at all\r\n\r\n"])
async def test_an_answer_that_is_cut_off_is_no_reason_to_send_again(body):
    async def handle(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server, AiohttpRequest(connections=1) as made:
        with pytest.raises(NetworkError) as raised:
            await made.post(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{SECRET_PATH}", data(text="x"))
    assert not isinstance(raised.value, Undone)
    assert "secret" not in repr(raised.value)


async def test_it_takes_too_long(server, request_):
    server.pause = 2
    with pytest.raises(TimedOut):
        await request_.post(server.url + SECRET_PATH, data(text="x"))
    assert await asyncio.wait_for(_patient(server, request_), 5) == {"message_id": 1}


async def _patient(server, request_):
    server.pause = 0.5
    return await request_.post(server.url + SECRET_PATH, data(text="x"), read_timeout=3)


async def test_an_upload(server, request_):
    await request_.post(server.url + "/upload", data(chat_id=7, document=InputFile(b"content", filename="a.log")))
    _, kind, fields = server.seen[-1]
    assert kind == "multipart/form-data"
    assert fields["chat_id"] == "7"
    assert fields["document"] == b"content"


async def test_half_characters_are_no_reason_to_fail(server):
    async with AiohttpRequest(connections=1) as made:
        await made.post(server.url + "/x", data(text="ok \ud83d", rows=[{"text": "\udc00"}], ids=(1, None)))
    assert b"ok ?" in server.seen[-1][2]


async def test_nothing_to_send(server, request_):
    assert await request_.post(server.url + "/getMe") == {"message_id": 1}
    assert await request_.retrieve(server.url + "/file") == server.body


async def test_a_proxy(server):
    async with AiohttpRequest(connections=1, proxy=server.url) as made:
        await made.post("http://api.example.invalid/x", data(text="x"))
    assert server.seen


async def test_renewed_while_a_request_is_under_way(server, request_):
    server.pause = 0.2
    under_way = asyncio.create_task(request_.post(server.url + "/slow", data(text="x"), read_timeout=3))
    await asyncio.sleep(0.05)
    await request_.renew()
    server.pause = 0
    assert await request_.post(server.url + "/fast", data(text="x")) == {"message_id": 1}
    assert await under_way == {"message_id": 1}
    await request_.renew()
    assert await request_.post(server.url + "/again", data(text="x")) == {"message_id": 1}


async def test_it_has_to_be_initialized():
    made = AiohttpRequest(connections=1)
    assert made.read_timeout == 10
    await made.shutdown()
    with pytest.raises(NetworkError):
        await made.post("http://127.0.0.1:9/", data(text="x"))
