"""`python -m converter` and `converter` are the command line; it takes a moment to load, `--version` does not wait."""

from __future__ import annotations

import sys
from importlib.metadata import version


def main() -> None:
    """Run the command line; it may be stopped while it loads, too."""
    if sys.argv[1:] == ["--version"]:
        print(f"converter {version('converter')}")  # noqa: T201 - the one line that is asked for
        return
    try:
        # the libraries of data take a second to load, which a version is not worth
        from converter.cli import main as run  # noqa: PLC0415

        run()
    except KeyboardInterrupt:
        from converter.errors import STOPPED  # noqa: PLC0415

        sys.stderr.write(f"{STOPPED}\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
