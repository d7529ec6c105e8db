"""What a study has measured of each component of response criteria, and records that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from converter.adam.matching import chosen
from converter.adam.unusable import told
from converter.compute.conditions.flag import flagged
from converter.compute.conditions.judged import met
from converter.compute.dates.sas_date import sas_date
from converter.compute.numbers.numbers import number_text, read_numbers
from converter.dataset import Frame
from converter.errors import nearest
from converter.spec.endpoints.measure import Measure
from converter.spec.model import Model
from converter.steps import Finding, SourceCondition, SourceVariable

RECORD = {
    "USUBJID": "str",
    "component": "str",
    "item": "str",
    "date": "float64",
    "when": "str",
    "number": "float64",
    "text": "str",
    "table": "str",
    "source_row": "int64",
}
"""What is known of one measurement: `when` is the text of its date, `item` the lesion it was made of."""


class Component(Model):
    """Records that measure a component: those of `dataset` that meet `where`, of a value and a date.

    Without `dataset` they are those of the rows made so far: one response of several parts reads those of its parts.

    A record that meets `zero_where` (NOT DETECTED) counts as 0. Of text, `recode` gives what the criteria call it,
    `otherwise` what every other text is; without `value` the record itself says `otherwise`. `unit` names the variable
    of the unit, `factors` by what a value in another unit is multiplied (`{mg/dL: 10}`). `item` names the lesion.
    """

    dataset: str = ""
    value: SourceVariable | None = None
    date: SourceVariable
    where: SourceCondition | None = None
    zero_where: SourceCondition | None = None
    recode: dict[str, str] = {}
    otherwise: str = ""
    unit: SourceVariable | None = None
    factors: dict[str, float] = {}
    item: SourceVariable | None = None

    def __str__(self) -> str:
        condition = f" where {self.where.describe()}" if self.where else ""
        return f"{self.dataset + '.' if self.dataset else ''}{self.value or self.date}{condition}"


def measurements(
    components: Mapping[str, Component], measures: Mapping[str, Measure], datasets: Mapping[str, Frame], roster: Frame
) -> tuple[Frame, tuple[Finding, ...]]:
    """Give the measurements of the subjects of `roster`, columns RECORD, and findings for what cannot be used."""
    known = {name: one for name, one in components.items() if name in measures}
    read = [_records(name, one, measures[name], datasets) for name, one in known.items()]
    frames = [frame[frame["USUBJID"].isin(roster["USUBJID"])] for frame in read]
    empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in RECORD.items()})
    records = pd.concat([empty.assign(bad="", unit=""), *frames], ignore_index=True)
    lost = records["date"].isna()
    found = (*_misfits(components, measures), *_undated(records[lost]), *_unread(records[~lost], measures))
    return records.loc[~lost, list(RECORD)].reset_index(drop=True), found


def _records(name: str, component: Component, measure: Measure, datasets: Mapping[str, Frame]) -> Frame:
    records = chosen(datasets, component.dataset, component.where)
    when = records[component.date]
    frame = pd.DataFrame(
        {
            "USUBJID": records["USUBJID"],
            "component": name,
            "item": _items(records[component.item]) if component.item and measure.each else "",
            "date": when if pd.api.types.is_numeric_dtype(when) else sas_date(when),
            "when": when.astype("str").fillna(""),
            "table": component.dataset,
            "source_row": records.index,
        }
    )
    blank = pd.Series("", index=records.index, dtype="str")
    if measure.kind == "text":
        text = _text(component, records)
        strange = (text != "") & ~text.isin(list(measure.terms)) & bool(measure.terms)
        bad = blank.mask(strange, text)
        return frame.assign(number=np.nan, text=text.mask(strange, ""), bad=bad, unit="").astype(RECORD)
    written = records[component.value] if component.value else blank
    number, unread = read_numbers(written)
    if component.zero_where:
        zero = met(component.zero_where, records, datasets)
        number, unread = number.mask(zero, 0.0), unread & ~zero
    number, unit = _in_unit(number, component, measure, records)
    bad = blank.mask(unread, written.astype("str"))
    return frame.assign(number=number, text="", bad=bad, unit=unit).astype(RECORD)


def _items(names: pd.Series) -> pd.Series:
    """Name lesions in one way: blanks around a name and its case tell no two of them apart."""
    written = number_text(names) if pd.api.types.is_numeric_dtype(names) else names
    return written.str.strip().str.upper()


def _text(component: Component, records: Frame) -> pd.Series:
    if component.value is None:
        return pd.Series(component.otherwise, index=records.index, dtype="str")
    written = records[component.value]
    text = number_text(written) if pd.api.types.is_numeric_dtype(written) else written.str.strip()
    known = text.map(component.recode).astype("str").fillna("")
    other = text.where(text.isin(["", *component.recode]), component.otherwise) if component.otherwise else text
    return known.where(text.isin(list(component.recode)), other)


def _in_unit(number: pd.Series, component: Component, measure: Measure, records: Frame) -> tuple[pd.Series, pd.Series]:
    """Give the numbers in the unit of the criteria, and the unit of those that cannot be brought to it."""
    if component.unit is None:
        return number, pd.Series("", index=number.index, dtype="str")
    unit = records[component.unit]
    factor = unit.map({measure.unit: 1.0, **component.factors}).astype("float64")
    strange = number.notna() & (number != 0) & factor.isna()
    return (number * factor.where(number != 0, 1.0)).where(~strange), flagged(strange, "?") + unit.where(strange, "")


def _undated(records: Frame) -> tuple[Finding, ...]:
    values = records["USUBJID"] + " " + records["component"] + " " + records["when"]
    values = values.str.strip().drop_duplicates()
    message = "the date is missing or not complete, so the measurement counts for nothing"
    return told("response-date", "warning", values, message, "correct it at its source")


def _unread(records: Frame, measures: Mapping[str, Measure]) -> tuple[Finding, ...]:
    subject = records["USUBJID"] + " " + records["component"] + " " + records["when"]
    bad, strange = records["bad"] != "", records["unit"] != ""
    words = bad & records["component"].isin([name for name, one in measures.items() if one.kind == "text"])
    values, units = subject + " " + records["bad"], "in '" + records["unit"].str.slice(start=1) + "'"
    return (
        *told(
            "response-value",
            "warning",
            values[bad & ~words],
            "no number, so it counts as missing",
            "say in zero_where: which results stand for 0",
        ),
        *told(
            "response-value",
            "warning",
            values[words],
            "no text that the criteria know, so it counts as missing",
            "say in recode: what the criteria call it",
        ),
        *told(
            "response-unit",
            "error",
            (subject + " " + units)[strange],
            "not the unit of the criteria, so the value counts as missing",
            "say in factors: by what it is multiplied",
        ),
    )


def _misfits(components: Mapping[str, Component], measures: Mapping[str, Measure]) -> Iterable[Finding]:
    """Report components that the criteria do not know, and an item: that is missing or stands where there is none."""
    for name in sorted(set(components) - set(measures)):
        hint = nearest(name, measures) or f"known: {', '.join(measures)}"
        yield from told("response-component", "error", pd.Series([name]), "the criteria know no such component", hint)
    for name, component in components.items():
        if name in measures and measures[name].each and component.item is None:
            message = f"measured of each {measures[name].each}, and no item: tells them apart"
            yield from told("response-component", "error", pd.Series([name]), message)
        if name in measures and not measures[name].each and component.item is not None:
            message = f"measured of the subject, so item: {component.item} tells nothing apart and is not read"
            yield from told("response-component", "error", pd.Series([name]), message, "leave item: out")
