"""Variables that the model permits in a dataset beyond those that the guide lists for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from converter.spec.standards.standard import DatasetClass, ModelVariables, StandardDataset

GENERAL = ("EVENTS", "INTERVENTIONS", "FINDINGS", "FINDINGS ABOUT")
CLASSES: Mapping[DatasetClass, DatasetClass] = {"FINDINGS ABOUT": "FINDINGS"}
"""The class whose qualifiers another has."""


def with_model(dataset: StandardDataset, model: ModelVariables) -> StandardDataset:
    """Add the variables that the model permits in any domain of a general observation class, in the model's order."""
    if dataset.dataset_class not in GENERAL:
        return dataset
    order = list(dataset.variables)
    added = {}
    qualifiers = model.qualifiers.get(CLASSES.get(dataset.dataset_class, dataset.dataset_class), {})
    for group, first in ((model.identifiers, f"{dataset.dataset}SEQ"), (qualifiers, ""), (model.timing, "")):
        before = first
        named = {template.replace("--", dataset.dataset): variable for template, variable in group.items()}
        for name, variable in named.items():
            if name not in order:
                added[name] = variable.model_copy(update={"in_guide": False})
                order.insert(_position(before, named, order), name)
            before = name
    known = {**dataset.variables, **added}
    return dataset.model_copy(update={"variables": {name: known[name] for name in order}})


def domain_of_class(name: str, label: str, dataset_class: DatasetClass, model: ModelVariables) -> StandardDataset:
    """Describe a domain that no guide has: the variables that the model gives any domain of its class."""
    said = {**model.keys, **model.topics.get(dataset_class, {})}
    variables = {template.replace("--", name): variable for template, variable in said.items()}
    variables["DOMAIN"] = variables["DOMAIN"].model_copy(update={"values": (name,)})
    dataset = StandardDataset(
        dataset=name,
        label=label,
        dataset_class=dataset_class,
        structure="One record per observation per subject",
        keys=("STUDYID", "USUBJID", f"{name}SEQ"),
        is_standard=False,
        source=model.source,
        variables=variables,
    )
    return with_model(dataset, model)


def _position(before: str, group: Collection[str], order: list[str]) -> int:
    """Place a variable after its predecessor in the model, or before the first of its group that the guide lists."""
    if before not in group:
        first = next((position for position, other in enumerate(order) if other in group), None)
        if first is not None:
            return first
    return order.index(before) + 1 if before in order else len(order)
