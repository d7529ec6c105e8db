"""SUPP--: non-standard variables split off their domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from converter.compute.numbers.numbers import number_text
from converter.compute.qualifiers import subject_of
from converter.dataset import TRACE_COLUMNS, Dataset, Frame
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.spec.domain import Domain, Supplemental
from converter.steps import Finding


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
    own, subject = own_links(parent), subject_of(parent.frame)
    said = qualifiers(domain, extra)
    linked = {name: _linked(parent, extra[name], known.idvar, own) for name, known in said.items()}
    rows = pd.concat([_records(parent, extra[name], name, known, linked[name]) for name, known in said.items()])
    named = [subject, "IDVAR", "IDVARVAL", "QNAM", "QVAL"]
    long = rows.drop_duplicates(named).sort_values([subject, "_row"], kind="stable").reset_index(drop=True)
    positions = rows[[*named, "_row"]].merge(long[named].assign(position=long.index), on=named)
    lineage = positions[["_row", "position"]].merge(_made(parent), left_on="_row", right_on="row")
    lineage = lineage.assign(row=lineage["position"])[list(TRACE_COLUMNS)].drop_duplicates()
    frame = long[[variable.name for variable in spec.variables]]
    dataset = Dataset(spec, frame, lineage.sort_values("row", kind="stable", ignore_index=True))
    found = {name: _told(extra[name], known.idvar, linked[name]) for name, known in said.items()}
    return Qualifiers(dataset, found)


def variables_beside(parent: Dataset, extra: Frame, spec: DatasetSpec) -> Qualifiers:
    """Make the dataset that holds the non-standard variables of a finished domain as variables (NS--).

    It has a record for each record of the domain that has any, and the variables that have data; text that goes on in
    NAME1, NAME2, ... is described as the variable that it continues.
    """
    filled = (extra != "").any(axis="columns")
    frame = pd.concat([parent.frame, extra], axis="columns")[filled].reset_index(drop=True)
    known = {variable.name: variable for variable in spec.variables}
    described = [variable for variable in spec.variables if variable.is_standard]
    for name in (name for name in map(str, extra) if (extra[name] != "").any()):
        base = known.get(name) or known.get(name.rstrip("0123456789"))
        label = base.label if base and name in known else f"Continuation of {name.rstrip('0123456789')}"
        template = base or VariableSpec(name=name, type="Char", is_standard=False)
        described.append(template.model_copy(update={"name": name, "label": label}))
    positions = pd.Series(range(len(frame)), index=parent.frame.index[filled])
    lineage = _made(parent)
    lineage = lineage[lineage["row"].isin(positions.index)]
    lineage = lineage.assign(row=lineage["row"].map(positions).astype("int64"))[list(TRACE_COLUMNS)]
    narrow = spec.model_copy(update={"variables": tuple(described)})
    return Qualifiers(Dataset(narrow, frame[[one.name for one in described]], lineage.reset_index(drop=True)))


def _made(parent: Dataset) -> Frame:
    """Give the sources of the steps that made the records of a domain."""
    own: Frame = parent.lineage[
        parent.lineage["step"].to_numpy() == parent.making.made_by.reindex(parent.lineage["row"]).to_numpy()
    ]
    return own


def qualifiers(domain: Domain, extra: Frame) -> dict[str, Supplemental]:
    """Describe each non-standard variable; one that continues long text is linked as the variable it continues."""
    said = domain.supplemental
    described: dict[str, Supplemental] = {}
    for name in map(str, extra):
        base = name.rstrip("0123456789")
        idvar = said[base].idvar if base in said else None
        described[name] = said.get(name, Supplemental(label=f"Continuation of {base}", idvar=idvar))
    return described


def own_links(parent: Dataset) -> tuple[str, ...]:
    """Name the variables that tell the records of a subject apart: --SEQ, else keys; a blank where it has one record.

    DM has one record a subject, and SV is told apart by VISITNUM.
    """
    sequence = f"{parent.spec.prefix}SEQ"
    if sequence in parent.frame:
        return (sequence,)
    identifying = {"STUDYID", "DOMAIN", subject_of(parent.frame)}
    keys = tuple(key for key in parent.spec.keys if key not in identifying and key in parent.frame)
    return keys if keys and parent.spec.repeating else ("",)


def _linked(parent: Dataset, values: pd.Series, idvar: str | None, own: Sequence[str]) -> pd.Series:
    """Name the variable that links each record: the first of those asked for that names no record with another value.

    Asked for is the one that the study says, then the dataset's own.
    """
    asked = [*([] if idvar is None else [idvar]), *own]
    link = pd.Series(asked[-1], index=values.index, dtype="str")
    for variable in reversed(asked[:-1]):
        keys = [parent.frame[subject_of(parent.frame)], _text(parent, variable)]
        alike = values.groupby(keys).transform("nunique") == 1
        link = link.mask(alike & ((keys[1] != "") | (variable == "")), variable)
    return link


def _records(parent: Dataset, values: pd.Series, name: str, known: Supplemental, link: pd.Series) -> Frame:
    filled = values != ""
    rows, subject = parent.frame[filled], subject_of(parent.frame)
    variables = link[filled].unique()
    idvarval = pd.Series("", index=rows.index, dtype="str")
    for variable in variables:
        idvarval = idvarval.mask(link[filled] == variable, _text(parent, str(variable)).loc[rows.index])
    return pd.DataFrame(
        {
            "STUDYID": rows["STUDYID"],
            "RDOMAIN": parent.spec.domain,
            subject: rows[subject],
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


def _told(values: pd.Series, idvar: str | None, link: pd.Series) -> tuple[Finding, ...]:
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
        written=("linked by " + link[wrong]).where(link[wrong] != "", "linked to all records of the subject"),
        hint="link it by a variable whose records have one value, or leave out idvar:",
    )
    return (finding,)
