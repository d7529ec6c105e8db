"""`python -m converter` is the command line; `--version` alone answers before anything else is loaded."""

from __future__ import annotations

import sys
from importlib.metadata import version


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        print(f"converter {version('converter')}")  # noqa: T201 - the one line that is asked for
        return
    # the libraries of data take a second to load, which a version is not worth
    from converter.cli import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
