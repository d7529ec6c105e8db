"""Values taken from other variables of SDTM."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.conditions.subject import subject_value
from converter.dataset import Frame
from converter.sdtm.values.constant import constant
from converter.spec.standards.terminology import Codelist
from converter.spec.study import Study
from converter.steps import Variable


def derive_constant(rows: Frame, datasets: Mapping[str, Frame], *, value: str | float) -> pd.Series:
    """Set to {value}.

    `rows` may have any columns; the value is text or a number.
    """
    del datasets
    return constant(rows, value=value)


def copy(rows: Frame, datasets: Mapping[str, Frame], *, variable: Variable) -> pd.Series:
    """Equal to {variable}.

    `rows` has USUBJID; a variable of another dataset is that of the subject's first record there.
    """
    return subject_value(rows, datasets, variable).copy()


def decode(rows: Frame, datasets: Mapping[str, Frame], *, variable: Variable, codelist: Codelist) -> pd.Series:
    """Decode of {variable} in codelist {codelist}.

    `rows` has the coded variable; a code that the codelist lacks gives blank. For a --TESTCD codelist the decode is the
    --TEST with the same C-code.
    """
    known = {term.value: term.decode for term in codelist.terms}
    return subject_value(rows, datasets, variable).map(known).astype("str").fillna("")


def arm_name(rows: Frame, datasets: Mapping[str, Frame], *, arm: Variable, study: Study) -> pd.Series:
    """Name of the planned arm whose code is {arm}.

    `rows` has the arm code; codes that the study does not plan give blank.
    """
    known = {code: planned.name for code, planned in study.arms.items()}
    return subject_value(rows, datasets, arm).map(known).astype("str").fillna("")
