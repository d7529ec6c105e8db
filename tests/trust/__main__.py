"""`python -m tests.trust [EXAM ...] [--short] [--seed N]`: try what a bad day brings, and print a table."""

from __future__ import annotations

import argparse
import sys

from tests.trust.exams import EXAMS
from tests.trust.tally import Tally, tallies_text


def main() -> int:
    """Run the named exams, or all; the exit code is 1 where anything was lost or left a traceback."""
    parser = argparse.ArgumentParser(prog="tests.trust", description=__doc__)
    parser.add_argument("exam", nargs="*", help=f"one of {', '.join(EXAMS)} (default: all)")
    parser.add_argument("--short", action="store_true", help="a sample of each exam, as the tests run it")
    parser.add_argument("--seed", type=int, default=2019, help="what the tries are drawn from (default: 2019)")
    asked = parser.parse_args()
    unknown = [name for name in asked.exam if name not in EXAMS]
    if unknown:
        parser.error(f"no exam '{unknown[0]}'; there are {', '.join(EXAMS)}")
    seen: list[Tally] = []
    for name in asked.exam or EXAMS:
        print(f"{name} ...", file=sys.stderr, flush=True)  # noqa: T201
        seen += EXAMS[name](asked.seed, short=asked.short)
    print(tallies_text(seen))  # noqa: T201
    return 0 if all(tally.passed for tally in seen) else 1


if __name__ == "__main__":
    sys.exit(main())
