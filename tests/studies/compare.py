"""Compare a package with published SDTM: `python compare.py OUT EXPECTED compare.yaml` prints equal/compared.

Exits with 1 below 100 %.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Iterator, Mapping
from functools import reduce
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import yaml


def compare(out: Path, expected: Path, rules: Path) -> dict[str, tuple[int, int, list[str]]]:
    """Count equal and compared cells of each dataset, and name the first cells that differ."""
    said = yaml.safe_load(rules.read_text(encoding="utf-8"))["datasets"]
    return {name: _dataset(name, out, expected, rule) for name, rule in said.items()}


def _dataset(name: str, out: Path, expected: Path, rule: Mapping[str, Any]) -> tuple[int, int, list[str]]:
    ours, _ = pyreadstat.read_xport(str(out / "sdtm" / f"{name.lower()}.xpt"), disable_datetime_conversion=True)
    theirs = pd.read_csv(expected / f"{name.lower()}.csv", dtype=str, keep_default_na=False)
    if rule["match"] == "source order":
        trace = pd.read_csv(out / "trace" / f"{name.lower()}.csv")
        ours = ours.assign(_row=trace.sort_values("record")["source_row"].to_numpy() - 2)
        theirs = theirs.assign(_row=range(len(theirs)))
    keys = ["_row"] if rule["match"] == "source order" else rule["match"]
    pairs = _keyed(theirs, keys).merge(_keyed(ours, keys), how="outer", on="_key", suffixes=("_theirs", "_ours"))
    equal, compared, differences = 0, 0, []
    for column in (str(c) for c in theirs if c not in {*rule.get("skip", {}), "_row"}):
        same, told = _column(column, pairs, rule)
        equal, compared = equal + int(same.sum()), compared + len(same)
        differences += [f"{name}.{column} {text}" for text in told]
    return equal, compared, differences


def _keyed(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    key = frame[keys].apply(_text).agg("|".join, axis="columns")
    return frame.apply(_text).assign(_key=key)


def _text(values: pd.Series) -> pd.Series:
    """Write numbers alike on both sides; text loses nothing but trailing blanks."""
    numbers = pd.to_numeric(values, errors="coerce")
    text = values.astype("str").where(values.notna(), "").str.rstrip()
    return numbers.map("{:g}".format).where(numbers.notna(), text).astype("str")


def _column(column: str, pairs: pd.DataFrame, rule: Mapping[str, Any]) -> tuple[pd.Series, list[str]]:
    theirs = pairs[f"{column}_theirs"] if f"{column}_theirs" in pairs else pairs[column]
    ours = pairs[f"{column}_ours"] if f"{column}_ours" in pairs else pd.Series("(no column)", index=pairs.index)
    counted = pd.Series(data=True, index=pairs.index)
    for excepted in _excepted(column, pairs, theirs, rule):
        counted &= ~excepted
    same = (theirs == ours)[counted]
    wrong = same.index[~same][:3]
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
    out, expected, rules = map(Path, sys.argv[1:4])
    counts = compare(out, expected, rules)
    for name, (equal, compared, differences) in counts.items():
        sys.stdout.write(f"{name:8} {equal}/{compared}\n")
        sys.stdout.writelines(f"         {text}\n" for text in differences)
    equal = sum(count[0] for count in counts.values())
    compared = sum(count[1] for count in counts.values())
    sys.stdout.write(f"total    {equal}/{compared} ({100 * equal / compared:.2f} %)\n")
    sys.exit(equal != compared)


if __name__ == "__main__":
    main()
