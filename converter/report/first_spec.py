"""A first study specification from a survey of raw exports: a draft to be read and completed, that loads as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from converter.dataset import Survey, SurveyedColumn, SurveyedTable
from converter.spec.library import load_codelist, load_profile
from converter.spec.standard import Standard, StandardDataset, StandardVariable
from converter.spec.yaml import CONTROL, quoted

PACKAGE = "sdtm-ct-2025-03-28"
"""The terminology that a first specification pins."""
LONGEST = 1000
"""The characters of a key that YAML reads."""
LONGEST_NAME = 56
"""Characters of a table's name, which has room for a number behind it."""
REMARK = 80
"""How much of a name is shown that cannot be one."""
REMARKS = 20
"""How many remarks about its files a first specification has at most."""


@dataclass(frozen=True)
class Suggestion:
    """One raw column and the variable it seems to be."""

    column: SurveyedColumn
    variable: str
    rule: str


def first_spec(surveyed: Survey, study: str, raw: str, created: str, standard: Standard) -> dict[str, str]:
    """Write `study.yaml` and one `sdtm/xx.yaml` for each table that seems to be a domain: file name to text.

    A domain for which no column suggests anything is left to write.

    What the survey told of files stands in the draft as remarks.
    """
    tables = surveyed.tables
    names = _table_names(tables)
    files: dict[str, str] = {}
    suggested: dict[str, list[Suggestion]] = {}
    for name, table in zip(names, tables, strict=True):
        domain = domain_of(name, standard)
        if domain and f"sdtm/{domain.lower()}.yaml" not in files:
            suggested[name] = list(_suggestions(table, standard.datasets[domain]))
            if suggested[name]:
                files[f"sdtm/{domain.lower()}.yaml"] = _domain_yaml(standard.datasets[domain], name, suggested[name])
    return {"study.yaml": _study_yaml(surveyed, names, study, raw, created, suggested), **files}


def _table_names(tables: Sequence[SurveyedTable]) -> list[str]:
    """Name each table after its file, and its sheet, form or member where it has several; no name stands twice."""
    names: list[str] = []
    for table in tables:
        words = " ".join((PurePosixPath(table.file).with_suffix("").as_posix(), *table.settings.values()))
        name = re.sub(r"\W+", "_", words).lower().strip("_")[:LONGEST_NAME].strip("_") or "table"
        count = sum(1 for other in names if re.fullmatch(rf"{name}(_\d+)?", other))
        names.append(f"{name}_{count + 1}" if name in names else name)
    return names


def domain_of(name: str, standard: Standard) -> str:
    """Guess the domain of a table from its name: 'ae', 'ae_raw', 'lb_central' are AE, AE and LB."""
    words = [word.upper() for word in re.split(r"[_\W]+", name)]
    return next((word for word in words if word in standard.datasets), "")


def _suggestions(table: SurveyedTable, dataset: StandardDataset) -> Iterator[Suggestion]:
    """Suggest a rule for each column whose name is that of a variable, with or without its endings.

    Of two columns for one variable the text as it was typed is taken.
    """
    taken: set[str] = set()
    typed = load_profile(table.profile).raw_suffix
    for column in sorted(table.columns, key=lambda column: not (typed and column.name.endswith(typed))):
        variable = _variable(column, dataset)
        if column.kind not in {"system", "empty"} and variable and variable not in taken:
            taken.add(variable)
            yield Suggestion(column, variable, _rule(column, dataset.variables[variable]))


def _variable(column: SurveyedColumn, dataset: StandardDataset) -> str:
    name = column.name.upper().rpartition(".")[2]
    stem = re.sub(r"_(RAW|STD|DEC|CODED)$", "", name)
    dated = (
        re.sub(r"DAT(E)?$", "DTC", stem),
        re.sub(r"STDT$|STDAT$", "STDTC", stem),
        re.sub(r"ENDT$|ENDAT$", "ENDTC", stem),
    )
    candidates = (name, stem, *dated, f"{dataset.dataset}{stem}")
    return next((c for c in candidates if c in dataset.variables and c not in {"STUDYID", "DOMAIN", "USUBJID"}), "")


def _rule(column: SurveyedColumn, variable: StandardVariable) -> str:
    name = quoted(column.name)
    if variable.described.startswith("ISO 8601 datetime"):
        return (
            f"{{datetime: {{date: {name}, formats: [{', '.join(map(quoted, column.formats or ('DD-MON-YYYY',)))}]}}}}"
        )
    if variable.type == "Num":
        return f"{{number: {{column: {name}}}}}"
    lists = [codelist for codelist in variable.codelists if load_codelist(PACKAGE, codelist)]
    return f"{{recode: {{column: {name}, codelist: {lists[0]}}}}}" if lists else f"{{assign: {{column: {name}}}}}"


def _domain_yaml(dataset: StandardDataset, table: str, suggestions: Sequence[Suggestion]) -> str:
    domain, number = dataset.dataset, f"{dataset.dataset}SEQ"
    lines = [
        "# A draft: every line was suggested by the name of a column. Read it, mend it, complete it.",
        f"domain: {domain}",
        "records:",
        f"  - table: {table}",
        "    map:",
        *(f"      {s.variable}: {s.rule}{_remark(s.column)}" for s in suggestions),
    ]
    if domain != "CO" and number in dataset.variables and number not in {one.variable for one in suggestions}:
        lines += ["derive:", f"  {number}: {{sequence: {{}}}}"]
    return "\n".join(lines) + "\n"


def _remark(column: SurveyedColumn) -> str:
    shown = "; ".join(column.codes or column.examples[:3])
    text = _one_line(shown)[:80]
    return f" # {text}" if text else ""


def _one_line(text: str) -> str:
    """Write text so that it stays within a remark: blanks for line breaks and for what is not printable."""
    return re.sub(r"\s+", " ", "".join(letter if letter.isprintable() else " " for letter in text)).strip()


def _study_yaml(
    surveyed: Survey,
    names: Sequence[str],
    study: str,
    raw: str,
    created: str,
    suggested: dict[str, list[Suggestion]],
) -> str:
    lines = [
        "# A draft of a study, made from the raw exports. `unused:` lists columns that nothing maps yet.",
        *(f"# {_one_line(line)}" for line in surveyed.told[:REMARKS]),
        "study:",
        f"  id: {quoted(study)}",
        f"  name: {quoted(study)}",
        f"  description: {quoted(f'Study {study}')}",
        f"  created: {created}",
        "standards:",
        '  sdtmig: "3.4"',
        f"  terminology: [{PACKAGE}]",
        'usubjid: "{study}-{subject}"',
        f"raw: {quoted(raw)}" if raw else "# The raw exports lie outside this folder: convert it with --raw FOLDER.",
        "tables:",
    ]
    for name, table in zip(names, surveyed.tables, strict=True):
        lines += _table_lines(name, table, {s.column.name for s in suggested.get(name, [])})
    return "\n".join(lines) + "\n"


def _table_lines(name: str, table: SurveyedTable, mapped: Iterable[str]) -> Iterator[str]:
    yield f"  {name}: # {table.rows} rows"
    yield f"    file: {quoted(table.file)}"
    yield from (f"    {setting}: {quoted(value)}" for setting, value in table.settings.items())
    yield f"    profile: {table.profile}"
    yield (
        f"    subject: {quoted(table.subject)}"
        if table.subject
        else "    # subject: which column identifies the subject?"
    )
    read = {*mapped, *re.findall(r"{([^}]+)}", table.subject)}
    idle = [c for c in table.columns if c.name not in read and c.kind != "system"]
    if any(map(_is_key, idle)):
        yield "    unused:"
    for column in idle:
        left_out = "" if _is_key(column) else "# no specification can name it: "
        key = quoted(column.name) if _is_key(column) else ascii(column.name)[:REMARK]
        yield f"      {left_out}{key}: not mapped yet ({column.kind}, {column.filled} filled)"


def _is_key(column: SurveyedColumn) -> bool:
    """Tell whether the name of a column can be a key of YAML: not too long, and without what steers a terminal."""
    return len(quoted(column.name)) <= LONGEST and not CONTROL.search(column.name)
