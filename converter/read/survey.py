"""Survey a folder of raw exports: tables, columns, what they seem to hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from converter.compute.date_format import compile_format
from converter.compute.iso8601 import parse_datetimes
from converter.compute.numbers import split_results
from converter.dataset import Frame, SurveyedColumn, SurveyedTable
from converter.errors import InputError
from converter.read.readers import READERS
from converter.spec.library import known_names, load_profile
from converter.spec.profile import Profile
from converter.spec.study import Table

FORMATS = (
    *("DD-MON-YYYY", "DD MON YYYY", "DDMONYYYY", "YYYY-MM-DD", "YYYYMMDD", "MM/DD/YYYY", "DD/MM/YYYY"),
    *("MM-DD-YYYY", "DD.MM.YYYY", "YYYY-MM-DD HH:MI", "DD-MON-YYYY HH:MI", "YYYY"),
)
SUBJECTS = (
    "SUBJECT",
    "SUBJID",
    "USUBJID",
    "PATNUM",
    "PATNO",
    "SUBJECTKEY",
    "SUBJECT_ID",
    "RECORD_ID",
    "PATIENT",
    "PATID",
    "SUBJ",
)
ENOUGH, EXAMPLES, CODES = 0.9, 5, 15


def survey(folder: Path) -> tuple[SurveyedTable, ...]:
    """Survey every raw table of a folder; raises InputError where there is none.

    Files that no reader takes are left out; Excel files are surveyed if they have one sheet, ODM-XML as a whole.
    """
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in READERS and path.is_file()]
    tables = tuple(_table(path, folder) for path in paths)
    if not tables:
        message = f"{folder}: no raw tables; known are {', '.join(READERS)}"
        raise InputError(message)
    return tables


def _table(path: Path, folder: Path) -> SurveyedTable:
    name = path.relative_to(folder).as_posix()
    frame, _ = READERS[path.suffix.lower()](path, table=Table(file=name), profile=load_profile("generic"))
    profile = _profile(frame)
    columns = tuple(_column(frame[column], profile) for column in frame)
    return SurveyedTable(name, len(frame), profile.name, _subject(frame, profile), columns)


def _profile(frame: Frame) -> Profile:
    """Find the profile whose system columns the table has most of, at least three."""
    profiles = [load_profile(name) for name in known_names("profiles")]
    scored = [(len(set(profile.system) & set(frame.columns)), profile.name, profile) for profile in profiles]
    score, _, best = max(scored, key=lambda item: (item[0], item[1]))
    return best if score >= 3 else load_profile("generic")  # noqa: PLR2004 - fewer prove nothing


def _subject(frame: Frame, profile: Profile) -> str:
    if profile.subject:
        return profile.subject
    by_name = {str(column).upper().rpartition(".")[2]: str(column) for column in frame}
    return next((f"{{{by_name[name]}}}" for name in SUBJECTS if name in by_name), "")


def _column(values: pd.Series, profile: Profile) -> SurveyedColumn:
    filled = values[values.str.strip() != ""]
    distinct = filled.drop_duplicates()
    kind, formats = _kind(distinct, str(values.name), profile)
    examples = tuple(distinct.head(EXAMPLES))
    codes = tuple(sorted(distinct)) if len(distinct) <= CODES and kind == "text" else ()
    return SurveyedColumn(str(values.name), len(filled), len(distinct), kind, formats, examples, codes)


def _kind(distinct: pd.Series, name: str, profile: Profile) -> tuple[str, tuple[str, ...]]:
    """Tell what a column seems to hold: system, empty, date (with formats), number, or text."""
    if name in profile.system:
        return "system", ()
    if distinct.empty:
        return "empty", ()
    numeric = split_results(distinct)["number"].notna().mean()
    formats = tuple(_formats(distinct))
    if formats and not (numeric == 1 and formats == ("YYYY",)):
        return "date", formats
    return ("number" if numeric >= ENOUGH else "text"), ()


def _formats(distinct: pd.Series) -> Iterator[str]:
    """Give the fewest formats that together read nine of ten values, the best first; nothing where none do."""
    left, chosen = distinct.reset_index(drop=True), list[str]()
    while len(left) and len(chosen) < len(FORMATS):
        share = {text: _reads(left, text) for text in FORMATS if text not in chosen}
        best = max(share, key=lambda text: share[text].sum())
        if not share[best].any():
            break
        chosen.append(best)
        left = left[~share[best]].reset_index(drop=True)
    if len(left) <= (1 - ENOUGH) * len(distinct):
        yield from _sorted(chosen)


def _reads(values: pd.Series, form: str) -> pd.Series:
    fits = values.str.strip().str.upper().str.fullmatch(compile_format(form))
    if not fits.any():
        return fits
    parsed = parse_datetimes(values[fits], (form,))
    return fits & ((parsed.iso != "") & (parsed.reason == "")).reindex(values.index, fill_value=False)


def _sorted(formats: Sequence[str]) -> list[str]:
    return sorted(formats, key=FORMATS.index)
