"""What the converter knows, as a frame."""

from __future__ import annotations

import json

import pandas as pd

from converter.library.worded import worded
from converter.pipeline.questions import STANDARD, listed


@worded()
def list_known(what: str, name: str = "", *, standard: str = STANDARD) -> pd.DataFrame:
    """List what the converter knows, as `converter list` does: standards, datasets, variables, rules, checks, ...

    `name` is a dataset, rule or codelist where one of them is listed; `standard` a guide, or a study's folder. Raises
    InputError or SpecError.

    >>> list_known("variables", "AE", standard="sdtmig-3.4")
    """
    return pd.DataFrame(json.loads(listed(what, name, standard=standard, json=True)))
