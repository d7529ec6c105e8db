"""`python -m converter` and `converter` are the command line."""

from __future__ import annotations

import gc
import sys

COLLECTED = 100_000
"""So many new objects before unused ones are looked for: a plan alone has more, and all of them stay in use."""


def main() -> None:
    """Run the command line; it may be stopped while it loads, too."""
    try:
        _run()
    except KeyboardInterrupt:
        from converter.errors import STOPPED  # noqa: PLC0415

        sys.stderr.write(f"{STOPPED}\n")
        sys.exit(130)


def _run() -> None:
    """Load and run the command line, in an environment that its libraries can read."""
    from converter.cli import main as run  # noqa: PLC0415
    from converter.errors import InputError  # noqa: PLC0415
    from converter.spec.values.epoch import source_date_epoch  # noqa: PLC0415

    try:
        source_date_epoch()  # libraries of statistics read it as they load, and fail on one that is no time
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(3)
    gc.set_threshold(COLLECTED)
    run()


if __name__ == "__main__":
    main()
