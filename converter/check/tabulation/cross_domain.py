"""Datasets against each other: subjects, visits, baseline flags, exposure, consent."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.catalogue.others import unusual
from converter.check.shipment import Shipment, offending
from converter.check.tally import counted
from converter.compute.conditions.condition import is_missing
from converter.compute.conditions.subject import subject_value
from converter.compute.dates.iso8601 import is_complete_date
from converter.compute.dates.span import certainly_before
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue
from converter.spec.study import Visit

QUALIFIERS = (
    *("CAT", "SCAT", "TSTDTL", "TSTOPO", "SPEC", "METHOD", "POS", "LOC", "LAT", "DIR", "PORTOT"),
    *("EVAL", "EVALID", "LNKID", "OBJ", "TPT", "TPTNUM", "TPTREF"),
)
"""What tells results of one test apart, each with a baseline of its own: side of the body (--LAT), time point."""


def check_subjects(shipment: Shipment) -> Iterator[Issue]:
    """Report subjects that DM does not have, and study identifiers that differ."""
    dm = shipment.having("DM", "USUBJID")
    for dataset in shipment.own():
        if dm is not None and "USUBJID" in dataset.frame:
            wrong = ~dataset.frame["USUBJID"].isin(dm.frame["USUBJID"]) & (dataset.frame["USUBJID"] != "")
            message = "the subject is not in DM"
            yield from offending(
                dataset, wrong, rule="subject-not-in-dm", severity="error", message=message, variable="USUBJID"
            )
        if "STUDYID" in dataset.frame:
            expected = shipment.plan.study.study.id
            wrong = dataset.frame["STUDYID"] != expected
            message = f"expected {expected}"
            yield from offending(dataset, wrong, rule="study-id", severity="error", message=message, variable="STUDYID")


def check_visits(shipment: Shipment) -> Iterator[Issue]:
    """Report visit numbers with several names, and planned visits that TV does not have."""
    tv = shipment.having("TV", "VISITNUM")
    for dataset in shipment.own():
        if not {"VISITNUM", "VISIT"} <= set(dataset.frame):
            continue
        wrong = unusual(dataset.frame, "VISIT", ("VISITNUM",), shipment.usual(visit_names, dataset))
        message = "not the name that most records of the visit number have"
        yield from offending(dataset, wrong, rule="visit-names", severity="error", message=message, variable="VISITNUM")
        if tv is not None and dataset.name != "TV":
            whole = dataset.frame["VISITNUM"] % 1 == 0
            wrong = whole & ~dataset.frame["VISITNUM"].isin(tv.frame["VISITNUM"])
            message = "TV plans no such visit"
            yield from offending(
                dataset, wrong, rule="visit-unplanned", severity="warning", message=message, variable="VISITNUM"
            )


def visit_names(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the names of each visit number."""
    if not shipment.having(dataset.name, "VISITNUM", "VISIT"):
        return counted(dataset.frame[[]])
    return counted(dataset.frame.loc[dataset.frame["VISIT"] != "", ["VISITNUM", "VISIT"]])


DAYS_OF_VISIT = {"BE": ("BESTDY", "BEDY")}
"""The day of the visit where it is another than usual: BEDTC dates the collection of the specimen, not the event."""


def check_windows(shipment: Shipment) -> Iterator[Issue]:
    """Report records of a visit that lie outside its window, where the visit table gives a day and a window."""
    windows = [v for v in shipment.plan.study.visits if None not in {v.day, v.before, v.after}]
    for dataset, spec in shipment.known():
        wanted = DAYS_OF_VISIT.get(dataset.name, (f"{spec.prefix}DY", f"{spec.prefix}STDY"))
        days = [name for name in wanted if name in dataset.frame]
        if "VISITNUM" in dataset.frame and days:
            there = {*dataset.frame["VISITNUM"].unique()}
            for visit in (one for one in windows if one.number in there):
                yield from _outside(dataset, days[0], visit, _of_arm(dataset, visit, shipment))


def _of_arm(dataset: FoundDataset, visit: Visit, shipment: Shipment) -> pd.Series:
    """Tell which records are of subjects for whom a visit is planned so: of its arm, or without an own one."""
    dm = shipment.having("DM", "USUBJID", "ARMCD")
    others = [one.arm for one in shipment.plan.study.visits if one.arm and one.number == visit.number]
    if not (visit.arm or others) or dm is None or "USUBJID" not in dataset.frame:
        return pd.Series(data=not visit.arm, index=dataset.frame.index)
    arms = subject_value(dataset.frame, {"DM": dm.frame}, "DM.ARMCD")
    return arms == visit.arm if visit.arm else ~arms.isin(others)


def _outside(dataset: FoundDataset, name: str, visit: Visit, of_arm: pd.Series) -> Iterator[Issue]:
    planned = visit.day or 0
    first, last = _shifted(planned, -(visit.before or 0)), _shifted(planned, visit.after or 0)
    day = dataset.frame[name]
    wrong = of_arm & (dataset.frame["VISITNUM"] == visit.number) & day.notna() & ~day.between(first, last)
    message = f"{visit.name} is planned from study day {first} to {last}"
    yield from offending(dataset, wrong, rule="visit-window", severity="warning", message=message, variable=name)


def _shifted(day: int, days: int) -> int:
    """Move a study day by days; there is no day 0."""
    moved = (day if day < 0 else day - 1) + days
    return moved if moved < 0 else moved + 1


def check_epochs(shipment: Shipment) -> Iterator[Issue]:
    """Report dated records without an epoch, in datasets that have EPOCH; before a subject's first element is none."""
    se = shipment.having("SE", "USUBJID", "SESTDTC")
    starts = None if se is None else se.frame[se.frame["SESTDTC"] != ""].groupby("USUBJID")["SESTDTC"].min()
    for dataset, spec in shipment.known():
        dates = [name for name in (f"{spec.prefix}STDTC", f"{spec.prefix}DTC") if name in dataset.frame]
        if "EPOCH" in dataset.frame and dates and dataset.name not in {"SE", "SV", "TA"}:
            date = dataset.frame[dates[0]]
            wrong = (dataset.frame["EPOCH"] == "") & is_complete_date(date)
            if starts is not None and "USUBJID" in dataset.frame:
                wrong &= ~certainly_before(date, dataset.frame["USUBJID"].map(starts).astype("str").fillna(""))
            message = "a complete date but no epoch"
            yield from offending(
                dataset,
                wrong,
                rule="epoch-missing",
                severity="note",
                message=message,
                variable="EPOCH",
                values=date,
                hint="complete the subject's elements (SE), or its dates",
            )


def check_baseline_flags(shipment: Shipment) -> Iterator[Issue]:
    """Report subjects with several baseline flags for one test, and flags on records without a result."""
    for dataset, spec in shipment.known():
        for suffix in ("LOBXFL", "BLFL"):
            flag, code = f"{spec.prefix}{suffix}", f"{spec.prefix}TESTCD"
            if {flag, code, "USUBJID"} <= set(dataset.frame):
                yield from _several_flags(dataset, flag, code, spec.prefix)
                yield from _empty_flags(dataset, flag, code, spec.prefix)


def _several_flags(dataset: FoundDataset, flag: str, code: str, domain: str) -> Iterator[Issue]:
    by = [code, *(key for key in (domain + q for q in QUALIFIERS) if key in dataset.frame)]
    flagged = dataset.frame[dataset.frame[flag] == "Y"]
    several = flagged[flagged.duplicated(["USUBJID", *by], keep=False)].index
    yield from offending(
        dataset,
        pd.Series(dataset.frame.index.isin(several), index=dataset.frame.index),
        rule="baseline-several",
        severity="error",
        message="the subject has several for the test",
        variable=flag,
        values=dataset.frame[code],
    )


def _empty_flags(dataset: FoundDataset, flag: str, code: str, domain: str) -> Iterator[Issue]:
    """Report flagged records of which none of the variables that hold a result has a value."""
    frame = dataset.frame
    results = [name for name in (domain + suffix for suffix in ("ORRES", "STRESC", "STRESN")) if name in frame]
    if results:
        empty = pd.concat([is_missing(frame[name]) for name in results], axis="columns").all(axis="columns")
        yield from offending(
            dataset,
            (frame[flag] == "Y") & empty,
            rule="baseline-no-result",
            severity="error",
            message="flagged as baseline, but the record has no result",
            variable=flag,
            values=frame[code],
        )


def check_exposure(shipment: Shipment) -> Iterator[Issue]:
    """Report exposure of subjects whose first dose differs from RFXSTDTC, or who have only one of the two.

    A dose of which only a part of the date is known says nothing against a date that it may be.
    """
    dm, ex = shipment.having("DM", "USUBJID", "RFXSTDTC"), shipment.having("EX", "USUBJID", "EXSTDTC")
    if dm is None or ex is None:
        return
    doses = ex.frame[["USUBJID", "EXSTDTC"]].merge(dm.frame[["USUBJID", "RFXSTDTC"]], on="USUBJID")
    subjects, start = dm.frame["USUBJID"], dm.frame["RFXSTDTC"]
    tests = (
        ("not the first dose of EX", subjects.isin(_otherwise_dosed(doses))),
        ("blank, but EX has doses", (start == "") & subjects.isin(doses.loc[doses["EXSTDTC"] != "", "USUBJID"])),
        ("filled, but EX has no dose", (start != "") & ~subjects.isin(ex.frame["USUBJID"])),
    )
    for message, wrong in tests:
        yield from offending(dm, wrong, rule="first-dose", severity="error", message=message, variable="RFXSTDTC")


def _otherwise_dosed(doses: Frame) -> pd.Index:
    """Name the subjects with a dose certainly before RFXSTDTC, or with none but doses certainly after it."""
    dated = doses[(doses["EXSTDTC"] != "") & (doses["RFXSTDTC"] != "")]
    before = certainly_before(dated["EXSTDTC"], dated["RFXSTDTC"]).groupby(dated["USUBJID"]).any()
    after = certainly_before(dated["RFXSTDTC"], dated["EXSTDTC"]).groupby(dated["USUBJID"]).all()
    return before.index[before | after]


def check_consent(shipment: Shipment) -> Iterator[Issue]:
    """Report subjects without informed consent, in DS or as RFICDTC; where nobody has one, that is told once.

    A package with neither is not judged.
    """
    dm = shipment.having("DM", "USUBJID")
    if dm is None or not (shipment.having("DM", "RFICDTC") or shipment.having("DS", "USUBJID", "DSDECOD")):
        return
    message = "no informed consent, in DS or as RFICDTC"
    if not len(shipment.usual(consents, dm)):
        yield Issue("consent-missing", "warning", "DM", f"{message}, of any subject", "USUBJID")
    else:
        yield from offending(
            dm,
            ~_consented(shipment, dm),
            rule="consent-missing",
            severity="error",
            message=message,
            variable="USUBJID",
        )


def consents(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the subjects of DM with informed consent."""
    if dataset.name != "DM" or not shipment.having("DM", "USUBJID"):
        return counted(dataset.frame[[]])
    return counted(pd.DataFrame({"consented": _consented(shipment, dataset)}).query("consented"))


def _consented(shipment: Shipment, dm: FoundDataset) -> pd.Series:
    ds = shipment.having("DS", "USUBJID", "DSDECOD")
    dated = dm.frame["RFICDTC"] != "" if "RFICDTC" in dm.frame else pd.Series(data=False, index=dm.frame.index)
    told = ds.frame.loc[ds.frame["DSDECOD"] == "INFORMED CONSENT OBTAINED", "USUBJID"] if ds is not None else ()
    return dated | dm.frame["USUBJID"].isin(told)
