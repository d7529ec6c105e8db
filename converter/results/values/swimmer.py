"""The course of every subject as a bar: what it was in and for how long, and what happened when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from converter.dataset import Frame
from converter.results.levels import by_level
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.statistics import statistics
from converter.spec.model import Model
from converter.steps import Answer, SourceCondition, SourceVariable, Variable

DAYS = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12}


class Moment(Model):
    """The first `date` of the records of `dataset` that meet `where`; without `date` the end of the subject's bar."""

    dataset: str
    where: SourceCondition | None = None
    date: SourceVariable | None = None

    def __str__(self) -> str:
        condition = f" where {self.where.describe()}" if self.where else ""
        return f"{self.dataset}.{self.date}{condition}" if self.date else f"end, {self.dataset}{condition}"


def swimmer(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    start: Variable,
    end: tuple[Variable, ...],
    dataset: str,
    date: SourceVariable = "ADT",
    category: SourceVariable = "AVALC",
    where: SourceCondition | None = None,
    stop: tuple[str, ...] = (),
    cut: tuple[Moment, ...] = (),
    markers: dict[str, Moment] | None = None,
    among: tuple[Members, ...] = (),
    label: Variable = "USUBJID",
    unit: Literal["days", "weeks", "months"] = "months",
) -> Answer:
    """Follow subjects from {start} to the first of {end} ({unit}) through {category} of {dataset}, until {stop}, {cut}.

    A category holds from its `date` to the next other one, and to the end of the bar or, if that is earlier, to the
    first of `cut`; a category of `stop` ends the spans and has none. Of several on one day one of `stop` counts, else
    the last in the order of the dataset. Time is elapsed, the start is 0; a month has
    365.25 / 12 days. A record without date, and a subject without start or end, does not count. Statistics of the
    whole: n. By subject (LEVEL is its `label`): start and end. By span (LEVEL 'label/number'): span (its category),
    span_start, span_end; by marker: marker (its name) and marker_at. Subjects stand in the order of the end of their
    last span, longest first, then of the end of their bar.
    """
    subjects = narrowed(subjects, among, datasets).dropna(subset=[start])
    ends = subjects[list(end)].min(axis=1)
    people = pd.DataFrame({"start": subjects[start], "end": ends, "label": subjects[label]}).dropna()
    people = people.set_axis(subjects.loc[people.index, "USUBJID"])
    chosen = subjects[subjects["USUBJID"].isin(people.index)]
    records = records_of(dataset, where, chosen, datasets).dropna(subset=[date])
    spans = _spans(records, people, date, category, stop, _cut(cut, chosen, datasets))
    marks, sources = _marks(markers or {}, chosen, people, datasets)
    ordered = _ordered(people, spans)
    made = [statistics({"n": len(people)}), *_facts(ordered, spans, marks, DAYS[unit])]
    behind_it = behind(("ADSL", chosen.index), (dataset, records.index), *sources)
    return Answer(pd.concat(made, ignore_index=True), behind_it)


def _cut(moments: tuple[Moment, ...], subjects: Frame, datasets: Mapping[str, Frame]) -> pd.Series:
    """Give the first date of a subject at which spans are cut."""
    found = [
        records_of(one.dataset, one.where, subjects, datasets).set_index("USUBJID")[one.date]
        for one in moments
        if one.date is not None
    ]
    first: pd.Series = pd.concat([pd.Series(dtype="float64"), *found]).dropna().groupby(level=0).min()
    return first


def _spans(records: Frame, people: Frame, date: str, category: str, stop: tuple[str, ...], cut: pd.Series) -> Frame:
    """Give the spans of subjects: USUBJID, span, from, to (days), number."""
    seen = pd.DataFrame({"USUBJID": records["USUBJID"], "span": records[category], "from": records[date]})
    seen = seen[seen["span"] != ""].assign(stops=seen["span"].isin(stop))
    seen = seen.sort_values(["USUBJID", "from", "stops"], kind="stable").drop_duplicates(
        ["USUBJID", "from"], keep="last"
    )
    stopped = seen["stops"].groupby(seen["USUBJID"]).cummax().astype("bool")  # of no rows pandas makes no mask
    other = seen["span"].where(~stopped, "")
    seen = seen.assign(stopped=stopped)[other != other.groupby(seen["USUBJID"]).shift()]
    last = seen["USUBJID"].map(people["end"].combine(cut.reindex(people.index), min, fill_value=float("inf")))
    following = seen.groupby("USUBJID")["from"].shift(-1).fillna(float("inf"))
    seen = seen.assign(to=following.combine(last, min))
    seen = seen[~seen["stopped"] & (seen["to"] > seen["from"])]
    return seen.assign(number=seen.groupby("USUBJID").cumcount() + 1)


def _marks(
    markers: Mapping[str, Moment], subjects: Frame, people: Frame, datasets: Mapping[str, Frame]
) -> tuple[Frame, list[tuple[str, pd.Index]]]:
    """Give the markers of subjects: USUBJID, marker, at (days), number; and the records they are of."""
    parts, sources = [pd.DataFrame({"USUBJID": [], "marker": [], "at": []})], []
    for name, moment in markers.items():
        found = records_of(moment.dataset, moment.where, subjects, datasets)
        at = found["USUBJID"].map(people["end"]) if moment.date is None else found[moment.date]
        one = pd.DataFrame({"USUBJID": found["USUBJID"], "marker": name, "at": at}).dropna().sort_values("at")
        parts.append(one.drop_duplicates("USUBJID"))
        sources.append((moment.dataset, one.index))
    every = pd.concat(parts, ignore_index=True).astype({"USUBJID": "str", "marker": "str", "at": "float64"})
    return every.assign(number=every.groupby("USUBJID").cumcount() + 1), sources


def _ordered(people: Frame, spans: Frame) -> Frame:
    lasting = spans.groupby("USUBJID")["to"].max().reindex(people.index).fillna(people["start"]) - people["start"]
    length = people["end"] - people["start"]
    keyed = people.assign(lasting=lasting, length=length)
    return keyed.sort_values(["lasting", "length", "label"], ascending=[False, False, True], kind="stable")


def _facts(people: Frame, spans: Frame, marks: Frame, days: float) -> list[Frame]:
    def elapsed(dates: pd.Series, of: pd.Series) -> pd.Series:
        return (dates - of.map(people["start"]).astype("float64")) / days

    def level(frame: Frame) -> pd.Series:
        return frame["USUBJID"].map(people["label"]).astype("str") + "/" + frame["number"].astype("str")

    whole = pd.DataFrame({"start": 0.0, "end": (people["end"] - people["start"]) / days}, index=people.index)
    of = spans["USUBJID"]
    span = {"span": spans["span"], "span_start": elapsed(spans["from"], of), "span_end": elapsed(spans["to"], of)}
    mark = {"marker": marks["marker"], "marker_at": elapsed(marks["at"], marks["USUBJID"])}
    return [
        by_level(people["label"], whole),
        by_level(level(spans), pd.DataFrame(span)),
        by_level(level(marks), pd.DataFrame(mark)),
    ]
