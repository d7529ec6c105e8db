"""Compare a package with published SDTM: `python compare.py OUT EXPECTED compare.yaml` prints equal/compared.

Exits with 1 below 100 %. Rows are paired by the key that compare.yaml names; a row without a partner counts as unequal
in every column.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Collection, Iterator, Mapping
from functools import reduce
from math import floor
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import yaml

ARGUMENTS = 3
SHOWN = 3


def compare(out: Path, expected: Path, rules: Path) -> dict[str, tuple[int, int, list[str]]]:
    """Count equal and compared cells of each dataset, and name the first cells that differ."""
    said = yaml.safe_load(rules.read_text(encoding="utf-8"))["datasets"]
    return {name: _dataset(name, out, expected, rule) for name, rule in said.items()}


def _dataset(name: str, out: Path, expected: Path, rule: Mapping[str, Any]) -> tuple[int, int, list[str]]:
    ours, _ = pyreadstat.read_xport(str(out / "sdtm" / f"{name.lower()}.xpt"), disable_datetime_conversion=True)
    theirs = pd.read_csv(expected / f"{name.lower()}.csv", dtype=str, keep_default_na=False)
    columns = [str(column) for column in theirs if column not in rule.get("skip", {})]
    if rule["match"] == "source order":
        trace = pd.read_parquet(out / "trace" / f"{name.lower()}.parquet")
        ours = ours.assign(_row=trace.sort_values("record")["source_row"].to_numpy() - 2)
        theirs = theirs.assign(_row=range(len(theirs)))
    keys = ["_row"] if rule["match"] == "source order" else rule["match"]
    numeric = {str(name) for name in ours.select_dtypes("number")}
    pairs = _keyed(theirs, keys, numeric).merge(
        _keyed(ours, keys, numeric), how="outer", on="_key", suffixes=("_theirs", "_ours")
    )
    equal, compared, differences = 0, 0, []
    for column in columns:
        same, told = _column(column, pairs, rule)
        equal, compared = equal + int(same.sum()), compared + len(same)
        differences += [f"{name}.{column} {text}" for text in told]
    return equal, compared, differences


def _keyed(frame: pd.DataFrame, keys: list[str], numeric: Collection[str]) -> pd.DataFrame:
    """Write every cell as text and name each row by its key; rows of one key are counted, to pair one to one."""
    text = pd.DataFrame({name: _text(values, numeric=name in numeric) for name, values in frame.items()})
    key = text[keys].agg("|".join, axis="columns")
    count = key.groupby(key).cumcount().astype("str")
    return text.assign(_key=key.where(count == "0", key + "#" + count))


def _text(values: pd.Series, *, numeric: bool) -> pd.Series:
    """Write numbers alike on both sides, to the last digit; text loses nothing but trailing blanks."""
    text = values.astype("str").where(values.notna(), "").str.rstrip()
    if not numeric:
        return text
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    return numbers.map(repr).where(numbers.notna(), text).astype("str")


def _column(column: str, pairs: pd.DataFrame, rule: Mapping[str, Any]) -> tuple[pd.Series, list[str]]:
    theirs = pairs[f"{column}_theirs"] if f"{column}_theirs" in pairs else pairs[column]
    ours = pairs[f"{column}_ours"] if f"{column}_ours" in pairs else pd.Series("(no column)", index=pairs.index)
    counted = pd.Series(data=True, index=pairs.index)
    for excepted in _excepted(column, pairs, theirs, rule):
        counted &= ~excepted
    same = (theirs == ours)[counted]
    wrong = same.index[~same][:SHOWN]
    return same, [f"{pairs.loc[i, '_key']}: expected {theirs[i]!r}, got {ours[i]!r}" for i in wrong]


def _excepted(column: str, pairs: pd.DataFrame, theirs: pd.Series, rule: Mapping[str, Any]) -> Iterator[pd.Series]:
    for one in rule.get("except", []):
        if one["column"] == column and "pattern" in one:
            yield theirs.str.fullmatch(one["pattern"])
        elif one["column"] == column:
            said = [pairs[f"{name}_theirs"] == value for name, value in one["where"].items()]
            yield reduce(operator.and_, said)


def main() -> None:
    """Print equal/compared per dataset and in total."""
    if len(sys.argv) != ARGUMENTS + 1:
        sys.exit(__doc__)
    out, expected, rules = map(Path, sys.argv[1:])
    counts = compare(out, expected, rules)
    for name, (equal, compared, differences) in counts.items():
        sys.stdout.write(f"{name:8} {equal}/{compared}\n")
        sys.stdout.writelines(f"         {text}\n" for text in differences)
    equal = sum(count[0] for count in counts.values())
    compared = sum(count[1] for count in counts.values())
    percent = floor(10_000 * equal / max(compared, 1)) / 100
    sys.stdout.write(f"total    {equal}/{compared} ({percent:.2f} %)\n")
    sys.exit(equal != compared or not compared)


if __name__ == "__main__":
    main()
