"""The lists of issues that a check or a define.xml leaves where the user asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from converter.errors import InputError
from converter.read.datasets.folder import dataset_files
from converter.report.json import report_json
from converter.report.junit import report_junit
from converter.report.report import Report
from converter.report.sarif import report_sarif
from converter.report.tables import csv_text, issue_rows_text, issues_table
from converter.report.text import report_text
from converter.visible import visible
from converter.write.folder.ours import refuse_package
from converter.write.folder.whole import write_text

HEAD = 25
"""Bytes in which a list is known as one: the first columns of a table, the schema, the study."""
LISTS: Mapping[str, Callable[[Report], str]] = {
    "issues.csv": lambda report: csv_text(issues_table(report.issues), for_people=True),
    "issues-rows.csv": lambda report: issue_rows_text(report.issues),
    "report.txt": lambda report: visible(report_text(report, shown=None)),
    "report.json": report_json,
}
"""The lists that a folder gets."""
FILES: Mapping[str, Callable[[Report], str]] = {**LISTS, "report.sarif": report_sarif, "junit.xml": report_junit}
"""The lists that a file may be asked for: the first of its kind."""


def write_lists(report: Report, out: Path, data: Path | None = None) -> dict[str, Path]:
    """Write the lists of a report to the folder `out`, or one to the file `out`, whose ending says which.

    Gives their paths. Raises InputError for another kind of file, for the folder of the datasets (`data`, else one that
    holds datasets), where a list would be read as one, and for a place in a package, and where a file is in the place
    of a list that is none: nothing but lists of earlier runs is replaced.
    """
    is_file = bool(out.suffix) and not out.is_dir()
    inside = out.parent if is_file else out
    if _is_data(inside, data):
        message = f"{out}: lies among the datasets, where issues.csv would be read as one; name another folder"
        raise InputError(message)
    refuse_package(inside)
    if is_file:
        kinds = {Path(name).suffix: name for name in reversed([*FILES])}
        if out.suffix not in kinds:
            message = f"{out}: no list of this kind; name a folder, or a file that ends in {', '.join(sorted(kinds))}"
            raise InputError(message)
        written = {kinds[out.suffix]: out}
    else:
        written = {name: out / name for name in LISTS}
    texts = {path: FILES[name](report) for name, path in written.items()}
    strange = next((path for path, text in texts.items() if path.exists() and not _begins(path, text)), None)
    if strange:
        message = f"{strange}: is there, and is no list that an earlier run wrote; name another place"
        raise InputError(message)
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, text)
    return written


def _is_data(folder: Path, data: Path | None) -> bool:
    """Tell whether a folder is that of the datasets; where nobody says which that is, whether it holds any."""
    if data is not None:
        return folder.resolve() == data.resolve()
    return any(path.name not in LISTS for path in dataset_files(folder))


def _begins(path: Path, text: str) -> bool:
    """Tell whether a file begins as a list does that is to take its place."""
    with path.open("rb") as file:
        return file.read(HEAD) == text.encode()[:HEAD]
