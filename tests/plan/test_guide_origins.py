"""Origins that the guide leaves no doubt of, for SDTM that others made."""

from __future__ import annotations

from converter.plan.descriptions.datasets import plain_spec
from converter.plan.descriptions.guide_origins import with_guide_origins
from converter.plan.descriptions.permitted import with_named
from converter.spec.dataset import Origin
from converter.spec.standards.guides import load_standard

STANDARD = load_standard("sdtmig", "3.4")


def test_sequence_numbers_and_study_days_are_derived_by_a_method() -> None:
    spec = with_guide_origins(plain_spec("AE", STANDARD)).by_name
    assert {name: one.origin.type for name, one in spec.items() if one.origin} == {
        "STUDYID": "Protocol",
        "DOMAIN": "Assigned",
        "USUBJID": "Assigned",
        **dict.fromkeys(("AESEQ", "AEDY", "AESTDY", "AEENDY"), "Derived"),
    }
    assert spec["AESTDY"].method == "Study day of AESTDTC: days from RFSTDTC, plus 1 on or after it; there is no day 0."
    assert spec["AESEQ"].method


def test_names_begin_as_the_domain_that_persons_are_described_by_or_a_part_is_of() -> None:
    standard = with_named(STANDARD, ["APMH", "QSCG"])
    derived = {
        name: [one.name for one in with_guide_origins(plain_spec(name, standard)).variables if one.method]
        for name in ("APMH", "QSCG")
    }
    assert derived == {
        "APMH": ["MHSEQ", "MHDY", "MHSTDY", "MHENDY"],
        "QSCG": ["QSSEQ", "QSDY", "QSSTDY", "QSENDY"],
    }


def test_trial_design_is_of_the_protocol() -> None:
    spec = with_guide_origins(plain_spec("TA", STANDARD)).by_name
    assert {one.origin.type for name, one in spec.items() if one.origin and name != "DOMAIN"} == {"Protocol"}


def test_what_the_study_says_stays() -> None:
    plain = plain_spec("AE", STANDARD)
    said = Origin(type="Assigned", source="Vendor")
    named = tuple(one.model_copy(update={"origin": said}) if one.name == "AESEQ" else one for one in plain.variables)
    spec = with_guide_origins(plain.model_copy(update={"variables": named}))
    assert spec.by_name["AESEQ"].origin == said
