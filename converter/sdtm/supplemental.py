"""SUPP--: non-standard variables split off their domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from converter.compute.numbers import number_text
from converter.dataset import TRACE_COLUMNS, Dataset, Frame
from converter.spec.dataset import DatasetSpec
from converter.spec.domain import Domain, Supplemental
from converter.steps import Finding

SUBJECT = "USUBJID"


@dataclass(frozen=True)
class Qualifiers:
    """SUPP-- of a domain, and what was found of each non-standard variable, by position in the domain."""

    dataset: Dataset
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)


def supplemental_qualifiers(parent: Dataset, extra: Frame, domain: Domain, spec: DatasetSpec) -> Qualifiers:
    """Make SUPP-- of the non-standard variables of a finished domain.

    `extra` has those variables on the parent's rows; blank values give no record. A record names the parent's by the
    variable that the study says (`idvar`), else by --SEQ, and has the sources of the steps that made those.
    """
    own = own_link(parent)
    said = qualifiers(domain, extra)
    linked = {name: _linked(parent, extra[name], known.idvar, own) for name, known in said.items()}
    rows = pd.concat([_records(parent, extra[name], name, known, linked[name]) for name, known in said.items()])
    named = ["USUBJID", "IDVAR", "IDVARVAL", "QNAM"]
    long = rows.drop_duplicates(named).sort_values(["USUBJID", "_row"], kind="stable").reset_index(drop=True)
    made = parent.lineage["step"].to_numpy() == parent.making.made_by.reindex(parent.lineage["row"]).to_numpy()
    positions = rows[[*named, "_row"]].merge(long[named].assign(position=long.index), on=named)
    lineage = positions[["_row", "position"]].merge(parent.lineage[made], left_on="_row", right_on="row")
    lineage = lineage.assign(row=lineage["position"])[list(TRACE_COLUMNS)].drop_duplicates()
    frame = long[[variable.name for variable in spec.variables]]
    dataset = Dataset(spec, frame, lineage.sort_values("row", kind="stable", ignore_index=True))
    found = {name: _told(extra[name], known.idvar, own, linked[name]) for name, known in said.items()}
    return Qualifiers(dataset, found)


def qualifiers(domain: Domain, extra: Frame) -> dict[str, Supplemental]:
    """Describe each non-standard variable; one that continues long text is linked as the variable it continues."""
    said = domain.supplemental
    described: dict[str, Supplemental] = {}
    for name in map(str, extra):
        base = name.rstrip("0123456789")
        idvar = said[base].idvar if base in said else None
        described[name] = said.get(name, Supplemental(label=f"Continuation of {base}", idvar=idvar))
    return described


def own_link(parent: Dataset) -> str:
    """Name the variable that tells the records of a subject apart: --SEQ, else a key; blank where each has one alone.

    DM has one record a subject, and SV is told apart by VISITNUM.
    """
    frame = parent.frame
    candidates = [f"{parent.spec.domain}SEQ", *(key for key in reversed(parent.spec.keys) if key != SUBJECT)]
    if not frame.duplicated(SUBJECT).any() and candidates[0] not in frame:
        return ""
    alone = (name for name in candidates if name in frame and not frame.duplicated([SUBJECT, name]).any())
    return next(alone, "")


def _linked(parent: Dataset, values: pd.Series, idvar: str | None, own: str) -> pd.Series:
    """Name the variable that links each record: the one that the study says, where it names no record that differs."""
    link = pd.Series(own, index=values.index, dtype="str")
    if idvar is None or idvar == own:
        return link
    keys = [parent.frame[SUBJECT], _text(parent, idvar)]
    alike = values.groupby(keys).transform("nunique") == 1
    return link.mask(alike & ((keys[1] != "") | (idvar == "")), idvar)


def _records(parent: Dataset, values: pd.Series, name: str, known: Supplemental, link: pd.Series) -> Frame:
    filled = values != ""
    rows = parent.frame[filled]
    variables = link[filled].unique()
    idvarval = pd.Series("", index=rows.index, dtype="str")
    for variable in variables:
        idvarval = idvarval.mask(link[filled] == variable, _text(parent, str(variable)).loc[rows.index])
    return pd.DataFrame(
        {
            "STUDYID": rows["STUDYID"],
            "RDOMAIN": parent.spec.domain,
            "USUBJID": rows["USUBJID"],
            "IDVAR": link[filled],
            "IDVARVAL": idvarval,
            "QNAM": name,
            "QLABEL": known.label,
            "QVAL": values[filled],
            "QORIG": known.origin,
            "QEVAL": known.evaluator,
            "_row": rows.index,
        }
    )


def _text(parent: Dataset, variable: str) -> pd.Series:
    """Write the values of a linking variable as IDVARVAL; blank where nothing links."""
    if not variable:
        return pd.Series("", index=parent.frame.index, dtype="str")
    values = parent.frame[variable]
    return number_text(values) if pd.api.types.is_numeric_dtype(values) else values.str.strip()


def _told(values: pd.Series, idvar: str | None, own: str, link: pd.Series) -> tuple[Finding, ...]:
    """Report records whose qualifier cannot be linked as the study says, for others of the same link have another."""
    wrong = (values != "") & (link != idvar)
    if idvar is None or not wrong.any():
        return ()
    finding = Finding(
        rule="qualifier-differs",
        severity="warning",
        rows=values.index[wrong],
        values=values[wrong],
        message=f"not the same in all records of the subject that {idvar or 'a blank IDVAR'} names, or it is blank",
        written=f"linked by {own}" if own else "linked to all records of the subject",
        hint="link it by a variable whose records have one value, or leave out idvar:",
    )
    return (finding,)
