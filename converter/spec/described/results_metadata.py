"""Results of analyses as a define.xml of others describes them: Analysis Results Metadata 1.0."""

from __future__ import annotations

from converter.spec.condition import Condition
from converter.spec.dataset import Reference
from converter.spec.model import Model


class ResultDataset(Model):
    """A dataset that a result is made of: the records that are selected, and the variables that are analysed."""

    dataset: str
    where: Condition | None = None
    variables: tuple[str, ...] = ()


class DescribedResult(Model):
    """One result of a display; `parameter` is the variable that holds its parameter, as ADTTE.PARAMCD.

    `join` tells how records of its datasets are put together; `documentation` is a text, `documents` stand beside it;
    `code` is the program, in the language `context`, or lies in `programs`.
    """

    id: str
    description: str = ""
    reason: str = ""
    purpose: str = ""
    parameter: str = ""
    datasets: tuple[ResultDataset, ...] = ()
    join: str = ""
    documentation: str = ""
    documents: tuple[Reference, ...] = ()
    context: str = ""
    code: str = ""
    programs: tuple[Reference, ...] = ()


class DescribedDisplay(Model):
    """A display that is described only, not made from results/: its title, where it stands, and its results."""

    name: str
    title: str = ""
    documents: tuple[Reference, ...] = ()
    results: tuple[DescribedResult, ...] = ()
