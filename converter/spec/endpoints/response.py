"""Response criteria: what the measurements of one assessment mean, and which responses there are."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from converter.spec.condition import Condition
from converter.spec.endpoints.decision import Decision, Setting, titled
from converter.spec.endpoints.look import THIS, Look
from converter.spec.endpoints.measure import Calculation, Measure
from converter.spec.endpoints.response_names import problems_of
from converter.spec.model import Model

CLASS = "CLASS"
"""The disease class that the baseline decides."""
LEVEL = "LEVEL"
"""What a table of levels says, as 'LEVEL.target': blank where it is not asked."""
OF_ASSESSMENT = ("DAY", "N")
"""Of an assessment: days from the start to it, and its number after the start, from 1 on."""


class Response(Model):
    """One response: its rank (AVAL), and which date of an assessment spread over several days it takes."""

    rank: int
    dated: Literal["first", "last"] = "first"


class LevelTable(Model):
    """What one component supports: decisions in order, for assessments that meet `when`."""

    when: Condition | None = None
    decisions: tuple[Decision, ...]


class ResponseCriteria(Model):
    """Response at one assessment: progression first, else what `overall` says, else the lowest level of the tables.

    `classes` decides on baseline what disease is measurable (`then: {class: SERUM}`, read as CLASS). `progression`
    says of what kind it is (`then: {kind: IMAGING}`), `levels` the response that each table supports
    (`then: {response: PR}`). `overall` puts the tables together where the lowest is not meant: it reads what each says
    as LEVEL.table and gives `then: {response: iCPD, kind: NEW LESION}`. `looks` see the assessments before this one, of
    which they read RESPONSE, KIND, DAY, LEVEL.table and every component or value.
    """

    name: str
    title: str
    source: str
    settings: dict[str, Setting] = {}
    responses: dict[str, Response]
    progressed: str
    components: dict[str, Measure]
    looks: dict[str, Look] = {}
    values: dict[str, Calculation] = {}
    classes: tuple[Decision, ...]
    progression: tuple[Decision, ...] = ()
    levels: dict[str, LevelTable] = {}
    overall: tuple[Decision, ...] = ()

    @model_validator(mode="after")
    def _answers(self) -> ResponseCriteria:
        problems = [*problems_of(self)]
        ids = [one.id for one in self.decisions]
        problems += [f"the id '{one}' is given twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def __str__(self) -> str:
        return titled(self.title, self.settings)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Every decision, in the order in which they are read."""
        levels = (one for table in self.levels.values() for one in table.decisions)
        return (*self.classes, *self.progression, *levels, *self.overall)

    @property
    def ranks(self) -> dict[str, int]:
        """The rank of each response."""
        return {name: one.rank for name, one in self.responses.items()}

    @property
    def reads(self) -> tuple[str, ...]:
        """Every name that decisions, tables, looks and late values read; what is read of others without the look."""
        whens = (*(one.when for one in self.decisions), *(table.when for table in self.levels.values()))
        asked = [name for one in whens if one for name in one.variables]
        asked += [name for look in self.looks.values() for name in look.reads]
        asked += [name for one, value in self.values.items() if self.is_late(one) for name in value.reads]
        return tuple(dict.fromkeys(name.partition(".")[2] if self.of_look(name) else name for name in asked))

    def of_look(self, name: str) -> bool:
        """Tell whether a name is one of a look, or of the assessment that looks."""
        return name.partition(".")[0] in (*self.looks, THIS)

    def is_late(self, name: str) -> bool:
        """Tell whether a value is made of a look, directly or by way of others: it has no features."""
        value = self.values.get(name)
        return value is not None and any(
            self.of_look(one) or (one != name and self.is_late(one.partition(".")[0])) for one in value.reads
        )

    def of_each(self, name: str) -> bool:
        """Tell whether a component or value is one of each lesion, not of the subject."""
        base = name.partition(".")[0]
        if base in self.components:
            return bool(self.components[base].each)
        value = self.values.get(base)
        return value is not None and not value.gathers and any(self.of_each(one) for one in value.reads)
