"""What a file calls its columns beside their names: labels of SAS and Dataset-JSON, questions of ODM."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from lxml import etree

from converter.compute.xml import parse_xml
from converter.read.datasets.dataset_json import read_dataset_json
from converter.read.sas.sas import dataset_parts
from converter.spec.study import Table
from converter.spec.text.names import inner_file

Labels = Iterator[tuple[str, str]]


def labels_of(path: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """Give the label of each column of a raw table that the survey could read; none where its kind of file has none."""
    reader = LABELS.get(path.suffix.lower())
    return {name: label for name, label in reader(path, settings) if label} if reader else {}


def _of_sas(path: Path, settings: Mapping[str, str]) -> Labels:
    first = next(dataset_parts(path, Table.model_validate({"file": inner_file(path.name), **settings}), 1))
    return ((variable.name, variable.label) for variable in first.variables)


def _of_json(path: Path, settings: Mapping[str, str]) -> Labels:
    del settings
    return ((variable.name, variable.label) for variable in read_dataset_json(path).variables)


def _of_odm(path: Path, settings: Mapping[str, str]) -> Labels:
    """Give the question of each item, else its name."""
    del settings
    for item in parse_xml(path).iter("{*}ItemDef"):
        yield item.get("OID", ""), _question(item) or item.get("Name", "")


def _question(item: etree._Element) -> str:
    texts = (text.text or "" for question in item.iter("{*}Question") for text in question.iter("{*}TranslatedText"))
    return next((" ".join(text.split()) for text in texts if text.strip()), "")


LABELS: Mapping[str, Callable[[Path, Mapping[str, str]], Labels]] = {
    ".sas7bdat": _of_sas,
    ".xpt": _of_sas,
    ".json": _of_json,
    ".ndjson": _of_json,
    ".xml": _of_odm,
}
