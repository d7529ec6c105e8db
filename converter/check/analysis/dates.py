"""Numeric dates of analysis datasets: as their text says, flagged where imputed, within the study."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from converter.check.analysis.shared import is_number, is_text
from converter.check.shipment import Shipment, offending
from converter.compute.dates.imputed import imputation_flag, open_days
from converter.compute.dates.iso8601 import POINT, is_valid_dtc
from converter.compute.dates.sas_date import iso_date, sas_day
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue, Severity

COLLECTED = {"AST": "STDTC", "AEN": "ENDTC", "A": "DTC"}
"""How the collected text of an analysis date ends: ASTDT is made of --STDTC, AENDT of --ENDTC, ADT of --DTC."""
SECONDS_A_DAY = 86400.0
DATE, TIME = ["year", "month", "day"], ["hour", "minute", "second"]
"""The parts of a date, and those of a time."""
ZONE = r"T.*(?:Z|[+-][0-9]{2}:[0-9]{2})$"
"""How text ends that names its zone."""
WIDTH = {"second": 2}
"""How many characters of a part count; the decimals of seconds do not."""
UNKNOWN = ("", "-")
"""How a part of ISO 8601 text is written that is not known."""


def check_imputed(shipment: Shipment) -> Iterator[Issue]:
    """Report imputation flags (--DTF, --TMF) on records without the date or time that they tell of."""
    for dataset, _ in shipment.known():
        frame = dataset.frame
        for flag in (str(name) for name in frame.columns if re.fullmatch(r"\w+(DT|TM)F", str(name))):
            told = [name for name in (flag[:-1], f"{flag[:-3]}DTM") if is_number(frame, name)]
            if is_text(frame, flag):
                missing = frame[told].isna().all(axis="columns") if told else pd.Series(data=True, index=frame.index)
                yield from offending(
                    dataset,
                    (frame[flag] != "") & missing,
                    rule="analysis-imputed-nothing",
                    severity="error",
                    message=f"an imputation flag, but {' or '.join(told) or f'no {flag[:-1]}'} is filled",
                    variable=flag,
                )


def check_collected(shipment: Shipment) -> Iterator[Issue]:
    """Report analysis dates and times that differ from a known part of their text, and flags that do not fit it.

    Compared where the dataset has both: ASTDT and ASTDTM with --STDTC, AENDT with --ENDTC, ADT with --DTC, and any
    other with the text of its own name, such as DTHDT with DTHDTC. What the text tells must agree; the flag must be
    that of the largest part which was not known: D, M, Y of the date (--DTF), H or M of the time (--TMF; seconds need
    none). A datetime is not compared with a time that names its zone. Source: ADaMIG 1.3, 3.2.4.
    """
    dm = shipment.plan.standard.datasets.get("DM")
    of_subject = frozenset(dm.variables) if dm else frozenset()
    for dataset, _ in shipment.known():
        for stem, text in _texts_of(dataset.frame, of_subject):
            if is_number(dataset.frame, f"{stem}DT"):
                yield from _collected(dataset, f"{stem}DT", text)
            if is_number(dataset.frame, f"{stem}DTM"):
                yield from _timed(dataset, f"{stem}DTM", text)


def _texts_of(frame: Frame, of_subject: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Name how each analysis date begins, and the collected text that it is made of.

    Dates of the subject (RFSTDTC, DMDTC) are those of no record, so none of them is what ASTDT or ADT is made of.
    """
    names = [str(name) for name in frame.columns if str(name).endswith("DTC") and is_text(frame, str(name))]
    for stem, end in COLLECTED.items():
        texts = [name for name in names if re.fullmatch(rf"[A-Z][A-Z0-9]{end}", name) and name not in of_subject]
        if len(texts) == 1:
            yield stem, texts[0]
    yield from ((name.removesuffix("DTC"), name) for name in names)


def _collected(dataset: FoundDataset, date: str, text: str) -> Iterator[Issue]:
    frame, flag = dataset.frame, f"{date}F"
    first, last = open_days(frame[text])
    said, made = frame[text].str.strip() != "", frame[date].notna()
    unknown_year = first.isna() & is_valid_dtc(frame[text])
    expected = imputation_flag(first, last).mask(unknown_year, "Y").where(said & made, "")
    found, shown = _flag(frame, flag), iso_date(frame[date])
    outside = ~frame[date].between(first, last) & ~unknown_year
    differs = said & made & (outside | _differ(_parts(frame[text], DATE), _parts(shown, DATE)))
    unfit = ((expected != "") & (found != expected)) | (~said & made & (found != "Y"))
    tests = (
        ("analysis-date", date, differs, f"not a date that {text} may mean"),
        ("analysis-imputed-complete", flag, said & made & (expected == "") & (found != "") & ~differs,
         f"flagged as imputed, but {text} is complete"),
        ("analysis-imputed-unflagged", flag, (expected != "") & (found == ""),
         f"imputed, but not flagged: {text} is partial"),
        ("analysis-imputed-flag", flag, unfit & (found != ""),
         f"the flag does not say what had to be imputed of {text}"),
    )  # fmt: skip
    yield from _told(dataset, tests, frame[text] + " as " + shown + (" " + found).where(found != "", ""))


def _timed(dataset: FoundDataset, datetime: str, text: str) -> Iterator[Issue]:
    """Compare the time of day of a numeric datetime with that of its text."""
    frame, flag = dataset.frame, f"{datetime.removesuffix('DTM')}TMF"
    clock = _clock(frame[datetime])
    shown = iso_date(frame[datetime] // SECONDS_A_DAY) + clock
    filled = frame[datetime].notna() & (frame[text].str.strip() != "") & ~frame[text].str.contains(f"/|{ZONE}")
    unreadable = filled & ~is_valid_dtc(frame[text])
    written = _parts(frame[text], TIME)
    differs = unreadable | filled & _differ(_parts(frame[text], [*DATE, *TIME]), _parts(shown, [*DATE, *TIME]))
    lacks, given = _lacking(written, {"M": "minute", "H": "hour"}), _flag(frame, flag)
    unfit = filled & (given != lacks) & ~((given == "S") & (lacks == "") & (written["second"] == ""))
    unfit &= is_text(frame, flag) & ~unreadable
    tests = (
        ("analysis-date", datetime, differs, f"not the time of {text}"),
        (
            "analysis-imputed-flag",
            flag,
            unfit,
            f"the flag is not that of the largest part of the time that {text} lacks",
        ),
    )
    values = frame[text] + " as " + clock.str.removeprefix("T") + (" flagged " + given).where(unfit & (given != ""), "")
    yield from _told(dataset, tests, values)


def _told(
    dataset: FoundDataset, tests: tuple[tuple[str, str, pd.Series, str], ...], values: pd.Series
) -> Iterator[Issue]:
    for rule, variable, wrong, message in tests:
        yield from offending(
            dataset, wrong, rule=rule, severity="error", message=message, variable=variable, values=values
        )


def _flag(frame: Frame, name: str) -> pd.Series:
    return frame[name] if is_text(frame, name) else pd.Series("", index=frame.index, dtype="str")


def _parts(texts: pd.Series, names: list[str]) -> Frame:
    """Take ISO 8601 text of one date apart, blank for a part that is not there; seconds without their decimals."""
    codes, distinct = pd.factorize(texts)
    found = (POINT.fullmatch(text) for text in distinct)
    taken = [[(match[name] or "")[: WIDTH.get(name)] if match else "" for name in names] for match in found]
    return pd.DataFrame(taken, columns=names, dtype="str").take(codes).set_axis(texts.index)


def _differ(written: Frame, shown: Frame) -> pd.Series:
    """Tell where a part that the text knows is another one in what is shown."""
    known = ~written.isin(UNKNOWN)
    return (known & (written != shown)).any(axis="columns")


def _lacking(written: Frame, flags: Mapping[str, str]) -> pd.Series:
    """Give the flag of the largest part that the text lacks, blank where it has all; the smallest part comes first."""
    lacks = pd.Series("", index=written.index, dtype="str")
    for flag, part in flags.items():
        lacks = lacks.mask(written[part].isin(UNKNOWN), flag)
    return lacks


def _clock(values: pd.Series) -> pd.Series:
    """Write the time of day of SAS datetimes, to the second: 'T08:30:00'."""
    seconds = pd.to_timedelta(values % SECONDS_A_DAY // 1, unit="s")
    return (pd.Timestamp("1960-01-01") + seconds).dt.strftime("T%H:%M:%S").astype("str").fillna("")


def check_analysis_dates(shipment: Shipment) -> Iterator[Issue]:
    """Report dates after the data cut-off, ends before their start, and datetimes of another day than their date."""
    cutoff = shipment.plan.study.study.cutoff
    for dataset, _ in shipment.known():
        frame = dataset.frame
        dates = [str(name) for name in frame.columns if str(name).endswith("DT") and is_number(frame, str(name))]
        for name in dates:
            if cutoff is not None:
                message = f"after the data cut-off {cutoff.isoformat()}"
                wrong = frame[name] > sas_day(cutoff)
                yield from _dated(dataset, name, wrong, "analysis-date-after-cutoff", message)
            if is_number(frame, f"{name}M"):
                day = np.floor(frame[f"{name}M"] / SECONDS_A_DAY)
                wrong = day.notna() & frame[name].notna() & (day != frame[name]) & ~_zoned(frame)
                yield from _dated(dataset, name, wrong, "analysis-datetime", f"not the day of {name}M")
            end = _end(name, frame)
            if end:
                message = f"after {end}, the end before the start"
                yield from _dated(dataset, name, frame[name] > frame[end], "analysis-end-before-start", message)


def _zoned(frame: Frame) -> pd.Series:
    """Tell which records have a collected time that names its zone: their datetimes are in UTC, their dates are not."""
    answer = pd.Series(data=False, index=frame.index)
    for name in (str(column) for column in frame.columns if str(column).endswith("DTC")):
        if is_text(frame, name):
            answer |= frame[name].str.contains(ZONE)
    return answer


def _end(start: str, frame: Frame) -> str:
    """Name the end that belongs to a start: AENDT to ASTDT, TRTEDT to TRTSDT; blank where there is none."""
    end = "AENDT" if start == "ASTDT" else f"{start[:-3]}EDT"
    return end if start.endswith("SDT") | (start == "ASTDT") and is_number(frame, end) else ""


def _dated(dataset: FoundDataset, name: str, wrong: pd.Series, rule: str, message: str) -> Iterator[Issue]:
    shown = iso_date(dataset.frame[name].where(wrong))
    severity: Severity = "warning" if rule == "analysis-date-after-cutoff" else "error"
    yield from offending(
        dataset, wrong, rule=rule, severity=severity, message=message, variable=name, values=shown
    )  # fmt: skip
