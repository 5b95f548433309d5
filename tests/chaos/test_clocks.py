"""The clock of the chaos itself: every way to ask for the time goes by it, and what only runs on does not."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import time

import pytest
from clocks import HOUR, Clock

ASK = """
import datetime, json, os, sqlite3, time
sql = "select (julianday('now') - 2440587.5) * 86400"
print(json.dumps([
    time.time(), time.time_ns() / 1e9, time.mktime(time.localtime()), datetime.datetime.now().timestamp(),
    datetime.datetime.now(datetime.UTC).timestamp(), sqlite3.connect(":memory:").execute(sql).fetchone()[0],
]))
print(json.dumps([time.monotonic(), time.perf_counter()]))
"""


@pytest.mark.parametrize("hours", [-3, 0, 3])
def test_every_wall_clock_is_set_and_no_other(tmp_path, hours):
    clock = Clock(tmp_path / "clock")
    clock.set(hours * HOUR)

    def ask(settings):
        env = {**os.environ, **settings}
        told = subprocess.run([sys.executable, "-c", ASK], env=env, capture_output=True, check=True)  # noqa: S603 - ours
        assert told.stderr == b""
        return [json.loads(line) for line in told.stdout.splitlines()]

    (right, running), (shown, still_running) = ask({}), ask(clock.settings)
    assert [one - other for one, other in zip(shown, right, strict=True)] == pytest.approx([hours * HOUR] * 6, abs=20)
    assert all(0 <= one - other < 20 for one, other in zip(still_running, running, strict=True))


# A minute: less than any machine has been up, so that a time before the clock began exists.
@pytest.mark.parametrize("seconds", [60, 3 * HOUR])
def test_a_line_of_the_log_is_found_in_time(tmp_path, seconds):
    clock = Clock(tmp_path / "clock")
    now = time.monotonic()

    def written(ahead):
        at = dt.datetime.fromtimestamp(time.time() + ahead, dt.UTC)
        return {"timestamp": at.isoformat().replace("+00:00", "Z")}

    lines = [written(0)]
    for ahead in (seconds, -seconds):
        clock.set(ahead)
        lines.append(written(ahead))
    assert [clock.moment(line) for line in lines] == pytest.approx([now] * 3, abs=1)
