"""`python -m tests.oq [--out FOLDER]`: run the tests of the requirements and write a report to sign; `--matrix`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from converter.pipeline.life.doctor import doctor
from tests.oq.matrix import MATRIX, ROOT, matrix, requirements
from tests.oq.report import outcomes, report, verdict


def main() -> int:
    """Run the tests, or write the matrix; the exit code is 1 where a requirement did not pass."""
    parser = argparse.ArgumentParser(prog="tests.oq", description=__doc__)
    parser.add_argument("--matrix", action="store_true", help="write docs/validation/matrix.md anew, and run nothing")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "oq", help="folder for report.md and junit.xml")
    parser.add_argument("ids", nargs="*", help="requirements (default: all)")
    asked = parser.parse_args()
    every = requirements()
    if asked.matrix:
        MATRIX.write_text(matrix(every), encoding="utf-8")
        return 0
    mine = tuple(one for one in every if not asked.ids or one.id in asked.ids)
    if unknown := set(asked.ids) - {one.id for one in every}:
        parser.error(f"no requirement {', '.join(sorted(unknown))}")
    asked.out.mkdir(parents=True, exist_ok=True)
    junit = asked.out / "junit.xml"
    tests = dict.fromkeys(test for one in mine for test in one.tests)
    subprocess.run([sys.executable, "-m", "pytest", "-q", f"--junitxml={junit}", *tests], cwd=ROOT, check=False)
    found = outcomes(junit)
    text = report(mine, found, doctor(asked.out), version("converter"), datetime.now(tz=UTC))
    (asked.out / "report.md").write_text(text, encoding="utf-8")
    print(f"{asked.out / 'report.md'}")  # noqa: T201
    return 0 if all(verdict(one, found) == "passed" for one in mine) else 1


if __name__ == "__main__":
    sys.exit(main())
