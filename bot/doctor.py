"""`whatcode doctor`: tries everything and says what to do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot import settings as all_settings
from bot.engine import build_engine
from bot.infra.clock import compared_with
from bot.infra.knock import knock
from bot.infra.logging import set_up
from bot.launch import FAILED, OK, database, installed, platforms, refuse, secrets_of
from bot.platform import Finding, Grade
from bot.settings import SettingsError, name_of
from knowledge.load import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel

    from bot.platform import Platform
    from bot.settings import Loaded


def doctor() -> int:
    """Try everything and print a line for each thing with what to do about it; the exit status."""
    try:
        found = platforms()
        loaded = all_settings.load(found)
        # What is tried writes lines of its own; what matters of them is in the findings.
        set_up("critical", "console", secrets_of(loaded))
        codes = len(build_engine().catalogue)
        findings = [Finding(Grade.GOOD, "settings are right"), Finding(Grade.GOOD, f"the book opens: {codes} codes")]
        findings += asyncio.run(_try(found, loaded))
    except (SettingsError, DataError) as error:
        return refuse(error)
    for finding in findings:
        print(f"{finding.grade:5} {finding.what}{f' → {finding.advice}' if finding.advice else ''}")  # noqa: T201 - output
    return FAILED if any(finding.grade is Grade.BAD for finding in findings) else OK


async def _try(found: Sequence[Platform], loaded: Loaded) -> list[Finding]:
    findings = await _database(loaded)
    findings += await knock(loaded.core.http_host, loaded.core.http_port)
    # Side by side: a server that hangs takes its time.
    for tried in await asyncio.gather(*(_platform(platform, loaded.platforms[platform.name]) for platform in found)):
        findings += tried
    return findings


async def _platform(platform: Platform, settings: BaseModel) -> list[Finding]:
    if platform.wanted(settings):
        tried = [*await _diagnosed(platform, settings), await compared_with(platform.address(settings))]
    else:
        tried = [Finding(Grade.NOTE, "off", f"set {name_of(platform.name, 'token')} to turn it on")]
    return [replace(finding, what=f"{platform.name}: {finding.what}") for finding in tried]


async def _diagnosed(platform: Platform, settings: BaseModel) -> list[Finding]:
    try:
        with installed(platform):
            return await platform.diagnose(settings)
    except SettingsError as error:
        return [Finding(Grade.BAD, str(error))]
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are tried too
        return [Finding(Grade.BAD, f"it could not be tried ({type(error).__name__})", "try again; look at the network")]


async def _database(loaded: Loaded) -> list[Finding]:
    name = name_of("", "database_url")
    try:
        backend = database(loaded)
    except SettingsError as error:
        return [Finding(Grade.BAD, str(error))]
    if backend is None:
        return [Finding(Grade.NOTE, f"{name} is off: choices are gone with the process", f"set {name} to keep them")]
    from bot.infra.database.checkup import diagnose  # noqa: PLC0415 - imported where it is wanted

    return await diagnose(backend)
