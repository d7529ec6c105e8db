"""What an ISO 8601 text may stand for in time, and what is surely before what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import nan

import numpy as np
import pandas as pd

from converter.compute.dates.iso8601 import KEPT, POINT, days_of_month, points_of
from converter.dataset import Frame

DAY, HOUR, MINUTE, TICK = 86400.0, 3600.0, 60.0, 1e-5
"""Seconds; the tick is how long a second with decimals lasts."""
_DECEMBER = 12
_EPOCH = date(1970, 1, 1).toordinal()


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
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    read = np.array([_span(str(text)) for text in distinct.tolist()], dtype="float64").reshape(-1, 3)
    return Spans(*(pd.Series(read[codes, part], index=values.index) for part in range(3)))


@lru_cache(maxsize=KEPT)
def _span(text: str) -> tuple[float, float, float]:
    """Give begin, end and zone of one text, each NaN where it is not known."""
    points = points_of(text)
    if not points:
        return nan, nan, nan
    (begin, _, zone), (_, end, other) = _point(points[0]), _point(points[-1])
    return begin, end, zone if zone == other else nan


def _point(text: str) -> tuple[float, float, float]:
    """Give begin, end and zone of a single date; unknown parts run from the first to the last they can be."""
    found = POINT.fullmatch(text)
    parts = found.groupdict() if found else {}
    year, month, day, hour, minute = (_whole(parts.get(name)) for name in ("year", "month", "day", "hour", "minute"))
    zone, second = _zone(parts.get("zone") or ""), parts.get("second")
    if year is None:
        return nan, nan, zone
    first = date(year, month or 1, 1).toordinal() - _EPOCH + (day or 1) - 1
    last_month = month or _DECEMBER
    last = date(year, last_month, 1).toordinal() - _EPOCH + (day or days_of_month(year, last_month)) - 1
    begin = (hour or 0) * HOUR + (minute or 0) * MINUTE + float(second or 0)
    end = (23 if hour is None else hour) * HOUR + (59 if minute is None else minute) * MINUTE
    end += MINUTE if second is None else float(second) + (TICK if "." in second else 1.0)
    return first * DAY + begin, last * DAY + end, zone


def _whole(part: str | None) -> int | None:
    return int(part) if part and part.isdecimal() else None


def _zone(text: str) -> float:
    """Give the seconds that '+02:00' or 'Z' is ahead of UTC; NaN for blank."""
    if text in {"", "Z"}:
        return nan if text == "" else 0.0
    return (int(text[1:3]) * HOUR + int(text[4:6]) * MINUTE) * (-1.0 if text[0] == "-" else 1.0)


def wholly_before(first: Spans, second: Spans) -> pd.Series:
    """Tell where all of the first span is over when the second begins; both are on one index.

    Two times that name their zone are compared in UTC. Where only one does, nobody knows how the clocks stood to each
    other, and the dates that they show are compared.
    """
    end, begin = first.end.to_numpy(), second.begin.to_numpy()
    one, other = first.zone.to_numpy(), second.zone.to_numpy()
    answer = end <= begin  # false where either is missing
    zoned = ~(np.isnan(one) & np.isnan(other))
    if zoned.any():
        in_utc = end - one <= begin - other
        both = ~(np.isnan(one) | np.isnan(other))
        answer = np.where(both, in_utc, np.where(zoned, np.ceil(end / DAY) <= np.floor(begin / DAY), answer))
    return pd.Series(answer, index=first.end.index)


def certainly_before(first: pd.Series, second: pd.Series) -> pd.Series:
    """Tell where the first date is before the second whatever their unknown parts are, to the precision both have."""
    return wholly_before(spans(first), spans(second))


def surely_on_or_before(first: pd.Series, second: pd.Series) -> pd.Series:
    """Tell where the first date is not after the second, whatever their unknown parts are.

    The time of day counts where both have one (on zoned clocks in UTC); else the days are compared.
    """
    one, other = spans(first), spans(second)
    zoned = one.zone.notna() & other.zone.notna()
    last = np.ceil((one.end - one.zone.where(zoned, 0.0)) / DAY) - 1
    begins = np.floor((other.begin - other.zone.where(zoned, 0.0)) / DAY)
    timed = (one.end - one.begin < DAY) & (other.end - other.begin < DAY)
    answer: pd.Series = wholly_before(one, other) | ((last <= begins) & ~(timed & wholly_before(other, one)))
    return answer


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
