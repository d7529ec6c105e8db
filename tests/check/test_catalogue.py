"""The catalogue of checks: every check has examples, and they are what it says."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import yaml

from converter.check.catalogue.bind import SLOT, SLOTS
from converter.check.catalogue.run import check_catalogue
from converter.check.catalogue.silence import not_run
from converter.plan.checks import wrong_with
from converter.spec.checks.check import CheckSpec
from converter.spec.library import load_checks, load_patterns, specs_folder
from tests.check.examples import example, groups

CATALOGUE = load_checks()
AS_DATA = [spec for spec in CATALOGUE if spec.wrong]


@pytest.mark.parametrize("spec", AS_DATA, ids=lambda spec: spec.id)
def test_a_check_tells_of_the_records_that_fail_and_of_no_other(spec: CheckSpec) -> None:
    spec = spec if spec.severity != "off" else spec.model_copy(update={"severity": "note"})
    for number, passing, failing in groups(spec):
        one = spec.model_copy(update={"with_": (spec.with_[number - 1],)})
        before = len(spec.examples.given.get(spec.examples.dataset, ()))
        shipment = example(one, [*passing, *failing])
        found = [*check_catalogue(shipment)]
        if spec.of.tables:
            named = not any(table.endswith(".datasets") for table in spec.of.tables)
            places = {(str(row["dataset"]), str(row.get("variable", "")) if named else "") for row in failing}
            assert {(issue.place, issue.variable) for issue in found} == places
        else:
            rows = {row - before for issue in found for row in issue.rows if row > before}
            assert rows == set(range(len(passing) + 1, len(passing) + len(failing) + 1)), found


@pytest.mark.parametrize("spec", CATALOGUE, ids=lambda spec: spec.id)
def test_a_check_says_all_that_its_page_shows(spec: CheckSpec) -> None:
    assert spec.title
    assert not spec.title.endswith(".")
    assert bool(spec.wrong) != bool(spec.run)
    if spec.wrong:
        assert spec.mend
        assert spec.message
        assert spec.examples.fail


@pytest.mark.parametrize("spec", AS_DATA, ids=lambda spec: spec.id)
def test_a_check_asks_only_what_can_be_asked(spec: CheckSpec) -> None:
    assert [*wrong_with(spec)] == []
    given = set().union(*(row for row in spec.with_))
    text = spec.model_dump_json(by_alias=True, include={"when", "wrong", "on", "show", "message"})
    assert set(SLOT.findall(text)) <= given | set(SLOTS)


def test_every_id_is_given_once() -> None:
    ids = [spec.id for spec in CATALOGUE]
    assert [one for one in ids if ids.count(one) > 1] == []
    written = yaml.safe_load((specs_folder() / "mends.yaml").read_text(encoding="utf-8"))["rules"]
    assert [spec.id for spec in AS_DATA if spec.id in written] == []


@pytest.mark.parametrize("name", load_patterns().patterns)
def test_a_form_fits_what_it_says_and_nothing_else(name: str) -> None:
    form = load_patterns().patterns[name]
    assert [text for text in form.fits if not re.fullmatch(form.regex, text)] == []
    assert [text for text in form.fits_not if re.fullmatch(form.regex, text)] == []


def test_a_function_without_the_dataset_that_it_rests_on_is_counted_as_not_run() -> None:
    age = next(spec for spec in CATALOGUE if spec.id == "age-birth")
    others = next(spec for spec in CATALOGUE if spec.id == "outcome-and-end")
    shipment = example(others, [{"USUBJID": "A"}])
    without = replace(shipment, plan=replace(shipment.plan, checks=(age,)))
    assert not_run(without) == {"age-birth": "dataset absent: DM"}
    demographics = replace(without, found={**without.found, "DM": without.found["AE"]})
    assert not_run(demographics) == {}
