"""What an ISO 8601 text may stand for in time, and what is surely before what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from converter.compute.iso8601 import DTC, interval_ends, is_valid_dtc
from converter.dataset import Frame

DAY, HOUR, MINUTE, TICK = 86400.0, 3600.0, 60.0, 1e-5
"""Seconds; the tick is how long a second with decimals lasts."""
_UNTIL_NEW_YEAR = 12


@dataclass(frozen=True)
class Spans:
    """The time that each text may stand for, in seconds since 1970 on the clock that it shows.

    `begin` counts, `end` no more (the next day, minute, ... begins there); `zone` is what that clock is ahead of UTC.
    `begin` and `end` are missing where the year is not known, or the text is not ISO 8601; `zone` where none is named.
    """

    begin: pd.Series
    end: pd.Series
    zone: pd.Series

    def of(self, labels: pd.Series) -> Spans:
        """Give the span that each label has, on the index of the labels; missing where the label is."""
        return Spans(*(labels.map(part).astype("float64") for part in (self.begin, self.end, self.zone)))


def spans(values: pd.Series) -> Spans:
    """Give the time each ISO 8601 text may stand for; of an interval ('2003-01-01/2003-02') from first to last end."""
    codes, distinct = pd.factorize(values)
    texts = pd.Series(distinct, dtype="str")
    first, last = (_points(end) for end in interval_ends(texts.where(is_valid_dtc(texts), "")))
    zone = first["zone"].where(first["zone"] == last["zone"])
    read = pd.DataFrame({"begin": first["begin"], "end": last["end"], "zone": zone})
    spread = read.take(codes).set_axis(values.index)
    return Spans(spread["begin"], spread["end"], spread["zone"])


def _points(values: pd.Series) -> Frame:
    """Give `begin`, `end` and `zone` of single dates; unknown parts run from the first to the last they can be."""
    parts = values.str.extract(DTC)
    zone = _zone(parts.pop("zone").fillna("").astype("str"))
    known = parts.apply(pd.to_numeric, errors="coerce").astype("float64")
    year = known["year"]
    first_month, last_month = known["month"].fillna(1), known["month"].fillna(_UNTIL_NEW_YEAR)
    begin = _day(year, first_month) + known["day"].fillna(1) - 1
    following = _day(year + (last_month == _UNTIL_NEW_YEAR), last_month % _UNTIL_NEW_YEAR + 1)
    last = (_day(year, last_month) + known["day"] - 1).where(known["day"].notna(), following - 1)
    clock = known["hour"].fillna(0) * HOUR + known["minute"].fillna(0) * MINUTE + known["second"].fillna(0)
    latest = known["hour"].fillna(23) * HOUR + known["minute"].fillna(59) * MINUTE
    decimals = parts["second"].fillna("").str.contains(".", regex=False)
    latest += (known["second"] + np.where(decimals, TICK, 1.0)).fillna(MINUTE)
    return pd.DataFrame({"begin": begin * DAY + clock, "end": last * DAY + latest, "zone": zone})


def _day(year: pd.Series, month: pd.Series) -> pd.Series:
    """Count the days from 1970-01-01 to the first of a month."""
    asked = pd.DataFrame({"year": year, "month": month})
    count = asked.dropna().drop_duplicates().astype("int64")
    months = ((count["year"] - 1970) * 12 + count["month"] - 1).to_numpy()
    days = pd.Series(months.astype("datetime64[M]").astype("datetime64[D]").astype("int64"), index=count.index)
    known = pd.Series(days.to_numpy(), index=pd.MultiIndex.from_frame(count), dtype="float64")
    return pd.Series(known.reindex(pd.MultiIndex.from_frame(asked)).to_numpy(), index=year.index, dtype="float64")


def _zone(texts: pd.Series) -> pd.Series:
    """Give the seconds that '+02:00' or 'Z' is ahead of UTC; NaN for blank."""
    hours = pd.to_numeric(texts.str.slice(1, 3), errors="coerce")
    minutes = pd.to_numeric(texts.str.slice(4, 6), errors="coerce")
    seconds: pd.Series = (hours * HOUR + minutes * MINUTE).astype("float64") * np.where(
        texts.str.startswith("-"), -1.0, 1.0
    )
    return seconds.mask(texts == "Z", 0.0)


def wholly_before(first: Spans, second: Spans) -> pd.Series:
    """Tell where all of the first span is over when the second begins.

    Two times that name their zone are compared in UTC. Where only one does, nobody knows how the clocks stood to each
    other, and the dates that they show are compared.
    """
    both, neither = first.zone.notna() & second.zone.notna(), first.zone.isna() & second.zone.isna()
    end, begin = first.end, second.begin
    answer = (end <= begin).where(neither, np.ceil(end / DAY) <= np.floor(begin / DAY))
    answer = answer.where(~both, end - first.zone.fillna(0) <= begin - second.zone.fillna(0))
    return answer & end.notna() & begin.notna()


def certainly_before(first: pd.Series, second: pd.Series) -> pd.Series:
    """Tell where the first date is before the second whatever their unknown parts are, to the precision both have."""
    return wholly_before(spans(first), spans(second))


def in_time(values: pd.Series) -> Frame:
    """Give what dates are ordered by, `begin` and `end` in UTC seconds; a clock without a zone counts as UTC."""
    read = spans(values)
    zone = read.zone.fillna(0)
    return pd.DataFrame({"begin": read.begin - zone, "end": read.end - zone})


def surely_first(values: pd.Series) -> pd.Index:
    """Give the labels in the order in which a date is surely reached.

    A partial date comes after every date it could be, one that is no date last; equal ones keep their order.
    """
    return in_time(values).sort_values(["end", "begin"], ascending=[True, False], kind="stable").index


def surely_last(values: pd.Series) -> pd.Index:
    """Give the labels in an order whose last is surely the latest: a partial date comes before every one it could be.

    One that is no date comes first; equal ones keep their order.
    """
    order = in_time(values).sort_values(["begin", "end"], ascending=[True, False], kind="stable", na_position="first")
    return order.index
