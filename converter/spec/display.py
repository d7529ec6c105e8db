"""A display of results: a table, a figure or figures of a text, with its population, its columns and its rows."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from converter.spec.condition import Condition
from converter.spec.domain import Defaults, RuleCall
from converter.spec.model import Model
from converter.spec.short.text import or_text, text_as
from converter.spec.text.names import Name

Kind = Literal["table", "figure", "text"]
Sign = Literal["arrow", "circle", "cross", "diamond", "square", "triangle"]
DrawingKind = Literal["course", "cumulative_incidence", "forest", "kaplan_meier", "points", "swimmer"]


def _listed(written: object) -> object:
    return (written,) if isinstance(written, int) else written


Decimals = Annotated[int, Field(ge=0)]
Digits = Annotated[
    tuple[Decimals, ...], BeforeValidator(_listed, json_schema_input_type=Decimals | tuple[Decimals, ...])
]
"""Decimals to which a number is rounded, half away from zero; several are rounded to one after the other."""


class Population(Model):
    """The subjects of a display: those of ADSL that meet a condition."""

    label: str
    where: Condition


class DisplayColumn(Model):
    """One column: its part of the subjects, and its part of the records that are analysed.

    Columns beside each other with the same `spanner` stand under one head.
    """

    id: str
    label: str
    spanner: str = ""
    subjects: Condition | None = None
    records: Condition | None = None

    @property
    def named(self) -> str:
        """What it is called where it stands alone, with the head that it stands under."""
        return f"{self.spanner}, {self.label}" if self.spanner else self.label


class Reproduced(Model):
    """A published figure by its path, and how it is told.

    One in words holds where the statistic, as it is printed, is over, under, equal to, at least or at most a number.
    A list of `any_order` names the same things in another order. `within` is told as a whole number of steps: 19.5
    hours are within 24, one step of 24. `words` puts the figure in words: '{} months'. `columns` are those of the row
    whose cell it is, if not all.
    """

    path: str
    over: float | None = None
    under: float | None = None
    equal: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    any_order: bool = False
    within: Annotated[float, Field(gt=0)] | None = None
    words: Annotated[str, Field(pattern=r"\{\}")] | None = None
    columns: tuple[str, ...] = ()

    _short = model_validator(mode="before")(text_as("path"))
    model_config = ConfigDict(json_schema_extra=or_text)

    @property
    def is_statement(self) -> bool:
        """Tell whether it holds or does not, in place of being a number."""
        return any(limit is not None for limit in (self.over, self.under, self.equal, self.at_least, self.at_most))


def _as_figures(written: object) -> object:
    return tuple(written) if isinstance(written, list | tuple) else (written,)


Figures = Annotated[
    tuple[Reproduced, ...],
    BeforeValidator(_as_figures, json_schema_input_type=Reproduced | tuple[Reproduced, ...]),
]
"""The published figures that one statistic reproduces; mostly it is one."""


class DisplayRow(Model):
    """One row: a heading, or a result in every column (or those that `columns` names).

    `show` writes the statistics in a cell ('{n} ({pct})'), `digits` says to how many decimals, `reproduces` names the
    published figure of a statistic by its path: 'table1.male.{column}.n', 'table3.orr_ci[{position}][0]'. A statistic
    of one level is called 'survival[12]'.
    """

    id: str
    label: str = ""
    indent: int = 0
    result: RuleCall | None = None
    columns: tuple[str, ...] = ()
    show: str = ""
    digits: dict[str, Digits] = {}
    reproduces: dict[str, Figures] = {}


class Footnote(Model):
    """A footnote: of the whole display, or of the `rows` and `columns` that it names, which then bear its mark."""

    text: str
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    _short = model_validator(mode="before")(text_as("text"))
    model_config = ConfigDict(json_schema_extra=or_text)

    @property
    def is_marked(self) -> bool:
        """Tell whether it belongs to a part of the display."""
        return bool(self.rows or self.columns)


class Drawing(Model):
    """How a figure is drawn: its kind, labels of its axes, and whether the published data or drawn ones are shown.

    `x_ticks` are the marks of the horizontal axis, `root_x` gives its early part more room (square root), `reference`
    names the row whose share is a line across a forest, `unit` is that of a median, `limits` what stands in brackets
    after an estimate. `categories` says in which order, and in which words, the categories of spans and the groups of
    points stand; `signs` how markers are drawn.
    """

    kind: DrawingKind
    x: str = ""
    y: str = ""
    log_y: bool = False
    root_x: bool = False
    x_ticks: tuple[float, ...] = ()
    reference: str = ""
    unit: str = ""
    limits: str = "95% CI"
    categories: dict[str, str] = {}
    signs: dict[str, Sign] = {}
    drawn: bool = True


class DisplayStyle(Model):
    """How displays print statistics: decimals by the name of a statistic, templates of cells by the rule of a row.

    `{digits: {mean: 1, pct: 0}, show: {count: "{n} ({pct})"}}`. A row's own `digits` and `show` go before those of its
    display, and these before the study's; a row that is not to be printed says `show: ""`.
    """

    digits: dict[str, Digits] = {}
    show: dict[str, str] = {}


class Display(DisplayStyle):
    """One display, as `results/xx.yaml` says it; `source` names where it was published.

    `shell` names the display that it is like: columns, rows, stub and what else it does not say are as there, but for
    the published figures that rows reproduce. `number` is what it is called ('Table 14.2.1'), else its name is read:
    FIGURE2A is 'Figure 2A'. `stub` heads the labels of the rows. `zero` is what a cell says whose n is 0, such as '0'
    in place of '0 (0)'.
    `reason` and `purpose` are those of Analysis Results Metadata (ARM 1.0). `defaults` has arguments that all results
    of a kind share: `{count: {dataset: ADAE}}`.
    """

    display: Name
    shell: Name | Literal[""] = ""
    kind: Kind
    number: str = ""
    title: str
    source: str = ""
    reason: str = "SPECIFIED IN SAP"
    purpose: str = "PRIMARY OUTCOME MEASURE"
    population: Population
    defaults: Defaults = {}
    columns: tuple[DisplayColumn, ...] = (DisplayColumn(id="all", label="All subjects"),)
    rows: tuple[DisplayRow, ...]
    stub: str = ""
    zero: str = ""
    drawing: Drawing | None = None
    footnotes: tuple[Footnote, ...] = ()

    @model_validator(mode="after")
    def _told_apart(self) -> Display:
        known = [column.id for column in self.columns]
        problems = [f"{what} '{name}' stands twice" for what, names in self._names() for name in _repeated(names)]
        problems += [
            f"row '{row.id}' names no column '{name}'" for row in self.rows for name in row.columns if name not in known
        ]
        problems += [
            f"row '{row.id}' reproduces a figure in column '{name}', which it does not have"
            for row in self.rows
            for figures in row.reproduces.values()
            for name in dict.fromkeys(name for figure in figures for name in figure.columns)
            if name not in (row.columns or known)
        ]
        problems += [
            f"footnote {place} names no {kind} '{name}'"
            for place, note in enumerate(self.footnotes, start=1)
            for (kind, ids), named in zip(self._names(), (note.columns, note.rows), strict=True)
            for name in named
            if name not in ids
        ]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def called(self) -> str:
        """Its number as it is printed: 'Table 14.2.1', 'Figure 2A', 'Figure S1'."""
        named = re.fullmatch(r"(TABLE|FIGURE|LISTING)_?(.+)", self.display)
        return self.number or (f"{named[1].capitalize()} {named[2]}" if named else self.display)

    def columns_of(self, row: DisplayRow) -> tuple[DisplayColumn, ...]:
        """Give the columns in which a row has a result."""
        return tuple(column for column in self.columns if not row.columns or column.id in row.columns)

    def _names(self) -> tuple[tuple[str, list[str]], ...]:
        return ("column", [one.id for one in self.columns]), ("row", [one.id for one in self.rows])


def _repeated(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
