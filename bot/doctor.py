"""`whatcode doctor`: tries everything and says what to do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot import settings as all_settings
from bot.engine import build_engine
from bot.infra.clock import compared_with
from bot.launch import FAILED, OK, database, platforms, refuse
from bot.platform import Finding, Grade
from bot.settings import SettingsError, name_of
from knowledge.load import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.platform import Platform
    from bot.settings import Loaded


def doctor() -> int:
    """Try everything and print a line for each thing with what to do about it; the exit status."""
    try:
        found = platforms()
        loaded = all_settings.load(found)
        codes = len(build_engine().catalogue)
        findings = [Finding(Grade.GOOD, "settings are right"), Finding(Grade.GOOD, f"the book opens: {codes} codes")]
        findings += asyncio.run(_try(found, loaded))
    except (SettingsError, DataError) as error:
        return refuse(error)
    for finding in findings:
        print(f"{finding.grade:5} {finding.what}{f': {finding.advice}' if finding.advice else ''}")  # noqa: T201 - output
    return FAILED if any(finding.grade is Grade.BAD for finding in findings) else OK


async def _try(found: Sequence[Platform], loaded: Loaded) -> list[Finding]:
    findings = await _database(loaded)
    for platform in found:
        settings = loaded.platforms[platform.name]
        if platform.wanted(settings):
            findings += await platform.diagnose(settings)
            findings.append(await compared_with(platform.address(settings)))
        else:
            advice = f"set {name_of(platform.name, 'token')} to turn it on"
            findings.append(Finding(Grade.NOTE, f"{platform.name} is off", advice))
    return findings


async def _database(loaded: Loaded) -> list[Finding]:
    backend = database(loaded)
    if backend is None:
        advice = f"set {name_of('', 'database_url')} to keep choices over a restart"
        return [Finding(Grade.NOTE, "there is no database", advice)]
    from bot.infra.database.checkup import diagnose  # noqa: PLC0415 - imported where it is wanted

    return await diagnose(backend)
