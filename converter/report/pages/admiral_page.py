"""Which verb serves in place of each function of admiral, as a page."""

from __future__ import annotations

from converter.spec.standards.admiral import Counterpart, Counterparts

LEAD = """The functions of admiral (1.5) and admiralonco that make values or records, from `specs/admiral.yaml`: the
verb that serves here, and what it does otherwise. Verbs have admiral's names where they have its meaning; arguments are
keys of YAML, `where:` of a step is `restrict_derivation`, and steps run in their order as a chain of pipes does. What
each verb does is told in [Rules](rules.md)."""
NOTHING = "nothing yet"


def admiral_page(known: Counterparts) -> str:
    """Write the page: how many functions have a verb, then each with it."""
    served = sum(bool(one.here) for one in known.functions)
    count = f"{served} of {len(known.functions)} functions have a verb that serves; the others have nothing yet."
    table = ["| admiral | here | what differs |", "|---|---|---|", *map(_row, known.functions)]
    return "\n\n".join(["# admiral", LEAD, count, "\n".join(table)]) + "\n"


def _row(one: Counterpart) -> str:
    here = ", ".join(f"`{name}`" for name in one.here) or NOTHING
    return f"| `{one.function}` | {here} | {one.differs.replace('|', chr(92) + '|')} |"
