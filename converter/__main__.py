"""`python -m converter` and `converter` are the command line; `--version` answers before anything else is loaded."""

from __future__ import annotations

import sys


def main() -> None:
    """Load and run the command line; loading takes a moment, in which it may be stopped, too."""
    try:
        if sys.argv[1:] == ["--version"]:
            from importlib.metadata import version  # noqa: PLC0415 - only here it is asked for

            print(f"converter {version('converter')}")  # noqa: T201 - the one line that is asked for
            return
        from converter.cli import main as run  # noqa: PLC0415 - what takes the moment

        run()
    except KeyboardInterrupt:
        from converter.errors import STOPPED  # noqa: PLC0415

        sys.stderr.write(f"{STOPPED}\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
