"""The documentation is a site, built without a network: every page has its place, every link and heading is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
PLACED = ("", "reference", "reference/keys")
"""The folders of docs/ whose pages all stand in the navigation; pages of checks and decisions are found by links."""


def _named(nav: object) -> set[str]:
    if isinstance(nav, str):
        return {nav}
    return {name for one in (nav.values() if isinstance(nav, dict) else nav) for name in _named(one)}  # type: ignore[attr-defined]


def test_every_page_has_its_place() -> None:
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    docs = ROOT / "docs"
    pages = {path.relative_to(docs).as_posix() for folder in PLACED for path in (docs / folder).glob("*.md")}
    assert _named(nav) == pages


def test_the_site_is_built_and_asks_no_other_host_for_anything(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=quiet, capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "WARNING" in line]) == (0, [])
    assert 'src="http' not in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
