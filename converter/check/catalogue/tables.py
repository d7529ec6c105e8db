"""Tables about a shipment and its standards, which checks look into as into datasets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from converter.check.analysis.shared import guide_variable
from converter.check.shipment import Shipment
from converter.dataset import Frame
from converter.spec.library import known_names, newest_codelist
from converter.spec.standards.standard import Standard, StandardDataset, variable_prefix

VARIABLES = (
    *("dataset", "class", "variable", "name", "label", "type", "length", "format", "core", "number"),
    *("flag", "attributes", "text", "index"),
)
DATASETS = ("dataset", "domain", "class", "label", "standard", "parent")
PARTS = ("dataset", "variable", "part", "length", "number")
NUMBER = re.compile("[0-9]+")
TEXTS = {re.compile("CA([0-9])N$"): r"CAT\1", re.compile("^(MCRIT.*)MN$"): r"\1ML"}
"""How the names of numbers end whose text is called otherwise than without the N."""
RESPONSES: Mapping[str, str] = {
    **{
        name: name
        for name in ("INTMODEL", "INTTYPE", "SEXPOP", "STYPE", "TBLIND", "TCNTRL", "TINDTP", "TPHASE", "TTYPE")
    },
    "ROUTE": "ROUTE",
    "DOSFRQ": "FREQ",
    "DOSU": "UNIT",
    "DOSFRM": "FRM",
    **dict.fromkeys(
        ("ADAPT", "ADDON", "EXTTIND", "HLTSUBJI", "PDPSTIND", "PDSTIND", "PIPIND", "RANDOM", "RDIND"), "NY"
    ),
}
"""The codelist of the value of a trial summary parameter (SDTM terminology of CDISC, trial summary code tables)."""
GUIDE = ("dataset", "variable", "label", "type", "core")


def shipped_variables(shipment: Shipment) -> Frame:
    """List the variables of the datasets as their files have them.

    `name` has -- for the domain, `flag` is the flag whose number it is called, `attributes` tells whether the file has
    labels and formats. `text` is what the guide calls the text whose number (N) it is, `index` the last number in its
    name.
    """
    every = [
        (
            name,
            shipment.specs[name].dataset_class if name in shipment.specs else "",
            one.name,
            _general(one.name, shipment.prefix_of(found)),
            one.label,
            one.type,
            one.length,
            one.shown or one.format,
            _core(shipment, name, one.name),
            number,
            f"{one.name[:-1]}L" if one.name.endswith("FN") else "",
            "Y" if found.attributes else "N",
            _text_of(shipment, name, one.name),
            float((NUMBER.findall(one.name) or ["nan"])[-1]),
        )
        for name, found in shipment.found.items()
        for number, one in enumerate(found.variables, start=1)
    ]
    return _table(VARIABLES, every, numbers=("length", "number", "index"))


def _text_of(shipment: Shipment, dataset: str, name: str) -> str:
    """Name the text that a numeric variable of the guide stands for: AVALCAT1 of AVALCA1N; blank where it is none."""
    spec = shipment.specs.get(dataset)
    known = guide_variable(shipment, spec, name) if spec and name.endswith("N") and not name.endswith("FN") else None
    if spec is None or known is None or not known.label.endswith(" (N)"):
        return ""
    text = next((ending.sub(text, name) for ending, text in TEXTS.items() if ending.search(name)), name[:-1])
    return text if guide_variable(shipment, spec, text) else ""


def _general(name: str, prefix: str) -> str:
    return f"--{name[len(prefix) :]}" if prefix and name.startswith(prefix) and len(name) > len(prefix) else name


def _core(shipment: Shipment, dataset: str, variable: str) -> str:
    spec = shipment.specs.get(dataset)
    known = spec.by_name.get(variable) if spec else None
    return (known.core or "") if known else ""


def shipped_datasets(shipment: Shipment) -> Frame:
    """List the datasets; `domain` is what DOMAIN or RDOMAIN says in the first record, `standard` SDTM or ADaM.

    `parent` is the dataset that the name of one of findings about or of supplemental qualifiers ends with.
    """
    rows = []
    for name, found in shipment.found.items():
        spec = shipment.specs.get(name)
        purpose = "ADaM" if spec and spec.purpose == "Analysis" else "SDTM"
        rows.append(
            (name, spec.domain if spec else "", spec.dataset_class if spec else "", found.label, purpose, _parent(name))
        )
    return _table(DATASETS, rows)


def _parent(name: str) -> str:
    return next((name.removeprefix(one) for one in ("SUPP", "FA") if name.startswith(one)), "")


def parts_of_datasets(shipment: Shipment) -> Frame:
    """List the variables of each file of a dataset that was split for its size."""
    every = [
        (name, one.name, part.name, one.length, number)
        for name, found in shipment.found.items()
        for part in found.parts
        for number, one in enumerate(part.variables, start=1)
    ]
    return _table(PARTS, every, numbers=("length", "number"))


def guide_datasets(shipment: Shipment) -> Frame:
    """List the datasets of the guide."""
    known = shipment.plan.standard.datasets.values()
    return _table(
        DATASETS, [(one.dataset, one.domain or one.dataset, one.dataset_class, one.label, "", "") for one in known]
    )


def guide_variables(shipment: Shipment) -> Frame:
    """List the variables of the guide's datasets, and those that the model permits beside them."""
    rows = [row for one in shipment.plan.standard.datasets.values() for row in _guide(shipment.plan.standard, one)]
    return _table(GUIDE, rows)


def _guide(standard: Standard, dataset: StandardDataset) -> list[tuple[str, ...]]:
    prefix, model = variable_prefix(dataset.dataset), standard.model
    permitted = {
        **model.topics.get(dataset.dataset_class, {}),
        **model.qualifiers.get(dataset.dataset_class, {}),
        **(model.timing if dataset.dataset_class in model.qualifiers else {}),
    }
    named = {name.replace("--", prefix): one for name, one in permitted.items()}
    every = {**named, **dataset.variables}
    return [(dataset.dataset, name, one.label, one.type, one.core) for name, one in every.items() if one.is_standard]


def responses(shipment: Shipment) -> Frame:
    """List the terms that the value of a trial summary parameter may be, with their codes."""
    named = (f"{one.publishing_set.lower()}-ct-{one.version}" for one in shipment.plan.packages)
    packages = tuple(one for one in named if one in known_names("terminology"))
    known = {
        name: shipment.plan.codelists.get(name) or newest_codelist(packages, name) for name in {*RESPONSES.values()}
    }
    lists = ((parameter, known[name]) for parameter, name in RESPONSES.items())
    every = [(parameter, term.value, term.code) for parameter, one in lists if one for term in one.terms]
    return _table(("parameter", "value", "code"), every)


def _table(names: tuple[str, ...], rows: Iterable[tuple[Any, ...]], numbers: tuple[str, ...] = ()) -> Frame:
    frame = pd.DataFrame([*rows], columns=list(names))
    return frame.astype({name: "float64" if name in numbers else "str" for name in names})


TABLES: Mapping[str, Callable[[Shipment], Frame]] = {
    "shipment.variables": shipped_variables,
    "shipment.datasets": shipped_datasets,
    "shipment.parts": parts_of_datasets,
    "standard.datasets": guide_datasets,
    "standard.variables": guide_variables,
    "standard.responses": responses,
}
"""The tables by name. Those of a shipment are the same in each range of a study."""
