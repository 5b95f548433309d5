"""A book with a family and one code, for the tests that break one."""

from __future__ import annotations

import shutil
from pathlib import Path

DATA = Path(__file__).parents[1] / "knowledge" / "data"

CODE = """
[[code]]
id = "http:999"
number = 999
group = "none"
standing = "unofficial"
tone = "error"
name = { en = "Request denied", zh = "请求被拒" }
lead = { en = "A lead.", zh = "一句话。" }
sources = [{ title = "x", url = "https://example.org", checked = 2026-11-23 }]
"""


def lay_out(folder: Path) -> Path:
    """Put its data files into a folder, not compiled yet: the folder."""
    data = folder / "data"
    (data / "http").mkdir(parents=True)
    shutil.copytree(DATA / "lexicon", data / "lexicon")
    shutil.copy(DATA / "http" / "family.toml", data / "http")
    (data / "http" / "999.toml").write_text(CODE, encoding="utf-8")
    return folder
