"""Where dates come from: records of a dataset that mark an event, or up to which a subject is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self, cast

import numpy as np
import pandas as pd
from pydantic import (
    BeforeValidator,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationInfo,
    model_validator,
)
from pydantic_core import CoreSchema

from converter.compute.conditions.judged import met_by
from converter.compute.conditions.look import looked, pairs
from converter.compute.conditions.subject import holds, subject_value, with_subject_values
from converter.compute.dates.sas_date import completed, sas_date
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.endpoints.look import LOOK, Look
from converter.spec.model import WRITTEN, Model, Written
from converter.spec.short.names import WORD, named
from converter.spec.short.schema import NAME, TEXT, or_short
from converter.spec.standards.standard import variable_prefix
from converter.steps import SourceCondition, SourceVariable, Variable

Order = Literal["first", "last"]
Impute = Literal["first", "last"]
CANDIDATE = ("USUBJID", "date", "seq", "row", "seen", "number")
SEES = Condition(variable=LOOK, eq="Y")


class Source(Model):
    """Records that give a date: those of `dataset` that meet `where`, dated by `date`.

    `order` says which of them counts (the first as event, the last as censoring, unless said otherwise). `among` names
    the records that stand in one series, such as the values of one parameter; with `confirmed: next` a date counts
    only if all values of the series on that date and on its next date meet `where`, with a `look` only if `when` holds
    of what a record sees of the others of its series (unless said otherwise LOOK is Y: the look has an end). `after` is
    a date that the record must be later than. A partial date is completed only where `impute` says how: to the first or
    last day it can be. `beyond`: what a censoring date after the end of observation counts, that end or nothing.
    What the row says: `description` (EVNTDESC), `cnsr`, `cnsdtdsc`, and SRCDOM, SRCVAR, SRCSEQ (the dataset, the date
    and its sequence variable, unless named otherwise). A word in its place is the name of a source that study.yaml says
    under `sources:`.
    """

    dataset: str
    date: SourceVariable
    where: SourceCondition | None = None
    among: SourceCondition | None = None
    confirmed: Literal["next"] | None = None
    look: Look | None = None
    when: SourceCondition | None = None
    after: Variable | None = None
    impute: Impute | None = None
    order: Order | None = None
    beyond: Literal["end", "nothing"] = "end"
    description: str = ""
    cnsr: int | None = None
    cnsdtdsc: str = ""
    srcdom: str = ""
    srcvar: str = ""
    srcseq: SourceVariable | None = None

    @model_validator(mode="after")
    def _looks(self) -> Self:
        if self.when is not None and self.look is None:
            message = "when: is asked of a look, and there is no look: (what a record must meet itself is where:)"
            raise ValueError(message)
        return self

    @model_validator(mode="wrap")
    @classmethod
    def _from_name(cls, written: object, made: ModelWrapValidatorHandler[Self], told: ValidationInfo) -> Self:
        if not isinstance(written, str):
            return made(written)
        known = (told.context if isinstance(told.context, Written) else WRITTEN).sources
        return cast("Self", named("source", written, known, "{dataset: DM, date: DTHDTC}"))

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return or_short(core, handler, NAME)

    def __str__(self) -> str:
        conditions = [part.describe() for part in (self.among, self.where) if part]
        limits = [
            f" where {' and '.join(conditions)}" if conditions else "",
            " in two consecutive dates" if self.confirmed else "",
            f" that sees {self.look}" if self.look else "",
            f", where {self.when.describe()}" if self.when else "",
            f" after {self.after}" if self.after else "",
        ]
        named = f" ({self.description})" if self.description else ""
        return f"{self.dataset}.{self.date}{''.join(limits)}{named}"


def _listed(written: object) -> object:
    return (written,) if isinstance(written, dict | str | Source) else written


Sources = Annotated[tuple[Source, ...], BeforeValidator(_listed, json_schema_input_type=Source | tuple[Source, ...])]
"""One source or several, in the order in which they count on the same date."""


class Origin(Model):
    """What time counts from: a subject's date such as 'ADSL.TRTSDT', or the first record of a source or of its name."""

    variable: Variable = ""
    source: Source | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_either(cls, written: object) -> object:
        if isinstance(written, str):
            return {"source" if WORD.fullmatch(written) else "variable": written}
        return {"source": written} if isinstance(written, dict) and "dataset" in written else written

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        source: dict[str, Any] = handler.resolve_ref_schema(handler(core))["properties"]["source"]["anyOf"][0]
        return or_short(core, handler, TEXT, source)

    def __str__(self) -> str:
        return f"the {self.source.order or 'first'} {self.source}" if self.source else self.variable


TREATMENT = Origin(variable="ADSL.TRTSDT")


def dated(sources: Sequence[Source], rows: Frame, datasets: Mapping[str, Frame]) -> Frame:
    """Give every dated record of the sources in the order of subject, date, source and sequence: columns CANDIDATE.

    `number` is the position of the source, `row` the index label of the record, `seen` that of the end of its look.
    """
    parts = [_dated(one, rows, datasets).assign(number=number) for number, one in enumerate(sources)]
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype="str" if name == "USUBJID" else "float64") for name in CANDIDATE})
    found = pd.concat(parts, ignore_index=True)
    return found.sort_values(["USUBJID", "date", "number", "seq", "row"], kind="stable", ignore_index=True)


def undated(sources: Sequence[Source], rows: Frame, datasets: Mapping[str, Frame]) -> pd.Series:
    """Give every date that would count if it were complete, as 'subject text', by its subject.

    Where a source has a condition, a blank date of a record that meets it is one as well.
    """
    nothing = pd.Series(index=pd.Index([], dtype="str"), dtype="str")
    found: pd.Series = pd.concat([nothing, *(_undated(one, rows, datasets) for one in sources)])
    return found


def extreme(candidates: Frame, sources: Sequence[Source], usual: Order) -> Frame:
    """Take each subject's first or last record of each source, as its `order` says."""
    last = np.array([(one.order or usual) == "last" for one in sources], dtype=bool)
    of_last = candidates["number"].astype("int64").map(lambda number: bool(last[number])).astype(bool)
    by = ["USUBJID", "number"]
    kept = [candidates[~of_last].drop_duplicates(by), candidates[of_last].drop_duplicates(by, keep="last")]
    return pd.concat(kept).sort_index()


def records_of(source: Source, rows: Frame, datasets: Mapping[str, Frame]) -> Frame:
    """Give the dataset of a source; without a name it is the rows made so far."""
    return datasets[source.dataset] if source.dataset else rows


def _dated(source: Source, rows: Frame, datasets: Mapping[str, Frame]) -> Frame:
    records = records_of(source, rows, datasets)
    frame = pd.DataFrame(
        {
            "USUBJID": records["USUBJID"],
            "date": _dates(records[source.date], source.impute),
            "seq": _sequence(source, records),
            "row": records.index,
            "seen": np.nan,
            "met": holds(source.where, records, datasets),
        }
    )
    frame = frame[frame["date"].notna() & holds(source.among, records, datasets)]
    counts = _sustained(frame) if source.confirmed else frame["met"]
    if source.after:
        counts &= frame["date"] > _numeric(subject_value(frame, datasets, source.after))
    if source.look is not None:
        seen, end = _seen(source, source.look, records, frame, datasets)
        counts &= seen
        frame = frame.assign(seen=end)
    return frame.loc[counts, ["USUBJID", "date", "seq", "row", "seen"]]


def _seen(
    source: Source, look: Look, records: Frame, frame: Frame, datasets: Mapping[str, Frame]
) -> tuple[pd.Series, pd.Series]:
    """Tell which records of a series see what is asked by a look at the others, and the label of each look's end."""
    series = records.loc[frame.index].assign(_date=frame["date"], _seq=frame["seq"])
    found = looked(LOOK, look, pairs(series, series, ["USUBJID"], ["_date", "_seq"], look), series.index)
    when = source.when or SEES
    of_subject = [name for name in when.variables if "." in name and name.partition(".")[0] != LOOK]
    met = met_by(when, with_subject_values(pd.concat([series, found], axis="columns"), datasets, of_subject))
    return met, found[f"{LOOK}.end"].map(pd.Series(series.index))


def _undated(source: Source, rows: Frame, datasets: Mapping[str, Frame]) -> pd.Series:
    records = records_of(source, rows, datasets)
    dates = records[source.date]
    text = dates.where(dates.notna(), "").astype("str") if pd.api.types.is_numeric_dtype(dates) else dates
    # without a condition a blank date says that nothing happened; with one it is an event of which the date is lost
    said = (text.str.strip() != "") | (source.where is not None)
    lost = said & _dates(dates, source.impute).isna() & holds(source.where, records, datasets)
    lost &= holds(source.among, records, datasets)
    subject = records.loc[lost, "USUBJID"]
    return (subject + " " + text[lost]).str.strip().astype("str").set_axis(pd.Index(subject))


def _sustained(frame: Frame) -> pd.Series:
    """Tell which records lie on a date that meets the condition as a whole and is followed by such a date."""
    days = frame.groupby(["USUBJID", "date"])["met"].all()  # sorted by subject and date
    following = days.groupby(level="USUBJID").shift(-1, fill_value=False)
    kept = days & following
    keys = pd.MultiIndex.from_frame(frame[["USUBJID", "date"]])
    return pd.Series(kept.reindex(keys).to_numpy(dtype=bool), index=frame.index)


def _sequence(source: Source, records: Frame) -> pd.Series:
    usual = ("ASEQ", f"{variable_prefix(source.dataset)}SEQ", f"{source.dataset.removeprefix('AD')}SEQ")
    names = (source.srcseq,) if source.srcseq else usual
    found = next((name for name in names if name in records), None)
    return records[found] if found else pd.Series(np.nan, index=records.index)


def _numeric(dates: pd.Series) -> pd.Series:
    return dates if pd.api.types.is_numeric_dtype(dates) else sas_date(dates)


def _dates(dates: pd.Series, impute: Impute | None) -> pd.Series:
    """Give SAS dates of numeric dates or of ISO 8601 text, partial text completed where wanted."""
    if pd.api.types.is_numeric_dtype(dates):
        return dates
    return sas_date(dates) if impute is None else sas_date(completed(dates, impute))
