"""Every kind of YAML file: where it lies, and the models of which its keys tell which one it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from converter.spec.analysis import Analysis
from converter.spec.checks.check import Checks, Patterns
from converter.spec.checks.mends import Mends
from converter.spec.collection import Fields, Names, Tables, Tests, Values, Words
from converter.spec.described.columns import Columns
from converter.spec.described.description import DefineFile
from converter.spec.display import Display
from converter.spec.domain import Domain
from converter.spec.endpoints.censoring import CensoringCriteria
from converter.spec.endpoints.confirmation import ConfirmationCriteria
from converter.spec.endpoints.response import ResponseCriteria
from converter.spec.endpoints.toxicity import ToxicityCriteria
from converter.spec.library import PackageHead
from converter.spec.package.agency import Agency
from converter.spec.package.gate import Gate
from converter.spec.package.submission import SubmissionWords
from converter.spec.profile import Profile
from converter.spec.published import LeftOut
from converter.spec.standards.admiral import Counterparts
from converter.spec.standards.analysis_standard import Structure
from converter.spec.standards.guides import GuideHead
from converter.spec.standards.standard import ModelVariables, StandardDataset
from converter.spec.standards.terminology import Codelist
from converter.spec.study import Study
from converter.spec.text.keys import Keys
from converter.spec.values.months import MonthNames
from converter.spec.values.sas_formats import SasFormats
from converter.spec.values.units import Analytes, Quantities


@dataclass(frozen=True)
class Kind:
    """One kind of file: its `files` below a study, or below specs/ of what ships, and its models.

    Each model stands under the key that only its files have, the last one under none. `listed`: the file is a list.
    `version` steps where a file may say more, less or otherwise than the last release let it.
    """

    files: tuple[str, ...]
    models: Mapping[str, type[BaseModel]]
    listed: bool = field(default=False)
    version: int = 1


KINDS: Mapping[str, Kind] = {
    "study": Kind(("study.yaml",), {"": Study}),
    "domain": Kind(("sdtm/*.yaml",), {"": Domain}),
    "analysis": Kind(("adam/*.yaml",), {"": Analysis}),
    "display": Kind(("results/*.yaml",), {"": Display}),
    "define": Kind(("define.yaml",), {"": DefineFile}),
    "checks": Kind(("checks/*.yaml",), {"patterns": Patterns, "": Checks}),
    "columns": Kind(("columns.yaml", "interchange/workbook.yaml"), {"": Columns}),
    "criteria": Kind(
        ("criteria/*.yaml",),
        {
            "classes": ResponseCriteria,
            "start_description": CensoringCriteria,
            "worst_first": ConfirmationCriteria,
            "": ToxicityCriteria,
        },
    ),
    "standards": Kind(
        ("standards/*.yaml", "standards/*/*.yaml"),
        {"dataset": StandardDataset, "identifiers": ModelVariables, "publishing_set": GuideHead, "": Structure},
    ),
    "terminology": Kind(("terminology/*/*.yaml",), {"publishing_set": PackageHead, "": Codelist}),
    "left_out": Kind(("expected/left_out.yaml",), {"": LeftOut}, listed=True),
    "units": Kind(("specs/units/*.yaml",), {"quantities": Quantities, "": Analytes}),
    "collection": Kind(
        ("specs/collection/*.yaml",),
        {"tables": Tables, "silent": Words, "classes": Fields, "panels": Tests, "values": Values, "": Names},
    ),
    "profile": Kind(("specs/profiles/*.yaml",), {"": Profile}),
    "formats": Kind(("specs/formats/*.yaml",), {"": SasFormats}),
    "gate": Kind(("specs/gates/*.yaml",), {"": Gate}),
    "agency": Kind(("specs/agencies/*.yaml",), {"": Agency}),
    "submission": Kind(("specs/submission.yaml",), {"": SubmissionWords}),
    "months": Kind(("specs/months.yaml",), {"": MonthNames}),
    "admiral": Kind(("specs/admiral.yaml",), {"": Counterparts}),
    "keys": Kind(("specs/keys.yaml",), {"": Keys}),
    "mends": Kind(("specs/mends.yaml",), {"": Mends}),
}
"""The kinds of a study first, then those of what ships with the converter."""
PEOPLE = (
    "study",
    "domain",
    "analysis",
    "display",
    "define",
    "checks",
    "columns",
    "criteria",
    "standards",
    "terminology",
)
"""The kinds that people write for their own studies."""
