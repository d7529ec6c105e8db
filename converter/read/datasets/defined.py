"""What a define.xml beside datasets says of them: labels, types, codelists, origins, keys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from converter.dataset import Defined
from converter.read.description.define.file import define_submission
from converter.spec.dataset import DatasetSpec, Origin, VariableSpec
from converter.spec.described.description import DescribedDataset, Submission
from converter.spec.domain import VariableChange
from converter.spec.standards.terminology import Codelist

FILE = "define.xml"
NUMERIC = ("integer", "float")


def read_defined(folder: Path) -> dict[str, Defined]:
    """Read the define.xml of a folder (versions 2.0 and 2.1) by dataset; nothing where there is none.

    What it says of data that are not there is not asked for. Raises InputError for XML that is broken or unsafe, and
    for what describes no dataset.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    submission, _ = define_submission(path)
    codelists = _codelists(submission)
    return {name: _defined(one, codelists) for name, one in submission.datasets.items()}


def _defined(said: DescribedDataset, codelists: Mapping[str, Codelist]) -> Defined:
    spec = DatasetSpec(
        name=said.name,
        domain=said.domain,
        label=_line(said.label),
        dataset_class=said.class_ or "SPECIAL PURPOSE",
        structure=said.structure,
        keys=said.keys,
        comment=said.comment if said.has_data else "",
        variables=tuple(_variable(name, one) for name, one in said.variables.items()),
    )
    used = {name for one in spec.variables for name in one.codelists}
    return Defined(spec, {name: one for name, one in codelists.items() if name in used})


def _variable(name: str, said: VariableChange) -> VariableSpec:
    """Describe a variable; of one that was said to have no data, the data tell origin and comment themselves."""
    return VariableSpec(
        name=name,
        label=_line(said.label),
        type="Num" if said.data_type in NUMERIC else "Char",
        format=said.format,
        codelists=said.codelists,
        origin=_origin(said.origin) if said.has_data else None,
        method=said.method,
        comment=said.comment if said.has_data else "",
        mandatory=said.mandatory,
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _origin(said: Origin | None) -> Origin | None:
    """Give an origin without its documents, whose files are those of another define.xml."""
    return None if said is None else said.model_copy(update={"pages": (), "documents": ()})


def _codelists(submission: Submission) -> dict[str, Codelist]:
    return {
        name: Codelist(name=name, code=one.code, label=one.label, terms=one.terms, source=FILE)
        for name, one in submission.codelists.items()
        if one.terms
    }
