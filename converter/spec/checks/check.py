"""A check as data: what is wrong with a record, of which datasets it is asked, and examples that show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from converter.issues import Severity
from converter.spec.checks.check_condition import CheckCondition
from converter.spec.model import Model

Authority = Literal["P21", "CORE"]
Row = dict[str, Any]
WITH = "with"
"""The key of an example's row that names the row of names which it is about, counted from 1."""


class Scope(Model):
    """Of which datasets a check is asked: by standard, its versions, classes, names; or of tables about the shipment.

    FINDINGS holds for FINDINGS ABOUT, too. `tables` are `shipment.variables`, `shipment.datasets` and
    `standard.datasets`.
    """

    standard: Literal["sdtmig", "adamig", "any"]
    versions: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


class Examples(Model):
    """Records of which the check tells (`fail`) and does not tell (`pass`), beside each other in one dataset.

    `given` are records of other datasets; `dataset` is that of the records where the scope leaves it open.
    """

    dataset: str = ""
    given: dict[str, tuple[Row, ...]] = {}
    pass_: tuple[Row, ...] = Field(default=(), alias="pass")
    fail: tuple[Row, ...] = ()


class CheckSpec(Model):
    """One check. What is `wrong` of the records of which `when` holds is told; or `run` names a function of ours.

    `with` has rows of names that are put in for {NAME}, so that one entry serves many pairs of variables; other names
    in braces ({xx}, {y}, {zz}, {w}, {stem}) stand for each index that the variables of the dataset have. `--` is the
    prefix of the domain. `needs` are datasets without which it is not asked, `optional` variables that count as missing
    where the dataset lacks them; `unless` names checks that explain a record already. `on` is the variable that is
    told, `show` are those whose values are. `reason` says why a check is off, or otherwise than the catalogue's.
    """

    id: str
    title: str = ""
    severity: Severity | Literal["off"] = "error"
    of: Scope = Scope(standard="any")
    refs: dict[Authority, tuple[str, ...]] = {}
    with_: tuple[dict[str, Any], ...] = Field(default=({},), alias=WITH)
    needs: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    when: CheckCondition | None = None
    wrong: CheckCondition | None = None
    run: str = ""
    on: str = ""
    show: tuple[str, ...] = ()
    message: str = ""
    why: str = ""
    mend: str = ""
    reason: str = ""
    examples: Examples = Examples()

    @model_validator(mode="after")
    def _one_way(self) -> CheckSpec:
        if self.wrong and self.run:
            message = "expected either wrong: or run:, got both"
            raise ValueError(message)
        return self

    @property
    def every_ref(self) -> Mapping[str, tuple[str, ...]]:
        """The rules of others that it answers, by authority, those of its rows of names included."""
        found = {authority: [*ids] for authority, ids in self.refs.items()}
        for row in self.with_:
            for authority, ids in row.get("refs", {}).items():
                found.setdefault(authority, []).extend(ids)
        return {authority: tuple(dict.fromkeys(ids)) for authority, ids in found.items()}


class Checks(Model):
    """A file of checks."""

    checks: tuple[CheckSpec, ...]


class Pattern(Model):
    """A named form of text: a regular expression for all of it, and texts that have the form and have not."""

    regex: str
    title: str
    fits: tuple[str, ...]
    fits_not: tuple[str, ...]


class Patterns(Model):
    """The forms of text that checks may ask for, by name."""

    patterns: dict[str, Pattern]
