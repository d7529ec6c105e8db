"""Analysis values against their baseline: one baseline record of a group, its value on all, the change from it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.analysis.shared import PARAMETER, differ, is_number, is_text, same_kind
from converter.check.shipment import Shipment, offending
from converter.check.tally import counted, stands_in
from converter.compute.conditions.condition import is_missing
from converter.compute.numbers.numbers import number_text
from converter.compute.numbers.rounding import SAME
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue

GROUP = ("USUBJID", PARAMETER)
VALUES = {"BASE": "AVAL", "BASEC": "AVALC"}
INDICATORS = {"BNRIND": "ANRIND", "BTOXGR": "ATOXGR"}
"""What others have of the baseline record; `analysis-baseline-copied` asks that record itself, BASE whether it is."""


def check_values(shipment: Shipment) -> Iterator[Issue]:
    """Report records of a parameter with neither AVAL nor AVALC."""
    for dataset, _ in shipment.known():
        frame = dataset.frame
        results = [name for name in ("AVAL", "AVALC") if name in frame]
        if PARAMETER in frame and results:
            missing = pd.concat([is_missing(frame[name]) for name in results], axis="columns").all(axis="columns")
            yield from offending(
                dataset,
                missing,
                rule="analysis-value-missing",
                severity="warning",
                message=f"no {' and no '.join(results)}",
                variable=results[0],
                values=frame[PARAMETER],
            )


def check_baseline(shipment: Shipment) -> Iterator[Issue]:
    """Report subjects with several baseline records of a parameter, and BASE that is not the value of that record.

    A group has its subject, parameter and, where there is one, BASETYPE. Each planned time point (ATPT, ATPTN) may have
    a baseline record; where a group has several of them, BASE is that of one of its time points.
    """
    for dataset, _ in shipment.known():
        frame = dataset.frame
        by = [*GROUP, *(name for name in ("BASETYPE",) if name in frame)]
        if not set(GROUP) <= set(frame) or not is_text(frame, "ABLFL"):
            continue
        flagged = frame[frame["ABLFL"] == "Y"]
        points = [name for name in ("ATPT", "ATPTN") if name in frame]
        repeated = flagged.duplicated([*by, *points], keep=False)
        several = pd.Series(frame.index.isin(flagged.index[repeated]), index=frame.index)
        message = "the subject has several baseline records of the parameter"
        yield from offending(
            dataset, several, rule="analysis-baseline-several", severity="error", message=message, variable="ABLFL",
            values=frame[PARAMETER],
        )  # fmt: skip
        own = [*by, *points] if flagged.duplicated(by).any() else by
        baseline = flagged[~repeated]
        several = stands_in(frame[by], flagged.loc[repeated, by].drop_duplicates())
        for base, value in {**VALUES, **INDICATORS}.items():
            if base in frame and value in frame and same_kind(frame[base], frame[value]):
                yield from _base(dataset, baseline, own, base, value, asked=~several)


def _base(
    dataset: FoundDataset, baseline: Frame, by: list[str], base: str, value: str, *, asked: pd.Series
) -> Iterator[Issue]:
    """Compare with the baseline record; groups that have several of them are not asked."""
    frame = dataset.frame
    found = frame[by].merge(baseline[[*by, value]].assign(known=1.0), how="left", on=by).set_axis(frame.index)
    known = found["known"] == 1
    expected = found[value] if is_number(frame, value) else found[value].astype("str").fillna("")
    other = known & differ(frame[base], expected)
    alone = asked & ~known & ~is_missing(frame[base])
    if base in INDICATORS:
        other, alone = other & (frame["ABLFL"] != "Y"), alone & False
    tests = (
        ("analysis-base", other, f"not the {value} of the baseline record"),
        ("analysis-base-alone", alone, "a baseline value, but no one baseline record"),
    )
    for rule, wrong, message in tests:
        yield from offending(
            dataset, wrong, rule=rule, severity="error", message=message, variable=base, values=frame[PARAMETER]
        )


def check_change(shipment: Shipment) -> Iterator[Issue]:
    """Report CHG that is not AVAL - BASE, and PCHG that is not its percentage of BASE, beyond their own rounding."""
    for dataset, _ in shipment.known():
        frame = dataset.frame
        if not is_number(frame, "AVAL", "BASE"):
            continue
        change = frame["AVAL"] - frame["BASE"]
        size = frame["BASE"].abs().where(frame["BASE"] != 0)
        made = {"CHG": (change, "AVAL - BASE"), "PCHG": (change / size * 100, "100 (AVAL - BASE) / |BASE|")}
        for name, (expected, formula) in made.items():
            if is_number(frame, name):
                scale = frame["AVAL"].abs() + frame["BASE"].abs() if name == "CHG" else expected.abs() + 100
                allowed = _rounding(shipment.usual(decimals_of_changes, dataset), name) + SAME * scale
                wrong = frame[name].notna() & ~((frame[name] - expected).abs() <= allowed)
                yield from offending(
                    dataset,
                    wrong,
                    rule="analysis-change",
                    severity="error",
                    message=f"not {formula}",
                    variable=name,
                    values=frame.get(PARAMETER),
                )


def decimals_of_changes(_: Shipment, dataset: FoundDataset) -> Frame:
    """Count the values of each change by their decimals."""
    parts = []
    for name in (one for one in ("CHG", "PCHG") if is_number(dataset.frame, one)):
        distinct = number_text(pd.Series(dataset.frame[name].dropna().unique()))
        decimals = [len(text.partition(".")[2]) for text in distinct]
        parts.append(pd.DataFrame({"variable": name, "decimals": decimals}))
    return counted(pd.concat(parts) if parts else pd.DataFrame({"variable": [], "decimals": []}))


def _rounding(decimals: Frame, name: str) -> float:
    """Give half a unit of the last decimal that any of the values has: what rounding can have changed."""
    most = decimals.loc[decimals["variable"] == name, "decimals"].max()
    return float(0.5 * 10.0 ** -(0 if pd.isna(most) else most))
