"""SE: the elements each subject went through."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.dates.iso8601 import is_valid_dtc
from converter.compute.dates.span import certainly_before, surely_first, surely_last
from converter.dataset import Frame
from converter.sdtm.timing.reference_dates import narrowed
from converter.spec.condition import Condition
from converter.spec.study import Element, Study
from converter.steps import Built, Finding, Variable


def subject_elements(
    datasets: Mapping[str, Frame],
    *,
    starts: dict[str, Variable],
    end: Variable,
    start_where: dict[str, Condition] | None = None,
    arm: Variable = "DM.ARMCD",
    study: Study,
) -> Built:
    """Elements of each subject: each starts at its date ({starts}), ends with the next one's start, the last at {end}.

    `starts` names the date of each element of study.yaml, such as 'EX.EXSTDTC' (the subject's earliest counts),
    `start_where` narrows its records ('SV.VISIT'). A
    subject has the elements of its arm that started; one without an arm has every element that started. Elements
    whose start is before that of an earlier one are reported as `element-order`; of an element that its arm plans more
    than once only the first pass is known, reported as `element-repeated`.
    """
    roster = _named(datasets, arm)
    found = [
        _started(code, study.elements[code], narrowed(datasets, start, (start_where or {}).get(code)), start, order)
        for order, (code, start) in enumerate(starts.items())
    ]
    rows = pd.concat(found, ignore_index=True).merge(roster, how="inner", on="USUBJID")
    rows = _planned(rows, study).sort_values(["USUBJID", "TAETORD", "_order"], kind="stable", ignore_index=True)
    ends = rows.groupby("USUBJID")["SESTDTC"].shift(-1)
    last = rows["USUBJID"].map(_latest(datasets, end)).fillna("")
    rows["SEENDTC"] = ends.where(ends.notna(), last).astype("str")
    findings = (*_disordered(rows), *_repeated(rows))
    names = ["USUBJID", "ETCD", "ELEMENT", "TAETORD", "EPOCH", "SESTDTC", "SEENDTC"]
    lineage = pd.DataFrame({"row": rows.index, "table": rows["_table"], "source_row": rows["_row"], "item": ""})
    return Built(rows[names], lineage, findings)


def _named(datasets: Mapping[str, Frame], arm: str) -> Frame:
    dataset, _, variable = arm.rpartition(".")
    return datasets[dataset][["USUBJID", variable]].rename(columns={variable: "_arm"}).drop_duplicates("USUBJID")


def _started(code: str, element: Element, records: Frame, start: str, order: int) -> Frame:
    dataset, _, variable = start.rpartition(".")
    dates = pd.DataFrame({"USUBJID": records["USUBJID"], "SESTDTC": records[variable], "_row": records.index})
    dates = dates[(dates["SESTDTC"] != "") & is_valid_dtc(dates["SESTDTC"])]
    first = dates.loc[surely_first(dates["SESTDTC"])].drop_duplicates("USUBJID")
    return first.assign(ETCD=code, ELEMENT=element.name, EPOCH=element.epoch, _order=order, _table=dataset)


def _planned(rows: Frame, study: Study) -> Frame:
    """Keep the elements of each subject's arm, and give their planned order; without an arm all, unordered."""
    plan = pd.DataFrame(
        [(code, etcd, float(n)) for code, arm in study.arms.items() for n, etcd in enumerate(arm.elements, start=1)],
        columns=["_arm", "ETCD", "TAETORD"],
    )
    plan = plan.assign(_again=plan.duplicated(["_arm", "ETCD"], keep=False)).drop_duplicates(["_arm", "ETCD"])
    rows = rows.merge(plan, how="left", on=["_arm", "ETCD"])
    return rows[rows["TAETORD"].notna() | ~rows["_arm"].isin(list(study.arms))]


def _latest(datasets: Mapping[str, Frame], end: str) -> pd.Series:
    dataset, _, variable = end.rpartition(".")
    records = datasets[dataset]
    records = records[is_valid_dtc(records[variable])]
    ordered = records.loc[surely_last(records[variable])]
    return ordered.drop_duplicates("USUBJID", keep="last").set_index("USUBJID")[variable]


def _disordered(rows: Frame) -> tuple[Finding, ...]:
    wrong = certainly_before(rows["SEENDTC"], rows["SESTDTC"])
    if not wrong.any():
        return ()
    finding = Finding(
        rule="element-order",
        severity="warning",
        rows=rows.index[wrong],
        values=rows.loc[wrong, "ETCD"] + " " + rows.loc[wrong, "SESTDTC"],
        message="the element starts after its end, the next one's start",
        written="kept as the dates say",
        hint="correct the dates at the source",
    )
    return (finding,)


def _repeated(rows: Frame) -> tuple[Finding, ...]:
    """Report elements that the subject's arm plans more than once: one date of start cannot tell the passes apart."""
    repeated = rows["_again"].eq(other=True)
    if not repeated.any():
        return ()
    finding = Finding(
        rule="element-repeated",
        severity="error",
        rows=rows.index[repeated],
        values=rows.loc[repeated, "ETCD"],
        message="the arm plans this element more than once, and one start cannot date each pass",
        written="the first pass only",
        hint="give each pass a code of its own under elements:",
    )
    return (finding,)
