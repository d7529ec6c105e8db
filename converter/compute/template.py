"""Fill templates such as '{SITE}-{PATNO}' from columns."""

from __future__ import annotations

from string import Formatter

import pandas as pd

from converter.dataset import Frame


def template_columns(template: str) -> tuple[str, ...]:
    """Name the columns of a template, in its order."""
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name)


def filled_template(template: str, rows: Frame) -> pd.Series:
    """Fill a template with each row's columns, stripped of outer blanks; a row that lacks one of them gives blank.

    `template` names columns in braces; `rows` are text columns. A template without columns gives its text.
    """
    text = pd.Series("", index=rows.index, dtype="str")
    filled = pd.Series(data=True, index=rows.index)
    for literal, name, _, _ in Formatter().parse(template):
        text += literal
        if name:
            cells = rows[name].str.strip()
            text += cells
            filled &= cells != ""
    return text.where(filled, "")
