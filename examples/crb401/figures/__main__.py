"""Compute the paper's figures again from the raw files alone: `python -m examples.crb401.figures [RAW]`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import yaml

from examples.crb401.figures import disease, history, imwg, kinetics, labs, safety, statements, subgroups
from examples.crb401.figures.compare import determinable, equal, leaves
from examples.crb401.figures.raw import Raw

HERE = Path(__file__).parent
PRINTED = HERE.parent / "expected" / "paper_figures.yaml"
LEFT_OUT = HERE.parent / "expected" / "left_out.yaml"


def derived(raw: Raw) -> dict[str, object]:
    """Give every figure that the raw files determine, by its path in paper_figures.yaml.

    Each figure has one definition: ValueError where two parts compute the same one.
    """
    outcomes = imwg.responses(raw)
    responders = frozenset(s for s, o in outcomes.items() if o.response)
    progressed = frozenset(s for s, o in outcomes.items() if o.progression)
    parts = (
        history.figures(raw),
        safety.figures(raw),
        labs.figures(raw),
        disease.figures(raw),
        kinetics.figures(raw, responders, progressed),
        subgroups.figures(raw, responders),
        statements.figures(raw),
    )
    twice = sorted(path for path, n in Counter(path for part in parts for path in part).items() if n > 1)
    if twice:
        message = f"computed twice: {', '.join(twice)}"
        raise ValueError(message)
    return {path: value for part in parts for path, value in part.items()}


def main() -> None:
    """Print every figure that differs or is missing, then the count; exit with 1 where one differs or is missing."""
    raw = Raw(Path(sys.argv[1]) if sys.argv[1:] else HERE.parent / "raw")
    tree = yaml.safe_load(PRINTED.read_text(encoding="utf-8"))
    printed = dict(leaves(tree))
    asked = determinable(tree, yaml.safe_load(LEFT_OUT.read_text(encoding="utf-8")))
    found = derived(raw)
    missing = [path for path in asked if path not in found]
    unknown = sorted(set(found) - set(printed))
    wrong = [path for path, value in asked.items() if path in found and not equal(value, found[path])]
    for path in wrong:
        print(f"{path}: printed {asked[path]!r}, derived {found[path]!r}")
    for path in (*missing, *unknown):
        print(f"{path}: {'not derived' if path in asked else 'not a figure of the paper'}")
    right = len(asked) - len(missing) - len(wrong)
    print(f"figures from raw: {right} of {len(asked)} equal the paper ({len(printed) - len(asked)} left out)")
    sys.exit(bool(wrong or missing or unknown))


if __name__ == "__main__":
    main()
