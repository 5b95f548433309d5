"""Everything goes wrong, and each update is answered once or explained; a silent platform is seen, and so is its return."""

from __future__ import annotations

import pytest
from on_postgresql import telegram_by_polling
from on_sqlite import telegram_by_webhook_and_discord
from silence import silent_platforms


@pytest.mark.chaos
@pytest.mark.timeout(600)
@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("run", [telegram_by_polling, telegram_by_webhook_and_discord, silent_platforms])
async def test_chaos(run, started):
    await started[run]
