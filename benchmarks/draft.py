"""How much of a finished study a draft had: `converter init` of the example studies' exports against their sdtm/*.yaml.

A line of the finished mapping counts where the draft fills the same variable of the same table from the same columns
by a rule of the same kind, names the same test for the same column, or derives the variable alike.
Where published SDTM is at hand (REAL=shared/real), the values that the draft gives are compared with it as well.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from converter import pipeline
from converter.spec.domain import Domain, Records
from converter.spec.load import StudyFiles, load_study

ROOT = Path(__file__).resolve().parents[1]
STUDIES = {
    "demo": ("examples/demo", "examples/demo/raw"),
    "crb401": ("examples/crb401", "examples/crb401/raw"),
    "recist": ("tests/studies/recist", "tests/studies/recist/raw"),
}
PUBLISHED = ("tests/studies/pilot", "pharmaverse/raw", "pharmaverse/expected")
KINDS = {
    **dict.fromkeys(("datetime", "date_parts"), "date"),
    **dict.fromkeys(("by_condition", "flag", "derive_by_condition", "derive_flag"), "condition"),
    **dict.fromkeys(("visit_number", "unscheduled_visit_number"), "visit number"),
    **dict.fromkeys(
        ("assign", "recode", "lookup", "number", "split_column", "extract", "first_filled", "join_columns"), "value"
    ),
}
"""Rules that say the same of a column in other words."""
ALIKE = 0.95
"""The share of values that agree in a column that agrees."""


@dataclass(frozen=True)
class Said:
    """One line of a mapping: domain, variable, table (by file), kind of rule, the raw columns it reads."""

    domain: str
    variable: str
    file: str
    kind: str
    columns: frozenset[str]


def lines_of(files: StudyFiles) -> Iterator[Said]:
    """Give the lines of all domains of a study: mapped, tests of wide tables, derived, built."""
    for name, domain in files.domains.items():
        for records in domain.records:
            yield from _mapped(name, domain, records, files)
        yield from (Said(name, variable, "", _kind(call), frozenset()) for variable, call in domain.derive.items())
        if domain.build:
            yield Said(name, "", "", next(iter(domain.build)), frozenset())


def _mapped(name: str, domain: Domain, records: Records, files: StudyFiles) -> Iterator[Said]:
    file = _file(files, records.table)
    items = records.unpivot.items if records.unpivot else {}
    for code, columns in items.items():
        shown = [columns[role] for role in (records.unpivot.required if records.unpivot else ()) if role in columns]
        yield Said(name, f"test {code}", file, "test", frozenset(shown or columns.values()))
    joined = {new: old for join in records.join for new, old in join.columns.items()}
    joined |= files.study.tables[records.table].rename
    made: dict[str, set[str]] = {}
    for columns in items.values():
        for role, column in columns.items():
            made.setdefault(role, set()).add(column)
    item = records.unpivot.name if records.unpivot else ""
    if "constant" in records.map.get(f"{name}TESTCD", {}) and f"{name}ORRES" in records.map:
        test = records.map[f"{name}TESTCD"]["constant"]["value"]
        yield Said(name, f"test {test}", file, "test", frozenset(_columns(records.map[f"{name}ORRES"])))
    for variable, call in records.map.items():
        if variable == f"{name}TESTCD" and (records.unpivot or "constant" in call):
            continue  # its tests are lines of their own
        read = frozenset(
            raw
            for one in _columns(call)
            for raw in ({"ITEM"} if one == item else made.get(one, {joined.get(one, one)}))
        )
        constant = f"constant {call['constant']['value']}" if "constant" in call else _kind(call)
        target = "SUPP" if variable in domain.supplemental else variable
        yield Said(name, target, file, constant, read)


def _file(files: StudyFiles, table: str) -> str:
    """Name the file of a table, with its part where the study reads several of one file."""
    said = files.study.tables[table]
    several = sum(one.file == said.file for one in files.study.tables.values()) > 1
    return f"{said.file}{said.part if several else ''}"


def _kind(call: Mapping[str, Any]) -> str:
    rule = next(iter(call))
    return KINDS.get(rule, rule)


def _columns(call: Mapping[str, Any]) -> Iterator[str]:
    for argument in call.values():
        for key, value in argument.items() if isinstance(argument, dict) else ():
            if key in {"column", "date", "time", "year", "month", "day"}:
                yield str(value)
            elif key == "columns":
                yield from map(str, value)
            elif key in {"cases", "when"}:
                yield from _asked(value)


def _asked(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            if key == "variable":
                yield str(one)
            else:
                yield from _asked(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _asked(one)


def had(line: Said, draft: list[Said]) -> bool:
    """Tell whether a draft had a line of a finished mapping."""
    same = [one for one in draft if (one.domain, one.variable, one.file) == (line.domain, line.variable, line.file)]
    if not line.file or line.kind.startswith("constant"):
        return any(one.kind == line.kind for one in same)
    if line.variable == f"{line.domain}TEST" and (line.kind == "decode" or line.kind.startswith("constant")):
        return any(
            one.variable == line.variable and one.domain == line.domain and one.kind == "decode" for one in draft
        )
    if line.columns == {"ITEM"}:
        return any(one.columns == line.columns for one in same)  # a lookup by the item says what a condition on it says
    if line.kind in {"condition", "test"} or line.variable.endswith(("ORRES", "ORRESU")):
        return any(one.kind == line.kind and one.columns & line.columns for one in same)
    return any(one.kind == line.kind and one.columns == line.columns for one in same)


def measured(study: str, raw: Path, folder: Path, *, told: bool) -> Counter[str]:
    """Draft a study from its exports and count the lines of the finished one that the draft had, by domain."""
    finished, target = load_study(ROOT / study, elsewhere=True), folder / Path(study).name
    pipeline.init(raw, target, finished.study.study.id, today=date(2024, 1, 1))
    draft = list(lines_of(load_study(target, elsewhere=True)))
    counts: Counter[str] = Counter()
    for line in lines_of(finished):
        found = had(line, draft)
        counts["lines"] += 1
        counts["had"] += found
        counts[f"{line.domain} lines"] += 1
        counts[f"{line.domain} had"] += found
        if told and not found:
            near = [one for one in draft if (one.domain, one.variable) == (line.domain, line.variable)]
            drafted = [(one.kind, sorted(one.columns)) for one in near][:2]
            print(f"    {line.domain} {line.variable} {line.file} {line.kind} {sorted(line.columns)}; draft: {drafted}")
    return counts


def _shown(title: str, counts: Counter[str], *, domains: bool = True) -> None:
    share = counts["had"] / max(counts["lines"], 1)
    print(f"{title:12} {counts['had']:4} of {counts['lines']:4}  {share:.0%}")
    if domains:
        names = sorted({key.split()[0] for key in counts if key.endswith(" lines")})
        print("  " + ", ".join(f"{name} {counts[f'{name} had']}/{counts[f'{name} lines']}" for name in names))


def published(raw: Path, expected: Path, folder: Path) -> None:
    """Convert a draft of published exports and count the columns of the published SDTM that it gives."""
    pipeline.convert(folder / "pilot", folder / "out", raw=raw)
    total, equal = 0, 0
    for path in sorted(expected.glob("*.csv")):
        theirs = pd.read_csv(path, dtype=str, keep_default_na=False)
        filled = [str(name) for name in theirs if (theirs[name] != "").any()]
        names = [name for name in filled if name not in {"STUDYID", "DOMAIN", "USUBJID"}]
        agree = list(_agreeing(path.stem, names, theirs, folder / "out"))
        total, equal = total + len(names), equal + len(agree)
        left = ", ".join(name for name in names if name not in agree)
        print(f"  {path.stem.upper():10} {len(agree):3} of {len(names):3}  not: {left}")
    print(f"  columns    {equal:3} of {total:3}  {equal / max(total, 1):.0%}")


def _agreeing(name: str, columns: list[str], theirs: pd.DataFrame, out: Path) -> Iterator[str]:
    """Give the columns whose values agree, records in the order of their raw rows."""
    path = out / "sdtm" / f"{name}.xpt"
    if not path.is_file():
        return
    ours, _ = pyreadstat.read_xport(str(path), disable_datetime_conversion=True)
    trace = pd.read_parquet(out / "trace" / f"{name}.parquet").sort_values("record").drop_duplicates("record")
    main = trace["table"].mode()[0]
    ours = ours.assign(_row=trace["source_row"].to_numpy(), _table=trace["table"].to_numpy())
    ours = ours[ours["_table"] == main].sort_values("_row").reset_index(drop=True)
    for column in columns:
        if column in ours and len(ours) == len(theirs):
            same = ours[column].map(_text) == theirs[column].map(_text)
            if same.mean() >= ALIKE:
                yield column


def _text(value: Any) -> str:  # noqa: ANN401 - a cell of any type
    if pd.isna(value):
        return ""
    try:
        return f"{float(str(value)):g}"
    except ValueError:
        return str(value).strip()


def main() -> None:
    """Print the share of each study's lines that its draft had, and of all; -v tells the lines it had not."""
    told = "-v" in sys.argv
    real = Path(os.environ.get("REAL", ROOT.parents[1] / "shared" / "real"))
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, (study, raw) in STUDIES.items():
            counts = measured(study, ROOT / raw, folder / title, told=told)
            total += counts
            _shown(title, counts)
        if (real / PUBLISHED[1]).is_dir():
            counts = measured(PUBLISHED[0], real / PUBLISHED[1], folder, told=told)
            total += counts
            _shown("pharmaverse", counts)
            published(real / PUBLISHED[1], real / PUBLISHED[2], folder)
    _shown("all", total, domains=False)


if __name__ == "__main__":
    main()
