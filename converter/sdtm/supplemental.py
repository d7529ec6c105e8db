"""SUPP--: non-standard variables split off their domain."""

from __future__ import annotations

import pandas as pd

from converter.compute.numbers import number_text
from converter.dataset import TRACE_COLUMNS, Dataset, Frame
from converter.spec.dataset import DatasetSpec
from converter.spec.domain import Domain, Supplemental


def supplemental_qualifiers(parent: Dataset, extra: Frame, domain: Domain, spec: DatasetSpec) -> Dataset:
    """Make SUPP-- of the non-standard variables of a finished domain.

    `extra` has those variables on the parent's rows; blank values give no record. A record names its parent by --SEQ
    (nothing in DM, which has one record a subject), and has the sources of the step that made the parent's record.
    """
    parts = [_qualifier(parent, extra[name], name, known) for name, known in qualifiers(domain, extra).items()]
    long = pd.concat(parts) if parts else pd.DataFrame()
    long = long.sort_values(["USUBJID", "_row"], kind="stable").reset_index(drop=True)
    made = parent.lineage["step"].to_numpy() == parent.making.made_by.reindex(parent.lineage["row"]).to_numpy()
    lineage = long[["_row"]].assign(position=long.index).merge(parent.lineage[made], left_on="_row", right_on="row")
    lineage = lineage.assign(row=lineage["position"])[list(TRACE_COLUMNS)]
    frame = long[[variable.name for variable in spec.variables]]
    return Dataset(spec, frame, lineage.sort_values("row", kind="stable", ignore_index=True))


def qualifiers(domain: Domain, extra: Frame) -> dict[str, Supplemental]:
    """Describe each non-standard variable; one that continues long text is described by the variable it continues."""
    names = [str(name) for name in extra]
    others = {name: Supplemental(label=f"Continuation of {name.rstrip('0123456789')}") for name in names}
    return {name: domain.supplemental.get(name, others[name]) for name in names}


def _qualifier(parent: Dataset, values: pd.Series, name: str, known: Supplemental) -> Frame:
    filled = values != ""
    rows = parent.frame[filled]
    sequence = f"{parent.name}SEQ"
    has_sequence = sequence in parent.frame
    return pd.DataFrame(
        {
            "STUDYID": rows["STUDYID"],
            "RDOMAIN": parent.name,
            "USUBJID": rows["USUBJID"],
            "IDVAR": sequence if has_sequence else "",
            "IDVARVAL": number_text(rows[sequence]) if has_sequence else "",
            "QNAM": name,
            "QLABEL": known.label,
            "QVAL": values[filled],
            "QORIG": known.origin,
            "QEVAL": known.evaluator,
            "_row": rows.index,
        }
    )
