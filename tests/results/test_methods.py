"""What the specification of a result says becomes its method text, and the variables it reads are known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

from converter.plan.binding.bind import Call, Context, bind
from converter.results.rules import RESULT_RULES
from converter.spec.dataset import Origin
from converter.spec.study import Identity, Standards, Study
from converter.spec.text.yaml import Document
from converter.steps import BoundRule

STUDY = Study(
    study=Identity(id="S", name="S", description="", created=date(2024, 1, 1)), standards=Standards(terminology=())
)
CONTEXT = Context("", STUDY, lambda _: None, ())


def bound(written: str) -> BoundRule | tuple[Any, ...]:
    ((rule, arguments),) = yaml.safe_load(written).items()
    return bind(
        Call(rule, arguments or {}, "", Document("", {}), (rule,)), RESULT_RULES, Origin(type="Derived"), CONTEXT
    )


@pytest.mark.parametrize(
    ("written", "method", "variables"),
    [
        (
            "proportion: {dataset: ADRS, where: {variable: AVALC, eq: 'Y'}, confidence: 0.9}",
            (
                "Estimate the proportion of subjects with a record of ADRS, 0.9 exact limits."
                " Only records where AVALC = Y."
            ),
            {"ADRS.USUBJID", "ADRS.AVALC"},
        ),
        (
            "kaplan_meier: {dataset: ADTTE, where: {variable: PARAMCD, eq: PFS}, at: [12]}",
            (
                "Estimate time to event AVAL of ADTTE (event: CNSR 0) by Kaplan-Meier, 0.95 log-log limits."
                " Only records where PARAMCD = PFS. Survival at 12."
            ),
            {"ADTTE.USUBJID", "ADTTE.PARAMCD", "ADTTE.AVAL", "ADTTE.CNSR"},
        ),
        (
            "rank_sum: {dataset: ADCK, variable: AVAL, members: [{dataset: ADRS, where: {variable: AVALC, eq: 'Y'}}]}",
            (
                "Compare AVAL of ADCK of the subjects with ADRS record where AVALC = Y and the others by a two-sided"
                " Wilcoxon test."
            ),
            {"ADCK.USUBJID", "ADCK.AVAL", "ADRS.USUBJID", "ADRS.AVALC"},
        ),
        (
            "correlation: {x: {variable: AGE}, y: {dataset: ADCK, variable: AVAL}, method: spearman}",
            "Correlate ADSL.AGE with ADCK.AVAL over the subjects who have both by the method of spearman.",
            {"ADSL.USUBJID", "ADSL.AGE", "ADCK.USUBJID", "ADCK.AVAL"},
        ),
        (
            "consecutive: {dataset: ADMRD, when: {variable: AVALC, eq: NEGATIVE}, order: [ADT]}",
            "Count the subjects with at least 2 consecutive records of ADMRD where AVALC = NEGATIVE, in order of ADT.",
            {"ADMRD.USUBJID", "ADMRD.AVALC", "ADMRD.ADT"},
        ),
        (
            "categories: {variable: ECOGBL, levels: [0, 1, 2]}",
            "Count the subjects by ECOGBL of ADSL, in all and in percent of all.",
            {"ADSL.USUBJID", "ADSL.ECOGBL"},
        ),
        (
            "categories: {dataset: ADMRD, variable: AVISIT, first_by: [ADT]}",
            "Count the subjects by AVISIT of ADMRD (first by ADT), in all and in percent of all.",
            {"ADMRD.USUBJID", "ADMRD.AVISIT", "ADMRD.ADT"},
        ),
        (
            "count: {dataset: ADAE, linked: [{link: ADAE.AELNKID, dataset: ADCM, variable: CMLNKID}]}",
            (
                "Count the subjects with a record of ADAE (ADAE.AELNKID is CMLNKID of a record of ADCM), in all and in"
                " percent of all."
            ),
            {"ADAE.USUBJID", "ADAE.AELNKID", "ADCM.USUBJID", "ADCM.CMLNKID"},
        ),
        (
            "interval: {start: {variable: TRTSDT}, end: {dataset: ADLB, variable: ADT, last: true}, unit: weeks}",
            (
                "Summarise the time in weeks from the first ADSL.TRTSDT to the last ADLB.ADT over the subjects who have"
                " both."
            ),
            {"ADSL.USUBJID", "ADSL.TRTSDT", "ADLB.USUBJID", "ADLB.ADT"},
        ),
        (
            "difference: {where: {variable: CRSFL, eq: Y}, members: [{dataset: ADSL, where: {variable: AGE, gt: 6}}]}",
            (
                "Compare the share of subjects with a record of ADSL between those with ADSL record where AGE > 6 and"
                " the others. Only records where CRSFL = Y."
            ),
            {"ADSL.USUBJID", "ADSL.CRSFL", "ADSL.AGE"},
        ),
        (
            (
                "log_rank: {members: [{dataset: ADSL, where: {variable: ARM, eq: A}}],"
                " where: {variable: PARAMCD, eq: OS}, strata: [SEX, ADSL.REGION]}"
            ),
            (
                "Compare AVAL of ADTTE (event: CNSR 0) of the subjects with ADSL record where ARM = A and the others by"
                " log-rank. Only records where PARAMCD = OS. Stratified by SEX, ADSL.REGION."
            ),
            {
                *(
                    "ADTTE.USUBJID",
                    "ADSL.USUBJID",
                    "ADSL.ARM",
                    "ADTTE.PARAMCD",
                    "ADTTE.AVAL",
                    "ADTTE.CNSR",
                    "ADTTE.SEX",
                ),
                "ADSL.REGION",
            },
        ),
        (
            (
                "hazard_ratio: {members: [{dataset: ADSL, where: {variable: ARM, eq: A}}], covariates: [ADSL.AGE],"
                " ties: breslow}"
            ),
            (
                "Estimate the hazard ratio of ADSL record where ARM = A to the others for AVAL of ADTTE (event: CNSR 0)"
                " by Cox. Adjusted for ADSL.AGE. Ties by breslow."
            ),
            {"ADTTE.USUBJID", "ADSL.USUBJID", "ADSL.ARM", "ADTTE.AVAL", "ADTTE.CNSR", "ADSL.AGE"},
        ),
        (
            "ancova: {dataset: ADLB, group: TRTP, reference: P, covariates: [BASE, ADSL.SEX]}",
            (
                "Compare CHG of ADLB between the groups of TRTP by an analysis of covariance (BASE, ADSL.SEX)."
                " Differences are from P."
            ),
            {"ADLB.USUBJID", "ADLB.TRTP", "ADLB.CHG", "ADLB.BASE", "ADSL.SEX"},
        ),
        (
            "cumulative_incidence: {event: {variable: CNSR, eq: 0}, competing: {variable: CNSR, eq: 2}, at: [12]}",
            (
                "Estimate the cumulative incidence of CNSR = 0 by AVAL of ADTTE by Aalen and Johansen (at 12)."
                " Competing events: CNSR = 2."
            ),
            {"ADTTE.USUBJID", "ADTTE.AVAL", "ADTTE.CNSR"},
        ),
        (
            (
                "odds_ratio: {members: [{dataset: ADSL, where: {variable: ARM, eq: A}}],"
                " where: {variable: RSPFL, eq: Y}, strata: [SEX]}"
            ),
            (
                "Estimate the odds ratio of a record of ADSL of the subjects with ADSL record where ARM = A to the"
                " others. Only records where RSPFL = Y. Stratified by SEX."
            ),
            {"ADSL.USUBJID", "ADSL.ARM", "ADSL.RSPFL", "SEX"},
        ),
        (
            "days: {dataset: ADEX, where: {variable: PARAMCD, eq: FLUN}}",
            (
                "List the days from ASTDY to AENDY of ADEX that the records of more than 50 percent of subjects cover."
                " Only records where PARAMCD = FLUN."
            ),
            {"ADEX.USUBJID", "ADEX.PARAMCD", "ADEX.ASTDY", "ADEX.AENDY"},
        ),
        (
            "terms: {dataset: ADAE, variable: AEDECOD, lower: true}",
            ("List the values of AEDECOD over the records of ADAE, each once, in order. Shown in lower case."),
            {"ADAE.USUBJID", "ADAE.AEDECOD"},
        ),
    ],
)
def test_a_result_tells_its_method_and_what_it_reads(written: str, method: str, variables: set[str]) -> None:
    made = bound(written)
    assert isinstance(made, BoundRule)
    assert made.method == method
    assert set(made.variables) == variables
