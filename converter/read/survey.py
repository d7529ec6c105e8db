"""Survey a folder of raw exports: tables, columns, what they seem to hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path, PurePosixPath

import pandas as pd

from converter.compute.dates.collected_date import parse_datetimes
from converter.compute.dates.date_format import compile_format
from converter.compute.numbers.numbers import split_results
from converter.dataset import DECODE, Frame, Survey, SurveyedColumn, SurveyedTable
from converter.errors import InputError
from converter.issues import Issue
from converter.read.labels import labels_of
from converter.read.odm.odm import read_odm
from converter.read.readers import OTHERS, PARTS, READERS
from converter.spec.library import known_names, load_profile
from converter.spec.profile import Profile
from converter.spec.study import Table
from converter.spec.text.names import inner_file
from converter.spec.text.paths import files_below, is_hidden
from converter.spec.text.yaml import CONTROL

FORMATS = (
    *("DD-MON-YYYY", "DD MON YYYY", "DDMONYYYY", "YYYY-MM-DD", "YYYY-MM", "YYYYMMDD", "MM/DD/YYYY", "DD/MM/YYYY"),
    *("MM-DD-YYYY", "DD.MM.YYYY", "YYYY-MM-DD HH:MI", "DD-MON-YYYY HH:MI"),
    *("YYYY-MM-DDTHH:MI", "YYYY-MM-DDTHH:MI:SS", "YYYY-MM-DD HH:MI:SS", "YYYY"),
    *("YYYY/MM/DD", "DD/MON/YYYY", "MON-YYYY", "MON YYYY", "MM/YYYY", "DDMONYYYY:HH:MI:SS"),
    *("DD-MON-YYYY HH:MI:SS", "MM/DD/YYYY HH:MI", "DD.MM.YYYY HH:MI"),
)
TIMES = ("HH:MI", "HH:MI:SS", "HHMI", "HH:MI AM", "HHMISS")
MOST, CODES, SAMPLE, ENOUGH = 500, 15, 2000, 0.9


def survey(folder: Path) -> Survey:
    """Survey every raw table of a folder: each sheet, form or member of a file that has several.

    Hidden files are none; those that no reader takes are left out, those that hold data with a word; one that cannot be
    read, and what is wrong with those that can, is told, and the others go on. Raises InputError where nothing can be
    read, and OSError for a folder that cannot be looked into.
    """
    tables: list[SurveyedTable] = []
    told: list[str] = []
    for name in (name for name in files_below(folder) if not is_hidden(name)):
        suffix = PurePosixPath(name).suffix.lower()
        found, lines = _file(folder / name, name) if suffix in READERS else ([], [])
        tables += found
        told += [f"left out: {name}: no reader for '{suffix}': {OTHERS[suffix]}"] if suffix in OTHERS else lines
    if not tables:
        known = f"{folder}: no raw tables; known are {', '.join(READERS)}"
        raise InputError("\n".join((known, *told)))
    return Survey(tuple(tables), tuple(told))


def _file(path: Path, name: str) -> tuple[list[SurveyedTable], list[str]]:
    """Survey the tables of one file, and tell what cannot be read or is wrong."""
    tables: list[SurveyedTable] = []
    told: list[str] = []
    try:
        parts = _parts(path)
    except InputError as error:
        return [], [f"left out: {error}"]
    for settings in parts:
        try:
            table, issues = _table(path, name, settings)
        except InputError as error:
            told.append(f"left out: {', '.join(settings.values()) or name}: {error}")
            continue
        tables.append(table)
        told += [str(issue) for issue in issues if issue.severity != "note"]
    return tables, told


def _parts(path: Path) -> list[dict[str, str]]:
    """Give the settings of each table of a file; none where it has one table."""
    reader = READERS[path.suffix.lower()]
    if reader not in PARTS:
        return [{}]
    setting, listed = PARTS[reader]
    names = listed(path)
    return [{setting: name} for name in names] if len(names) > 1 else [{}]


def _table(path: Path, name: str, settings: dict[str, str]) -> tuple[SurveyedTable, tuple[Issue, ...]]:
    reader = READERS[path.suffix.lower()]
    try:
        said = Table.model_validate({"file": inner_file(name), **settings, "decode": reader is read_odm})
    except ValueError as error:
        message = f"{error}; rename it"
        raise InputError(message) from error
    frame, issues = reader(path, table=said, profile=load_profile("generic"))
    profile, labels = _profile(frame), labels_of(path, settings)
    columns = tuple(_column(frame[column], profile, labels.get(str(column), "")) for column in frame)
    decode = said.decode and any(column.name.endswith(DECODE) for column in columns)
    return SurveyedTable(name, len(frame), profile.name, columns, settings, decode, frame.head(SAMPLE)), issues


def _profile(frame: Frame) -> Profile:
    """Find the profile whose system columns the table has most of, at least three."""
    profiles = [load_profile(name) for name in known_names("profiles")]
    scored = [(len(set(profile.system) & set(frame.columns)), profile.name, profile) for profile in profiles]
    score, _, best = max(scored, key=lambda item: (item[0], item[1]))
    return best if score >= 3 else load_profile("generic")  # noqa: PLR2004 - fewer prove nothing


def _column(values: pd.Series, profile: Profile, label: str) -> SurveyedColumn:
    filled = values[values.str.strip() != ""]
    distinct = filled.drop_duplicates()
    kind, formats = _kind(distinct, str(values.name), profile)
    shown = tuple(value for value in distinct.head(MOST) if not CONTROL.search(value))
    codes = tuple(sorted(distinct)) if len(distinct) <= CODES and kind == "text" else ()
    return SurveyedColumn(str(values.name), len(filled), len(distinct), kind, formats, shown, codes, label)


def _kind(distinct: pd.Series, name: str, profile: Profile) -> tuple[str, tuple[str, ...]]:
    """Tell what a column seems to hold: system, empty, date, time (with formats), number (a year has one), or text."""
    if distinct.empty:
        return ("system" if name in profile.system else "empty"), ()
    if name in profile.system:
        return "system", ()
    numeric = split_results(distinct)["number"].notna().mean()
    formats = tuple(_formats(distinct, FORMATS))
    if formats == ("YYYY",) and numeric == 1:
        return "number", formats if distinct.str.fullmatch("(19|20)[0-9]{2}").all() else ()
    if formats:
        return "date", formats
    if times := tuple(_formats(distinct, TIMES)) if numeric < ENOUGH else ():
        return "time", times
    return ("number" if numeric >= ENOUGH else "text"), ()


def _formats(distinct: pd.Series, known: Sequence[str]) -> Iterator[str]:
    """Give the fewest `known` formats that together read nine of ten values, in their order; nothing where none do."""
    left, chosen = distinct.reset_index(drop=True), list[str]()
    while len(left) and len(chosen) < len(known):
        share = {text: _reads(left, text) for text in known if text not in chosen}
        best = max(share, key=lambda text: share[text].sum())
        if not share[best].any():
            break
        chosen.append(best)
        left = left[~share[best]].reset_index(drop=True)
    if len(left) <= (1 - ENOUGH) * len(distinct):
        yield from sorted(chosen, key=known.index)


def _reads(values: pd.Series, form: str) -> pd.Series:
    pattern = _pattern(form)
    fits = pd.Series(
        [bool(pattern.fullmatch(text.strip().upper())) for text in values], index=values.index, dtype="bool"
    )
    if not fits.any() or form in TIMES:
        return fits
    parsed = parse_datetimes(values[fits], (form,))
    return fits & ((parsed.iso != "") & (parsed.reason == "")).reindex(values.index, fill_value=False)


@cache
def _pattern(form: str) -> re.Pattern[str]:
    return compile_format(form)
