"""The composition root: puts engine, ports and platforms together and runs them under supervision."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
import time
from contextlib import AsyncExitStack, contextmanager
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import structlog
from pydantic import SecretStr
from tenacity import AsyncRetrying, RetryCallState, retry_if_not_exception_type, wait_exponential_jitter

from bot import settings as all_settings
from bot.engine import build_engine
from bot.front import Bot
from bot.imports import without
from bot.infra.health import STORE, Watch
from bot.infra.limiter import MinuteLimiter
from bot.infra.logged import LoggedMetrics
from bot.infra.logging import set_up
from bot.infra.memory import Closed, MemoryStore, memory_ports
from bot.platform import Adapter, Platform, Refused
from bot.ports import Ports
from bot.settings import SettingsError, name_of
from knowledge.load import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.engine import Engine
    from bot.infra.database.backend import Backend
    from bot.infra.database.store import DatabaseStore
    from bot.infra.door import HttpDoor
    from bot.ports import Metrics
    from bot.settings import Loaded

ADAPTERS = "whatcode.adapters"
DRAIN_SECONDS = 10.0
"""How long what is in flight may take after a request to stop."""
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 300.0

WARM_SECONDS = 1.0
"""After the start the search is unpacked: first the platforms connect."""

YOUNG = 5_000
"""New objects after which the collector looks through them. At Python's own 700 the answers under way kept setting it
off for next to nothing, as what an answer is made of goes with it: in 2,000 answers 274 looks found 845 objects."""

STEADY_SECONDS = 60.0
"""A platform that ran for so long has recovered: its next failure is a first one."""

OK, FAILED, WRONG_SETTING = 0, 1, 2

_log = structlog.get_logger()


@cache
def platforms() -> Sequence[Platform]:
    """All installed platforms, by name.

    Raises:
        SettingsError: one cannot be imported.
    """
    found = []
    for entry in sorted(metadata.entry_points(group=ADAPTERS), key=lambda entry: entry.name):
        try:
            found.append(entry.load())
        except ImportError as error:
            message = f"{entry.name}: cannot be loaded ({error}); install the extra: pip install whatcode[{entry.name}]"
            raise SettingsError(message) from error
    return found


def serve_or_chat() -> int:
    """Serve where a platform is wanted, else chat in this terminal; the exit status."""
    try:
        loaded = all_settings.load(platforms())
        wanted = _wanted(platforms(), loaded)
        return serve() if wanted else _chat([name_of(platform.name, "token") for platform in platforms()])
    except (SettingsError, DataError) as error:
        return refuse(error)


def serve() -> int:
    """Run every wanted platform until told to stop; the exit status."""
    try:
        loaded = all_settings.load(platforms())
        adapters = _wanted(platforms(), loaded)
        if not adapters:
            return refuse(SettingsError("no platform has a token: set WHATCODE_<PLATFORM>_TOKEN"))
        set_up(loaded.core.log_level, loaded.core.log_format, secrets_of(loaded))
        return asyncio.run(_serve(loaded, adapters))
    except (SettingsError, DataError) as error:
        return refuse(error)


def show_settings() -> int:
    """Print every setting on standard output; the exit status."""
    try:
        loaded = all_settings.load(platforms())
    except SettingsError as error:
        return refuse(error)
    for setting in loaded.listing:
        print(f"{setting.name} = {setting.value}  ({setting.source}): {setting.description}")  # noqa: T201 - the output
    return OK


def refuse(error: Exception) -> int:
    """Say why it does not start, on standard error; the exit status."""
    print(f"whatcode: {error}", file=sys.stderr)  # noqa: T201 - there is no log yet
    return WRONG_SETTING


def _chat(tokens: Sequence[str]) -> int:
    (entry,) = metadata.entry_points(group="whatcode.terminals", name="rich")
    bot = Bot(build_engine(), memory_ports())
    _keep()
    asyncio.run(entry.load().chat(bot, tokens))
    return OK


def _wanted(found: Sequence[Platform], loaded: Loaded) -> Mapping[str, Adapter]:
    wanted: dict[str, Adapter] = {}
    for platform in found:
        settings = loaded.platforms[platform.name]
        if platform.wanted(settings):
            if loaded.core.http_port is None and platform.is_called(settings):
                message = f"{name_of('', 'http_port')} = off: {platform.name} is set to call us there; set a port"
                raise SettingsError(message)
            # httpx takes both for a command line of its own: 25 ms, and 3 MiB that stay.
            with installed(platform), without("pygments", "rich"):
                wanted[platform.name] = platform.build(settings)
    return wanted


@contextmanager
def installed(platform: Platform) -> Iterator[None]:
    """Say which extra is missing where something of the platform's cannot be imported.

    Raises:
        SettingsError: that says it.
    """
    try:
        yield
    except ImportError as error:
        message = (
            f"{platform.name}: cannot be started ({error}); install the extra: pip install whatcode[{platform.name}]"
        )
        raise SettingsError(message) from error


def secrets_of(loaded: Loaded) -> list[str]:
    """What must not stand in any line that is written."""
    models = (loaded.core, *loaded.platforms.values())
    values = [getattr(model, field) for model in models for field in type(model).model_fields]
    secrets = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
    # The database's address is one, and so is the password in it, and in that of a proxy.
    addresses = [text for text in (*secrets, *values) if isinstance(text, str) and "://" in text]
    passwords = [password for address in addresses if (password := urlsplit(address).password)]
    return secrets + [form for password in passwords for form in (password, unquote(password))]


async def _serve(loaded: Loaded, adapters: Mapping[str, Adapter]) -> int:
    core = loaded.core
    watch = Watch()
    door = None if core.http_port is None else _door(watch)
    metrics: Metrics = LoggedMetrics() if door is None else door.metrics
    store = _store(loaded, watch, metrics)
    ports = Ports(store, MinuteLimiter(core.limit_person, core.limit_place), metrics, watch, door or Closed())
    engine = build_engine()
    bot = Bot(engine, ports)
    stop = asyncio.Event()
    _keep()
    loop = asyncio.get_running_loop()

    def end() -> None:
        stop.set()
        _end_by(DRAIN_SECONDS)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    async with AsyncExitStack() as stack:
        if not isinstance(store, MemoryStore):
            # Answers go on without it: for nobody who has to reach us are we less ready.
            watch.expect(STORE, needed=False)
            await stack.enter_async_context(store.open())
        if door is not None and core.http_port is not None:
            await _open(stack, door, core.http_host, core.http_port)
        warming = asyncio.create_task(_warm(engine))
        stack.callback(warming.cancel)
        return await run_all(adapters, bot, watch, stop)


def _keep() -> None:
    """What is there now stays: have the collector pass over it, which else stops all answers to look through it."""
    gc.freeze()
    gc.set_threshold(YOUNG)
    gc.enable()


async def _warm(engine: Engine) -> None:
    """Unpack the search when all are connected: else who first asks in words waits for it, and all others with them."""
    await asyncio.sleep(WARM_SECONDS)
    await asyncio.to_thread(engine.warm)
    _keep()


def _door(watch: Watch) -> HttpDoor:
    # Not where the door is off: nobody could ask for figures, and both take a twentieth of the start.
    from bot.infra.door import HttpDoor  # noqa: PLC0415 - as said above
    from bot.infra.metrics import PrometheusMetrics  # noqa: PLC0415 - as said above

    return HttpDoor(watch, PrometheusMetrics(watch))


async def _open(stack: AsyncExitStack, door: HttpDoor, host: str, port: int) -> None:
    try:
        await stack.enter_async_context(door.open(host, port))
    except (OSError, UnicodeError) as error:  # the latter for a host that can be no name of one
        names = f"{name_of('', 'http_host')}, {name_of('', 'http_port')} = {host}, {port}"
        message = f"{names}: cannot be had ({getattr(error, 'strerror', None) or error}); set another port, or off"
        raise SettingsError(message) from error


def _store(loaded: Loaded, watch: Watch, metrics: Metrics) -> MemoryStore | DatabaseStore:
    found = database(loaded)
    if found is None:
        return MemoryStore()
    from bot.infra.database.store import DatabaseStore  # noqa: PLC0415 - as below

    return DatabaseStore(found, watch, metrics)


def database(loaded: Loaded) -> Backend | None:
    """The database that is set; None where none is wanted.

    Raises:
        SettingsError: its driver is not installed.
    """
    address = loaded.core.database_url
    if address is None:
        return None
    # Not for those who only chat here: importing it takes as long as all the rest.
    from bot.infra.database.address import backend_of  # noqa: PLC0415 - as said above

    try:
        return backend_of(address.get_secret_value())
    except ImportError as error:
        message = f"{name_of('', 'database_url')}: {error}; install the extra: pip install whatcode[postgresql]"
        raise SettingsError(message) from error


async def run_all(adapters: Mapping[str, Adapter], bot: Bot, watch: Watch, stop: asyncio.Event) -> int:
    """Run the adapters until `stop` is set or every platform has refused us; the exit status."""
    refused: list[str] = []
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(_supervise(adapter, bot, watch, refused), name=name) for name, adapter in adapters.items()
        ]
        stopping = group.create_task(stop.wait())
        pending: set[asyncio.Task[object]] = {*tasks}
        while pending and not stopping.done():
            await asyncio.wait({*pending, stopping}, return_when=asyncio.FIRST_COMPLETED)
            pending = {task for task in pending if not task.done()}
        _log.info("stopping", waits_at_most=DRAIN_SECONDS)
        for task in (*pending, stopping):
            task.cancel()
        if pending:
            await asyncio.wait(pending, timeout=DRAIN_SECONDS)
    return FAILED if len(refused) == len(adapters) else OK


def _end_by(seconds: float) -> None:
    """End the process at last, whatever still hangs by then."""

    def end() -> None:
        _log.warning("left behind what did not end", after=seconds)
        os._exit(OK)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


async def _supervise(adapter: Adapter, bot: Bot, watch: Watch, refused: list[str]) -> None:
    """Run one adapter; start it anew after a failure, with growing pauses. Never lets a failure out."""
    watch.expect(adapter.name)

    def tell(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        pause = state.next_action.sleep if state.next_action else 0.0
        watch.down(adapter.name, f"{type(error).__name__}, trying again")
        bot.ports.metrics.error(platform=adapter.name, kind=type(error).__name__)
        bot.ports.metrics.reconnect(platform=adapter.name)
        _log.error("platform failed", platform=adapter.name, again_in=round(pause, 1), exc_info=error)

    growing = wait_exponential_jitter(multiplier=FIRST_PAUSE_SECONDS, max=LONGEST_PAUSE_SECONDS)
    began = 0.0

    def begin(_: RetryCallState) -> None:
        nonlocal began
        began = time.monotonic()

    def pause(state: RetryCallState) -> float:
        if time.monotonic() - began > STEADY_SECONDS:
            state.attempt_number = 1
        return growing(state)

    retrying = AsyncRetrying(
        before=begin,
        wait=pause,
        retry=retry_if_not_exception_type((Refused, asyncio.CancelledError)),
        before_sleep=tell,
        reraise=True,
    )
    try:
        await retrying(adapter.run, bot)
    except Refused as error:
        refused.append(adapter.name)
        watch.down(adapter.name, str(error))
        _log.error("platform refused us", platform=adapter.name, why=str(error))
