"""The standards of a submission as a study names them: guides in study.yaml, further ones in define.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from converter.spec.described.description import DescribedDataset, Note, Submission, UsedStandard
from converter.spec.library import load_package
from converter.spec.model import plain
from converter.spec.standards.guides import known_guides

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Data = dict[str, Any]
"""What a YAML file holds."""
GUIDES = {"sdtmig": "SDTMIG", "adamig": "ADaMIG", "occds": "ADaM-OCCDSIG"}
"""The guides of a study by the names that Define-XML has for them."""


def guides_of(standards: Sequence[UsedStandard], packages: Sequence[str], notes: list[Note]) -> Data:
    """Name the guides of a submission; where we have another version only, the newest is taken, and told."""
    said: Data = {}
    for key, name in GUIDES.items():
        used = next((one for one in standards if one.name == name), None)
        versions = [guide.removeprefix(f"{key}-") for guide in known_guides() if guide.startswith(f"{key}-")]
        if used and used.version in versions:
            said[key] = used.version
        elif used:
            said[key] = max(versions)
            why = f"we have no {name} {used.version}" if used.version else "no version is said"
            notes.append(Note("", f"standard: {why}; taken as {max(versions)}", name))
    dates = {load_package(name).version for name in packages}
    for one in standards:
        if one.type == "CT" and one.version not in dates:
            kind = f"terminology: values are checked by {', '.join(packages)}, which we have"
            notes.append(Note("", kind, f"{one.name} {one.publishing_set} {one.version}"))
    return said


def define_of(submission: Submission, said: Data, notes: list[Note]) -> Data:
    """Give the data of define.yaml; standards other than those that study.yaml names stand there."""
    define = submission.define
    fileless = [name for name, one in define.documents.items() if not one.file]
    kind = "Documents: a document without a file; not kept"
    notes += [Note(submission.place("documents", name), kind, name, lost=True) for name in fileless]
    documents = {name: one for name, one in define.documents.items() if one.file}
    data = plain(define.model_copy(update={"documents": documents}))
    used, known = {(name, said.get(key)) for key, name in GUIDES.items()}, frozenset(GUIDES.values())
    others = [one for one in submission.standards if (one.name, one.version) not in used]
    kind = "standard: a name without a version; not kept"
    notes += [Note("", kind, one.name, lost=True) for one in others if not one.version and one.name not in known]
    if others := [one for one in others if one.version]:
        data["standards"] = [plain(one) for one in others]
    return data


def _used(said: Mapping[str, str], define: Data) -> frozenset[str]:
    """Name the standards that datasets can be of: the guides of study.yaml, and those of define.yaml."""
    named = [f"{GUIDES[key]} {version}" for key, version in said.items() if key in GUIDES]
    others = define.get("standards", ())
    return frozenset((*named, *(f"{one['name']} {one['version']}" for one in others)))


def of_known_standards(
    submission: Submission, said: Mapping[str, str], define: Data, notes: list[Note]
) -> Iterator[tuple[str, DescribedDataset]]:
    """Give the datasets by name, each of a standard that the study names, or of the guide; another one is told."""
    used = _used(said, define)
    for name, dataset in submission.datasets.items():
        if dataset.standard and dataset.standard not in used:
            kind = "Standard: not one of the study's, with a version; taken from the guide"
            notes.append(Note(submission.place("datasets", name, "standard"), kind, dataset.standard))
            yield name, dataset.model_copy(update={"standard": ""})
        else:
            yield name, dataset
