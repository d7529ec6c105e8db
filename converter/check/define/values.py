"""define.xml against the values of the datasets: its codelists have them, its conditions find records."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import pandas as pd
from lxml import etree

from converter.check.define.links import DEF
from converter.compute.conditions.condition import is_missing
from converter.compute.numbers.numbers import number_text
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue

Node = etree._Element  # noqa: SLF001 - lxml names its elements so
SHOWN = 5


def check_defined_values(root: Node, found: Mapping[str, FoundDataset]) -> Iterator[Issue]:
    """Report values that the codelist of define.xml lacks, conditions that no record fulfils, and what has no data.

    `found` are the datasets of all their records by the names of their files.
    """
    lists = {one.get("OID", ""): one for one in root.iterfind(".//{*}CodeList")}
    items = {one.get("OID", ""): one for one in root.iterfind(".//{*}ItemDef")}
    of: dict[str, list[FoundDataset | None]] = {}
    for group in root.iterfind(".//{*}ItemGroupDef"):
        dataset = found.get(group.get("Name", ""))
        oids = [oid for ref in group.iterfind("{*}ItemRef") if (oid := ref.get("ItemOID", "")) in items]
        for oid in oids:
            of.setdefault(oid, []).append(dataset)
        if dataset is not None:
            yield from _group(group, dataset.frame)
            for oid in oids:
                yield from _coded(dataset, items[oid], lists)
    yield from _conditions(root, items, {oid: those[0] for oid, those in of.items() if len(those) == 1})


def _group(group: Node, frame: Frame) -> Iterator[Issue]:
    """Report what define.xml says of the number of records that is not so."""
    name = group.get("Name", "")
    if group.get(f"{DEF}HasNoData") == "Yes" and len(frame):
        yield _issue("define-group", name, f"HasNoData is Yes, and the dataset has {len(frame)} records")
    several = "USUBJID" in frame and frame["USUBJID"].duplicated().any()
    if group.get("Repeating") == "No" and group.get("IsReferenceData", "No") == "No" and several:
        yield _issue("define-group", name, "Repeating is No, and subjects have several records")


def _coded(dataset: FoundDataset, item: Node, lists: Mapping[str, Node]) -> Iterator[Issue]:
    """Report the values of a variable that its codelist lacks; an external one lists none."""
    name, ref = item.get("Name", ""), item.find("{*}CodeListRef")
    codelist = lists.get(ref.get("CodeListOID", "")) if ref is not None else None
    terms = None if codelist is None else {one.get("CodedValue", "") for one in codelist.iterfind("./*[@CodedValue]")}
    if not terms or name not in dataset.frame:
        return
    values = _values(dataset.frame[name])
    lacking = values[~values.isin(_as_written(terms, dataset.frame[name]))]
    if len(lacking):
        message = f"its codelist lacks {_listed(lacking)}"
        yield Issue("define-value", "error", "define.xml", message, value=f"{dataset.name}.{name}")


def _conditions(root: Node, items: Mapping[str, Node], of: Mapping[str, FoundDataset | None]) -> Iterator[Issue]:
    """Report conditions whose values the variable that they ask never has; items that datasets share are left alone.

    `of` gives the dataset of each item that is of one alone.
    """
    values: dict[str, pd.Series] = {}
    for clause in root.iterfind(".//{*}WhereClauseDef"):
        for check in clause.iterfind("{*}RangeCheck"):
            oid = check.get(f"{DEF}ItemOID", "")
            dataset, name = of.get(oid), items[oid].get("Name", "") if oid in items else ""
            if dataset is None or check.get("Comparator") not in {"EQ", "IN"} or name not in dataset.frame:
                continue
            asked = {value.text or "" for value in check.iterfind("{*}CheckValue")}
            column = dataset.frame[name]
            if not asked or "" in asked or not len(column):
                continue
            if oid not in values:
                values[oid] = _values(column)
            if not values[oid].isin(_as_written(asked, column)).any():
                message = f"{dataset.name}.{name} is never {_listed(sorted(asked))}"
                yield _issue("define-where", clause.get("OID", ""), message)


def _values(column: pd.Series) -> pd.Series:
    """Give each value of a variable once, as text."""
    distinct = pd.Series(column[~is_missing(column)].unique())
    return number_text(distinct) if pd.api.types.is_numeric_dtype(column) else distinct.astype("str")


def _as_written(values: Collection[str], column: pd.Series) -> Collection[str]:
    """Write values of define.xml as those of a variable are: numbers in their shortest form."""
    if not pd.api.types.is_numeric_dtype(column):
        return values
    numbers = pd.to_numeric(pd.Series(sorted(values), dtype="str"), errors="coerce")
    return set(number_text(numbers.dropna()))


def _listed(values: Collection[str]) -> str:
    shown = ", ".join([*values][:SHOWN])
    return f"{shown} and {len(values) - SHOWN} others" if len(values) > SHOWN else shown


def _issue(rule: str, value: str, message: str) -> Issue:
    return Issue(rule, "warning", "define.xml", message, value=value)
