"""Text that goes on in variables of its own dataset: TSVAL1, TSVAL2, ... and COVAL1, COVAL2, ..."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from converter.spec.dataset import VariableSpec

OWN_CONTINUATION = ("TSVAL", "COVAL")
"""Variables whose long text goes on in variables of their own dataset, not in SUPP-- (SDTMIG 3.4, 4.5.3)."""
CONTINUED = re.compile(rf"^({'|'.join(OWN_CONTINUATION)})(\d+)$")


def continuations(name: str, names: Iterable[str]) -> list[str]:
    """List which of the names continue a variable, in order of their numbers."""
    matches = [match for match in map(CONTINUED.match, names) if match and match[1] == name]
    return [match[0] for match in sorted(matches, key=lambda match: int(match[2]))]


def continued_variable(name: str, known: Mapping[str, VariableSpec]) -> VariableSpec:
    """Describe the variable in which the text of another one goes on, such as TSVAL1, as the one that it continues.

    Raises KeyError where it continues none that is known.
    """
    variable = known[name.rstrip("0123456789")]
    label = f"{variable.label} {name.removeprefix(variable.name)}"
    return variable.model_copy(update={"name": name, "label": label, "core": "Perm", "mandatory": False})
