"""SV: the visits each subject had."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.dates.iso8601 import date_part, is_valid_dtc
from converter.compute.dates.span import surely_first, surely_last
from converter.dataset import Frame
from converter.sdtm.values.visit_number import arms_read, visit_day
from converter.spec.study import Study
from converter.steps import Built, Variable


def subject_visits(datasets: Mapping[str, Frame], *, dates: tuple[Variable, ...], study: Study) -> Built:
    """Visits of each subject, from the first to the last of {dates} with the visit.

    `dates` are such as 'VS.VSDTC', of datasets that have VISITNUM and VISIT; VISITDY is that of the visit table (of the
    subject's arm where visits are planned by arm);
    unscheduled visits are named in SVUPDES (SDTMIG 3.4, 5.5). A partial date counts only where no complete one does.
    """
    records = pd.concat([_records(datasets, name) for name in dates], ignore_index=True)
    keys = ["USUBJID", "VISITNUM", "VISIT"]
    first = records.loc[surely_first(records["_date"])].groupby(keys)["_date"].first()
    last = records.loc[surely_last(records["_date"])].groupby(keys)["_date"].last()
    visits = pd.DataFrame({"SVSTDTC": first, "SVENDTC": last}).reset_index()
    visits["VISITDY"] = visit_day(visits, datasets, study=study)
    unplanned = ~visits["VISIT"].isin([visit.name for visit in study.visits])
    visits["SVPRESP"] = pd.Series("", index=visits.index, dtype="str").mask(~unplanned, "Y")
    visits["SVOCCUR"] = visits["SVPRESP"]
    visits["SVUPDES"] = visits["VISIT"].where(unplanned, "")
    lineage = records.merge(visits[keys].assign(row=visits.index), on=keys)
    lineage = lineage.rename(columns={"_table": "table", "_row": "source_row"}).assign(item="")
    return Built(visits, lineage[["row", "table", "source_row", "item"]])


def visits_read(*, dates: tuple[str, ...], study: Study, **_: object) -> tuple[str, ...]:
    """Name the visit variables that SV reads beside the dates, and the arm where visits are planned by arm."""
    owners = [name.rpartition(".")[0] for name in dates]
    visits = (f"{owner}.{variable}" for owner in owners for variable in ("VISITNUM", "VISIT"))
    return (*visits, *arms_read(study=study))


def _records(datasets: Mapping[str, Frame], name: str) -> Frame:
    dataset, _, variable = name.rpartition(".")
    rows = datasets[dataset]
    answer = rows[["USUBJID", "VISITNUM", "VISIT"]].assign(
        _date=date_part(rows[variable]), _table=dataset, _row=rows.index
    )
    return answer[(answer["_date"] != "") & is_valid_dtc(answer["_date"]) & answer["VISITNUM"].notna()]
