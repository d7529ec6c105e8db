"""What stages give to the next, on disk and back: raw tables, datasets, results, issues."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from json import dumps, loads
from pathlib import Path
from typing import Any, Generic, TypeVar

import pandas as pd
from pydantic import TypeAdapter

from converter.compute.continued import continued_variable
from converter.dataset import NO_STEP, AnyDataset, Dataset, Ledger, Making
from converter.issues import Issue
from converter.pipeline.stages.disk.frames import (
    ROWS,
    columns_of,
    load_category,
    load_frame,
    save_frame,
    save_frames,
    save_pieces,
)
from converter.sdtm.found import Findings, Found, Unanswered
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.steps import Told

T = TypeVar("T")
ISSUES = TypeAdapter(tuple[Issue, ...])
FOUND = TypeAdapter(tuple[tuple[Found, ...], tuple[Unanswered, ...], tuple[tuple[int, str, tuple[str, ...]], ...]])
SPECS = TypeAdapter(dict[str, DatasetSpec])


@dataclass(frozen=True)
class Form(Generic[T]):
    """How a value is written to a folder of its own, and read from there."""

    save: Callable[[T, Path], None]
    load: Callable[[Path], T]


def save_json(value: Any, path: Path) -> None:  # noqa: ANN401 - what JSON can hold
    """Write a value as JSON; folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dumps(value, separators=(",", ":")), encoding="utf-8")


def load_json(path: Path) -> Any:  # noqa: ANN401
    """Read what `save_json` wrote."""
    return loads(path.read_text(encoding="utf-8"))


def save_issues(issues: Sequence[Issue], path: Path) -> None:
    """Write issues with all that they know."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(ISSUES.dump_json(tuple(issues)))


def load_issues(path: Path) -> tuple[Issue, ...]:
    """Read what `save_issues` wrote."""
    return ISSUES.validate_json(path.read_bytes())


def save_findings(findings: Findings, path: Path) -> None:
    """Write what rules found in a range of subjects."""
    usual = tuple((step, variable, tuple(sorted(terms))) for (step, variable), terms in findings.usual.items())
    path.write_bytes(FOUND.dump_json((findings.found, findings.unanswered, usual)))


def load_findings(path: Path) -> Findings:
    """Read what `save_findings` wrote."""
    found, unanswered, usual = FOUND.validate_json(path.read_bytes())
    return Findings(found, unanswered, {(step, variable): frozenset(terms) for step, variable, terms in usual})


def issues_digest(issues: Sequence[Issue]) -> str:
    """Give one text for issues with all that they know."""
    return sha256(ISSUES.dump_json(tuple(issues))).hexdigest()


def save_told(told: Iterable[Told], path: Path) -> None:
    """Write what was told of records."""
    save_json([[one.rule, one.dataset, one.variable, sorted(one.rows)] for one in told], path)


def load_told(path: Path) -> tuple[Told, ...]:
    """Read what `save_told` wrote."""
    return tuple(Told(rule, dataset, variable, frozenset(rows)) for rule, dataset, variable, rows in load_json(path))


def save_datasets(datasets: Mapping[str, AnyDataset], folder: Path) -> None:
    """Write datasets: frames, lineages and makings each in a folder of their own, and what their data say of variables.

    What only describes them (labels, origins, methods, comments) is not written: a plan has it.
    """
    said = {name: _save_dataset(dataset, folder) for name, dataset in datasets.items()}
    save_json(said, folder / "frames" / "datasets.json")


def _save_dataset(dataset: AnyDataset, folder: Path) -> dict[str, Any]:
    """Write the records of a dataset and what stands behind them; give what is said of them.

    Of one that is not in memory a part is read and written at a time.
    """
    file, making = f"{dataset.name}.parquet", dataset.making
    if isinstance(dataset, Dataset):
        save_frame(dataset.frame, folder / "frames" / file)
        save_frame(dataset.lineage, folder / "lineage" / file)
    else:
        save_frames(dataset.frames(), folder / "frames" / file)
        save_frames(dataset.lineages(), folder / "lineage" / file)
    _save_making(making, dataset.records, folder / "making" / file)
    return {
        "records": dataset.records,
        "keys": dataset.spec.keys,
        "variables": [[v.name, v.type, v.format, v.mandatory] for v in dataset.spec.variables],
        "gave": [[step, *names] for step, names in making.gave.items()],
        "only": [[step, variable] for step, variable in making.only],
    }


def _save_making(made: Making, records: int, path: Path) -> None:
    index = pd.RangeIndex(records)
    steps = made.made_by.reindex(index, fill_value=NO_STEP).astype("int32")
    marks = {str(number): only.to_numpy(dtype="bool") for number, only in enumerate(made.only.values())}
    save_frame(pd.DataFrame({"made_by": steps, **marks}, index=index), path)


def load_making(name: str, folder: Path) -> Making:
    """Read how one dataset of those that `save_datasets` wrote was made."""
    return _making(name, load_json(folder / "frames" / "datasets.json")[name], folder)


def _making(name: str, said: Mapping[str, Any], folder: Path) -> Making:
    made = load_frame(folder / "making" / f"{name}.parquet")
    gave = {int(step): tuple(names) for step, *names in said["gave"]}
    only = {(int(step), variable): made[str(number)] for number, (step, variable) in enumerate(said["only"])}
    return Making(made["made_by"], gave, only)


def described(spec: DatasetSpec, said: Mapping[str, Any]) -> DatasetSpec:
    """Describe a dataset as `spec` does now, with what `save_datasets` wrote that its data say."""
    known = spec.by_name
    variables: list[VariableSpec] = []
    for name, kind, shown, mandatory in said["variables"]:
        variable = known[name] if name in known else continued_variable(name, known)
        variables.append(variable.model_copy(update={"type": kind, "format": shown, "mandatory": mandatory}))
    return spec.model_copy(update={"variables": tuple(variables), "keys": tuple(said["keys"])})


def save_ledger(ledger: Ledger, folder: Path) -> None:
    """Write a ledger, of which texts are categories."""
    texts = {name: "str" for name in ledger.rows if name != "row"}
    parts = (ledger.rows.iloc[at : at + ROWS] for at in range(0, max(len(ledger.rows), 1), ROWS))
    save_pieces((part.astype(texts) for part in parts), folder / "rows.parquet")
    save_frame(ledger.columns, folder / "columns.parquet")


def load_ledger(folder: Path) -> Ledger:
    """Read what `save_ledger` wrote."""
    path = folder / "rows.parquet"
    numbers = load_frame(path, ["row"])["row"]
    texts = {name: load_category(path, name) for name in columns_of(path) if name != "row"}
    coded = {name: one.reorder_categories(sorted(one.categories)) for name, one in texts.items()}
    rows = pd.DataFrame({name: coded.get(name, numbers) for name in columns_of(path)}, index=numbers.index)
    return Ledger(rows, load_frame(folder / "columns.parquet"))


def load_specs(path: Path) -> dict[str, DatasetSpec]:
    """Read what `save_specs` wrote."""
    return SPECS.validate_json(path.read_bytes())


def save_specs(specs: Mapping[str, DatasetSpec], path: Path) -> None:
    """Write descriptions of datasets; what was left unsaid stays so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(SPECS.dump_json(dict(specs), exclude_unset=True, by_alias=True))
