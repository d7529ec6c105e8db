"""The schema of every kind of YAML file has a version, and does not change under it unnoticed."""

from __future__ import annotations

import copy

import pytest

from converter.plan.schema.document import kind_schema, schema_id
from converter.plan.schema.kinds import KINDS
from tests.schemas.digests import digest, recorded, schemas

HOW = "look at what changed, step Kind.version if that one was released, and run: python -m tests.schemas"


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_of_a_kind_names_itself_and_its_version(kind: str) -> None:
    assert kind_schema(kind)["$id"] == f"urn:converter:schema:{kind}:{KINDS[kind].version}"


def test_no_schema_is_another_one_than_was_recorded_for_its_version() -> None:
    assert schemas() == recorded(), HOW


def test_a_key_more_is_another_schema_and_another_description_is_not() -> None:
    schema = kind_schema("study")
    told, more = copy.deepcopy(schema), copy.deepcopy(schema)
    told["$defs"]["Study"]["description"] = "In other words."
    more["$defs"]["Study"]["properties"]["title"] = {"type": "string"}
    assert digest(told) == digest(schema)
    assert digest(more) != digest(schema)


def test_a_schema_that_knows_the_rules_of_a_study_is_not_called_as_the_one_that_ships() -> None:
    assert schema_id("domain", {"record": {"own": len}}) == "urn:converter:schema:domain:1:of-a-study"
