"""Responses as they are given: computed before, or recorded by an investigator or a committee."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import pandas as pd

from converter.adam.matching import chosen
from converter.adam.unusable import told
from converter.compute.conditions.decide import picked
from converter.compute.conditions.judged import first_met
from converter.compute.conditions.subject import with_subject_values
from converter.compute.dates.sas_date import iso_date, sas_date
from converter.compute.terms.likely_term import likely_name
from converter.dataset import Frame
from converter.spec.model import Model
from converter.steps import Finding, SourceCondition, SourceVariable

COLUMNS = ("USUBJID", "STARTDT", "date", "response", "kind", "rule", "inputs", "table", "row")


class Responses(Model):
    """Records that give a response and its date; without `dataset` those of the rows made so far.

    `recode` gives what the criteria call a response. Of what kind a progression is, says the variable `kind`, or the
    first condition of `kinds` that holds (`IMAGING: {variable: PDIFL, eq: Y}`). `rule` and `inputs` name the
    variables that say how it was decided.
    """

    dataset: str = ""
    where: SourceCondition | None = None
    value: SourceVariable = "AVALC"
    date: SourceVariable = "ADT"
    recode: dict[str, str] = {}
    kind: SourceVariable | None = None
    kinds: dict[str, SourceCondition] = {}
    rule: SourceVariable | None = None
    inputs: SourceVariable | None = None

    def __str__(self) -> str:
        condition = f" where {self.where.describe()}" if self.where else ""
        return f"{self.dataset + '.' if self.dataset else ''}{self.value}{condition}"


def recorded(
    source: Responses,
    rows: Frame,
    datasets: Mapping[str, Frame],
    roster: Frame,
    worst_first: Sequence[str] = (),
    first: Literal["on", "after", "any"] = "on",
) -> tuple[Frame, tuple[Finding, ...]]:
    """Give one response a subject and date in time order, columns COLUMNS, and what cannot be used.

    Only responses up to `end` count, of them those on STARTDT or after it, those after it, or any (`first`). Of several
    on one date the one that stands first in `worst_first` counts, or the last one; with `worst_first` a response that
    does not stand in it is told.
    """
    found = _read(source, rows, datasets)
    found = found[found["response"] != ""].merge(roster[["USUBJID", "STARTDT", "end"]], how="inner", on="USUBJID")
    lost = found["date"].isna()
    strange = ~found["response"].isin(list(worst_first)) & bool(worst_first)
    findings = (*_undated(found[lost]), *_unknown(found[strange], worst_first))
    usable = found[~lost & ~strange & _since(found, first) & (found["date"] <= found["end"])]
    order = usable["response"].map({name: number for number, name in enumerate(worst_first)})
    usable = usable.assign(order=order.fillna(0)).sort_values(["USUBJID", "date", "order"], kind="stable")
    kept = usable.drop_duplicates(["USUBJID", "date"], keep="first" if worst_first else "last")
    return kept[list(COLUMNS)].reset_index(drop=True), (*findings, *_several(usable))


def _since(found: Frame, first: Literal["on", "after", "any"]) -> pd.Series:
    if first == "any":
        return pd.Series(data=True, index=found.index)
    return (found["date"] > found["STARTDT"]) if first == "after" else (found["date"] >= found["STARTDT"])


def _read(source: Responses, rows: Frame, datasets: Mapping[str, Frame]) -> Frame:
    records = chosen({**datasets, "": rows}, source.dataset, source.where)
    blank = pd.Series("", index=records.index, dtype="str")
    when = records[source.date]
    conditions = list(source.kinds.values())
    names = pd.Series([*source.kinds, ""], dtype="str")
    read = (name for one in conditions for name in one.variables)
    kind = picked(first_met(with_subject_values(records, datasets, read), conditions), names)
    return pd.DataFrame(
        {
            "USUBJID": records["USUBJID"],
            "date": when if pd.api.types.is_numeric_dtype(when) else sas_date(when),
            "when": when.astype("str").fillna(""),
            "response": records[source.value].replace(source.recode),
            "kind": records[source.kind] if source.kind else kind,
            "rule": records[source.rule] if source.rule else blank,
            "inputs": records[source.inputs] if source.inputs else blank,
            "table": source.dataset,
            "row": records.index,
        }
    )


def _undated(found: Frame) -> tuple[Finding, ...]:
    values = (found["USUBJID"] + " " + found["response"] + " " + found["when"]).str.strip()
    message = "the date is missing or not complete, so the response counts for nothing"
    return told("response-date", "warning", values, message, "correct it at its source")


def _unknown(found: Frame, known: Sequence[str]) -> tuple[Finding, ...]:
    if found.empty:
        return ()
    values = found["USUBJID"] + " " + found["response"]
    hint = likely_name(str(found["response"].iloc[0]), known) or f"known: {', '.join(known)}; name others under recode:"
    message = "the criteria know no such response, so it counts for nothing"
    return told("response-unknown", "error", values, message, hint)


def _several(usable: Frame) -> tuple[Finding, ...]:
    keys = ["USUBJID", "date"]
    different = usable.drop_duplicates([*keys, "response"]).groupby(keys, as_index=False).size()
    several = different[different["size"] > 1]
    values = several["USUBJID"] + " " + iso_date(several["date"])
    return told("response-two-results", "warning", values, "different responses of one day; one of them counts")
