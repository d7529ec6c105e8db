"""Every key of ours in the examples is marked where it is misspelt."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from jsonschema.protocols import Validator

from converter.plan.schema.document import kind_schema
from converter.spec.text.yaml import load_yaml
from tests.trust.yaml_sites import Site, misspelt, spec_files

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
KIND_OF = {"study.yaml": "study", "sdtm": "domain", "adam": "analysis", "results": "display"}
FREE = {"items", "units", "conditions", "start_where", "kinds", "markers", "times", "parameters"}
"""Keys below which the author gives the names, at any depth."""
ONE_OF = 12
"""One of so many different keys is tried in the large example; the others stand in the small one, or beside it."""


@cache
def validator(kind: str) -> Validator:
    return jsonschema.Draft202012Validator(kind_schema(kind))


def keys(folder: Path) -> Iterator[tuple[str, Site]]:
    seen: set[tuple[str, ...]] = set()
    for file in spec_files(folder):
        for site in file.sites:
            shape = (file.name, *(step for step in site.path if isinstance(step, str)))
            if site.ours and shape not in seen and not FREE & set(site.path[:-1]):
                seen.add(shape)
                yield file.name, site


def renamed(data: Any, path: tuple[str | int, ...], name: str) -> Any:  # noqa: ANN401 - a YAML value
    first, rest = path[0], path[1:]
    if isinstance(data, list):
        return [renamed(one, rest, name) if number == first else one for number, one in enumerate(data)]
    if not rest:
        return {name if key == first else key: one for key, one in data.items()}
    return {key: renamed(one, rest, name) if key == first else one for key, one in data.items()}


@pytest.mark.parametrize(("study", "step"), [("demo", 1), ("crb401", ONE_OF)])
def test_every_key_of_ours_is_marked_where_it_is_misspelt(study: str, step: int) -> None:
    rng = random.Random(study)  # noqa: S311 - mistakes are drawn, not secrets
    found = list(keys(EXAMPLES / study))
    known = frozenset({name for _, site in found for name in (site.name, site.name.upper())})
    data = {name: load_yaml(EXAMPLES / study / name).data for name in dict.fromkeys(name for name, _ in found)}
    unmarked = [
        (name, site.path, typo)
        for name, site in found[::step]
        if (typo := misspelt(site.name, known, rng))
        and validator(KIND_OF[name.partition("/")[0]]).is_valid(renamed(data[name], site.path, typo))
    ]
    assert (unmarked, len(found) > 100) == ([], True)
