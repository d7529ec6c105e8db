"""Small studies of anybody: drawn by a seed, with all that the verbs read, a fifth of it missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import pandas as pd

from converter.compute.dates.sas_date import iso_date
from converter.dataset import Frame
from tests.adam.timelines import DAY_0

SUBJECTS = ("A", "B", "C", "D")
Study = dict[str, Frame]
Draw = Callable[[Random], object]
KEYS = ("STUDYID", "USUBJID", "PARAMCD", "AVISIT", "TEST")
"""What a record without any value still has."""


def one_of(*values: object) -> Draw:
    return lambda random: random.choice(values)


def day(first: int, last: int) -> Draw:
    return lambda random: DAY_0 + random.randint(first, last)


def text_of_day(random: Random) -> str:
    whole = str(iso_date(pd.Series([DAY_0 + random.randint(-20, 100)])).iloc[0])
    return random.choice((whole, whole, whole[:7], f"{whole}T08:30"))


RECORDS: dict[str, Draw] = {
    "PARAMCD": one_of("CA", "ALB"),
    "AVISIT": one_of("DAY 1", "DAY 8"),
    "AVAL": lambda random: random.randint(0, 90) / 10,
    "AVALC": one_of("0.4", "<0.1", "7", "BLQ"),
    "BASE": one_of(0.0, 2.0, 3.3),
    "BASEC": one_of("LOW", "NORMAL"),
    "UNIT": one_of("mg/dL", "mmol/L", "g/L"),
    "ANRLO": one_of(1.0, 2.0),
    "ANRHI": one_of(4.0, 5.0),
    "ADT": day(-20, 100),
    "AENDT": day(0, 120),
    "ADTF": one_of("", "", "D", "M"),
    "ADY": one_of(-3.0, 1.0, 8.0, 15.0),
    "TM": one_of(-0.5, 0.0, 1.0, 2.0, 8.0),
    "DTC": text_of_day,
    "ENDTC": text_of_day,
    "ABLFL": one_of("", "", "", "Y"),
    "GRADE": one_of("0", "1", "3"),
    "WORST": one_of("0", "2", "4"),
    "TERM": one_of("Hypocalcemia", "Hypoalbuminemia", ""),
    "AEDECOD": one_of("Nausea", "HEADACHE", "Rash"),
    "DOSE": one_of(0.0, 1.5, 3.0),
}
PEOPLE: dict[str, Draw] = {
    "TRTSDT": day(0, 0),
    "TRTEDT": day(40, 60),
    "DTHDT": day(60, 110),
    "NACTDT": day(30, 110),
    "DCUTDT": day(120, 120),
    "AGE": one_of(40.0, 64.0, 65.0),
    "SEX": one_of("F", "M"),
    "ARM": one_of("A", "SCREEN FAILURE"),
    "RFXSTDTC": text_of_day,
}
RESPONSES: dict[str, Draw] = {
    "ADT": lambda random: DAY_0 + random.choice((-7, 14, 28, 56, 58, 84, 112)),
    "AVALC": one_of("CR", "PR", "SD", "PD", "NE"),
}
MEASURED: dict[str, Draw] = {
    "TEST": one_of("DIAMETER", "DIAMETER", "NONTARGET", "NEW"),
    "ITEM": one_of("T1", "T2"),
    "VALUE": one_of("10", "14", "30", "Y", "PRESENT"),
    "DTC": lambda random: str(iso_date(pd.Series([DAY_0 + random.choice((-7, 28, 56, 84))])).iloc[0]),
}


def study(seed: int, subjects: Sequence[str] = SUBJECTS, records: int = 24) -> Study:
    """Draw ADSL, and records of the subjects: AD (analysis records), RS (responses), M (measurements)."""
    random = Random(seed)  # noqa: S311 - no secret
    people = [_row(random, PEOPLE, {"STUDYID": "S", "USUBJID": one}) for one in subjects]
    kinds = {"AD": RECORDS, "RS": RESPONSES, "M": MEASURED}
    drawn = {name: [_record(random, kind, subjects, n) for n in range(1, records + 1)] for name, kind in kinds.items()}
    return {"ADSL": _frame(people, PEOPLE), **{name: _frame(rows, kinds[name]) for name, rows in drawn.items()}}


def _record(random: Random, kind: dict[str, Draw], subjects: Sequence[str], number: int) -> dict[str, object]:
    return _row(random, kind, {"STUDYID": "S", "USUBJID": random.choice(list(subjects)), "SEQ": float(number)})


def _row(random: Random, kind: dict[str, Draw], keys: dict[str, object]) -> dict[str, object]:
    drawn = {name: draw(random) for name, draw in kind.items()}
    return keys | {name: None if random.random() < 1 / 5 else value for name, value in drawn.items()}


def _frame(rows: list[dict[str, object]], kind: dict[str, Draw]) -> Frame:
    """Type the columns: those whose draws are text are text, blank where missing."""
    text = [name for name, draw in kind.items() if isinstance(draw(Random(0)), str)]  # noqa: S311
    frame = pd.DataFrame(rows)
    blank = {name: frame[name].fillna("").astype("str") for name in ("STUDYID", "USUBJID", *text)}
    return frame.assign(**blank).astype({name: "float64" for name in frame if name not in blank})


def shuffled(data: Study, seed: int) -> Study:
    """Put the records of every dataset in another order."""
    frames = {name: frame.sample(frac=1, random_state=seed) for name, frame in data.items()}
    return {name: frame.reset_index(drop=True) for name, frame in frames.items()}


def with_another(data: Study, seed: int) -> Study:
    """Add a subject that is nobody else, after the others."""
    more = study(seed + 1000, ("ZZ",), 5)
    return {name: pd.concat([frame, more[name]], ignore_index=True) for name, frame in data.items()}


def with_blank(data: Study) -> Study:
    """Add to the records of each subject and key one that has nothing else."""
    return {name: frame if name == "ADSL" else _with_blank(frame) for name, frame in data.items()}


def _with_blank(frame: Frame) -> Frame:
    keys = frame[[name for name in KEYS if name in frame]].drop_duplicates()
    texts = set(map(str, frame.select_dtypes("str").columns))
    blank = {name: keys[name] if name in keys else "" if name in texts else float("nan") for name in frame.columns}
    return pd.concat([frame, pd.DataFrame(blank).astype(frame.dtypes.to_dict())], ignore_index=True)
