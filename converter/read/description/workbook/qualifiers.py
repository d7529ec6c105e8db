"""Supplemental qualifiers that a specification lists as variables: values of SUPP--, by QNAM."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from converter.compute.difference import usual_domain
from converter.spec.condition import Condition
from converter.spec.dataset import QNAM, QVAL, ValueLevel
from converter.spec.described.description import DescribedDataset
from converter.spec.described.where_clause import clauses_of
from converter.spec.domain import VariableChange

BESIDE = "SUPP"
SUBJECT = ("STUDYID", "RDOMAIN", "USUBJID")
LINK = ("IDVAR", "IDVARVAL")
VARIABLES = (*SUBJECT, *LINK, QNAM, "QLABEL", QVAL, "QORIG", "QEVAL")
"""The variables of SUPP-- (SDTMIG, 8.4), in their order."""
OTHERS = ("APID", "POOLID", "SPDEVID", "RSUBJID")
"""What may stand in place of the subject, or beside it."""
KEYS = (*SUBJECT, *LINK, QNAM)
Found = Mapping[str, Mapping[str, VariableChange]]
"""The qualifiers of each SUPP--, by name."""


def is_qualifier(dataset: str, variable: str) -> bool:
    """Tell whether a variable that stands under SUPP-- is none of its own, so a qualifier."""
    beside = dataset.startswith(BESIDE) and usual_domain(dataset) != dataset
    return beside and variable not in {*VARIABLES, *OTHERS}


def qualifiers_of(dataset: str) -> str:
    """Name the dataset that holds the qualifiers of one: SUPPAE of AE, and of SUPPAE itself."""
    return dataset if usual_domain(dataset) != dataset else f"{BESIDE}{dataset}"


def with_qualifiers(datasets: Mapping[str, DescribedDataset], found: Found) -> dict[str, DescribedDataset]:
    """Give each dataset that has qualifiers its SUPP-- behind it, where each is a slice of QVAL.

    A SUPP-- that is described keeps its own words; slices that it has of a qualifier stand.
    """
    made: dict[str, DescribedDataset] = {}
    for name, one in datasets.items():
        made[name] = _filled(one, found[name]) if name in found else one
        beside = qualifiers_of(name)
        if beside in found and beside not in datasets:
            made[beside] = _filled(DescribedDataset(name=beside, domain=one.domain or name), found[beside])
    return made


def slice_of(name: str, said: VariableChange) -> ValueLevel:
    """Describe a qualifier as the slice of QVAL that it is."""
    fields = {field: getattr(said, field) for field in said.model_fields_set if field in ValueLevel.model_fields}
    return ValueLevel(variable=QVAL, where=Condition(variable=QNAM, eq=name), **fields)


def _filled(one: DescribedDataset, qualifiers: Mapping[str, VariableChange]) -> DescribedDataset:
    known = {name for level in one.value_level if level.variable == QVAL for name in _named(level.where)}
    slices = tuple(slice_of(name, said) for name, said in qualifiers.items() if name not in known)
    asked = (*KEYS, QVAL) if one.variables else VARIABLES
    own = {**one.variables, **{name: VariableChange() for name in asked if name not in one.variables}}
    said = {"variables": own, "value_level": (*one.value_level, *slices), "keys": one.keys or KEYS}
    return one.model_copy(update=said)


def _named(where: Condition) -> Iterator[object]:
    """Give the names of qualifiers that a condition asks for."""
    for clause in clauses_of(where):
        for part in clause.all_ or (clause,):
            if part.variable == QNAM:
                yield from (part.in_ or (part.eq,))
