"""Every verb of ADaM with arguments on the data of anybody: add a verb here when it joins the registry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from converter.spec.study import Identity, Standards, Study, Unit
from tests.adam.events.test_censoring import criteria as censoring
from tests.adam.gradings import CTCAE
from tests.adam.response.tables import components, confirmation, criteria
from tests.adam.timelines import PLANNED

STUDY = Study(
    study=Identity(id="S", name="S", description="", created=date(2024, 1, 1), cutoff=date(2026, 1, 1)),
    standards=Standards(terminology=()),
    units=(Unit.model_validate({"from": "g/L", "to": "mg/dL", "factor": 100}),),
    lookups={"terms": {"Nausea": {"group": "GI", "n": "1"}, "HEADACHE": {"group": "CNS", "n": "2"}}},
)
BY = ["STUDYID", "USUBJID", "PARAMCD"]
SET = {"PARAMCD": "NEW"}
HIGH = {"variable": "AVAL", "gt": 3}
NOT_HIGH = {"not": HIGH}
RS = {"dataset": "RS", "date": "ADT"}
RECORDED = {"criteria": confirmation("recist-1.1-confirmation"), "responses": RS, "set_values": SET}
DATED = {"dataset": "AD", "date": "ADT", "where": HIGH}
BELOW = {"variable": "AVALC", "in": ["<0.1", "BLQ"]}

VERBS: Mapping[str, dict[str, Any]] = {
    "derive_carried_records": {
        "dataset": "AD", "by": BY, "order": ["ADY", "SEQ"], "method": "wocf", "keep": ["UNIT"], "set_values": SET,
        "expected": [{"at": 5, "set_values": {"AVISIT": "DAY 5"}}, {"at": 8}],
    },
    "derive_expected_records": {
        "dataset": "AD", "by": BY, "expected": [{"AVISIT": "DAY 8", "ADY": 8}, {"AVISIT": "DAY 15"}], "set_values": SET
    },
    "derive_extreme_event": {
        "events": [
            {"dataset": "AD", "date": "ADT", "where": HIGH, "set_values": {"AVALC": "HIGH"}},
            {"dataset": "ADSL", "date": "DTHDT", "set_values": {"AVALC": "DEATH"}},
        ],
        "select": "last",
        "set_values": SET,
        "until": ["ADSL.DCUTDT"],
    },
    "derive_extreme_records": {
        "dataset": "AD", "by": BY, "order": ["AVAL", "SEQ"], "mode": "last", "set_values": {"DTYPE": "MAXIMUM"}
    },
    "derive_param_best_response": RECORDED,
    "derive_param_censored_tte": {
        "criteria": censoring("fda-2018-a"),
        "progression": {**RS, "where": {"variable": "AVALC", "eq": "PD"}},
        "death": {"dataset": "ADSL", "date": "DTHDT"},
        "assessments": {**RS, "where": {"variable": "AVALC", "in": ["CR", "PR", "SD", "PD"]}},
        "new_therapy": {"dataset": "ADSL", "date": "NACTDT"},
        "planned": PLANNED,
        "window": 7,
        "set_values": SET,
        "until": ["ADSL.DCUTDT"],
    },
    "derive_param_clinbenefit": {**RECORDED, "at_least": "PR", "stable": "SD", "days": 42},
    "derive_param_computed": {
        "formula": "CA + 0.8 * (4 - ALB)", "by": ["STUDYID", "USUBJID", "AVISIT"], "set_values": SET, "study": STUDY
    },
    "derive_param_concordance": {
        "computed": RS,
        "recorded_by": {**RS, "where": {"variable": "AVALC", "ne": "NE"}},
        "window": 7,
        "set_values": SET,
    },
    "derive_param_confirmed_response": RECORDED,
    "derive_param_corrected": {
        "criteria": CTCAE, "by": ["STUDYID", "USUBJID", "AVISIT"], "unit": "UNIT", "set_values": SET
    },
    "derive_param_duration": {"ends": DATED, "set_values": SET},
    "derive_param_exist_flag": {"dataset": "AD", "when": NOT_HIGH, "set_values": SET, "missing_value": ""},
    "derive_param_exposure": {
        "dataset": "AD", "value": "DOSE", "analysis": "sum", "set_values": SET, "start": "ADT", "end": "ENDTC",
        "by": BY, "keep": ["UNIT", "BASE"],
    },
    "derive_param_nca": {
        "dataset": "AD",
        "parameters": [
            {"statistic": "CMAX", "set_values": SET},
            {"statistic": "TMAX", "set_values": SET},
            {"statistic": "TLST", "set_values": SET},
            {"statistic": "AUC", "end": 8, "incomplete": "observed", "set_values": SET},
        ],
        "time": "TM",
        "below": BELOW,
        "by": ["STUDYID", "USUBJID", "SEQ"],
    },
    "derive_param_persistence": {
        "dataset": "AD", "windows": [{"start": 0, "end": 2, "set_values": SET}], "time": "TM", "below": BELOW
    },
    "derive_param_responder": {**RECORDED, "at_least": "PR"},
    "derive_param_response": {
        "criteria": criteria("recist-1.1"), "components": components("recist-1.1"), "set_values": SET
    },
    "derive_param_tte": {
        "events": DATED, "censors": {"dataset": "AD", "date": "DTC"}, "set_values": SET, "until": ["ADSL.DCUTDT"]
    },
    "derive_summary_records": {"dataset": "AD", "by": BY, "analysis": "mean", "set_values": SET, "keep": ["UNIT"]},
    "derive_var_age_years": {"new_var": "AGEY", "age": "AVAL", "unit": "UNIT"},
    "derive_var_anrind": {},
    "derive_var_atoxgr": {"low": "GRADE", "high": "WORST", "low_term": "TERM", "high_term": "TERM"},
    "derive_var_atoxgr_dir": {
        "criteria": CTCAE, "term": "TERM", "direction": "low", "new_var": "ATOXGRL", "unit": "UNIT", "base": "BASE"
    },
    "derive_var_base": {"by": BY},
    "derive_var_chg": {"digits": 1, "where": {"variable": "ADY", "gt": 1}},
    "derive_var_computed": {"new_var": "TWICE", "formula": "AVAL * 2"},
    "derive_var_dcutdt": {"new_var": "CUT", "study": STUDY},
    "derive_var_extreme_date": {"new_var": "FIRST", "dates": ["ADT", "AENDT", "ADSL.TRTEDT"], "mode": "earliest"},
    "derive_var_extreme_flag": {
        "by": BY, "order": ["AVAL", "SEQ"], "descending": ["AVAL"], "new_var": "ANL01FL", "mode": "first"
    },
    "derive_var_flag": {"new_var": "FL", "when": NOT_HIGH, "false_value": "N"},
    "derive_var_joined_exist_flag": {
        "dataset": "AD", "new_var": "CONFFL", "by": BY, "order": ["ADT", "SEQ"],
        "look": {"until": HIGH, "counts": {"LOW": {"variable": "AVAL", "lt": 1}}},
        "when": {"all": [HIGH, {"variable": "LOOK", "eq": "Y"}, {"variable": "LOOK.LOW", "eq": 0}]},
    },
    "derive_var_merged_exist_flag": {"dataset": "AD", "new_var": "FL", "where": HIGH, "by": BY},
    "derive_var_merged_ratio": {"new_var": "RATIO", "numerator": "AVAL", "denominator": "BASE"},
    "derive_var_merged_summary": {
        "dataset": "AD", "new_var": "N", "statistic": "count distinct", "variable": "AVALC", "by": BY
    },
    "derive_var_nfrlt": {"visit_day": "AVAL", "time_point": "AVALC", "times": {"7": 1}},
    "derive_var_obs_number": {"by": ["USUBJID", "PARAMCD"], "order": ["ADT", "SEQ"], "descending": ["ADT"]},
    "derive_var_ontrtfl": {"start_flag": "ADTF", "ref_start": "ADSL.TRTSDT", "ref_end": "ADSL.TRTEDT", "window": 5},
    "derive_var_pchg": {"digits": 1},
    "derive_var_population_flag": {
        "new_var": "FL",
        "when": {"variable": "ADSL.ARM", "ne": "SCREEN FAILURE"},
        "reason_var": "WHY",
        "reasons": [{"when": {"variable": "ADSL.ARM", "missing": True}, "reason": "NO ARM"}, {"reason": "OTHER"}],
    },
    "derive_var_query": {"new_var": "CQ01", "name": "Q", "terms": {"AEDECOD": ["NAUSEA", "rash"]}, "where": NOT_HIGH},
    "derive_var_relative_flag": {
        "by": BY, "order": ["ADT", "SEQ"], "new_var": "ANL02FL", "when": HIGH, "mode": "first", "selection": "before",
        "inclusive": True,
    },
    "derive_var_shift": {"from_var": "BASEC", "to_var": "AVALC"},
    "derive_var_trtemfl": {
        "start": "ADT", "start_flag": "ADTF", "end": "AENDT", "trt_start": "ADSL.TRTSDT",
        "worse": {"initial": "GRADE", "intensity": "WORST"},
    },
    "derive_vars_atoxdsc": {"criteria": CTCAE},
    "derive_vars_carried": {"by": BY, "order": ["ADT", "SEQ"], "method": "wocf"},
    "derive_vars_cat": {
        "categories": [
            {"when": {"not": {"variable": "ADSL.AGE", "ge": 65}}, "set_values": {"AGEGR1": "<65"}},
            {"when": {"variable": "ADSL.AGE", "ge": 65}, "set_values": {"AGEGR1": ">=65"}},
        ]
    },
    "derive_vars_constant": {"variables": {"DTYPE": "X", "N": 1}, "where": HIGH},
    "derive_vars_crit_flag": {"criterion": "C", "when": NOT_HIGH, "values_yn": True, "numeric_var": "CRIT1FN"},
    "derive_vars_dt": {
        "dtc": "DTC", "new_var": "D", "flag_var": "DF", "impute": "first", "not_before": ["ADSL.TRTSDT"]
    },
    "derive_vars_dtm": {"dtc": "DTC", "new_var": "D", "flag_var": "DF", "impute": "last"},
    "derive_vars_dtm_to_dt": {"variables": {"DT": "AENDT"}},
    "derive_vars_dtm_to_tm": {"variables": {"TM": "AENDT"}},
    "derive_vars_duration": {"new_var": "DUR", "start": "ADT", "end": "AENDT", "unit": "months", "decimals": 1},
    "derive_vars_dy": {"variables": {"DY": "ADT"}, "reference": "ADSL.TRTSDT"},
    "derive_vars_extreme_event": {
        "events": [
            {"dataset": "AD", "date": "ADT", "where": HIGH, "variables": {"A": "UNIT"}, "set_values": {"KIND": "HIGH"}},
            {"dataset": "ADSL", "date": "DTHDT", "set_values": {"KIND": "DEATH"}},
        ],
        "select": "last", "new_var": "LSTDT", "until": ["ADSL.DCUTDT"],
    },
    "derive_vars_joined": {
        "dataset": "AD", "variables": {"OTHER": "SEQ"}, "date": "ADT", "start": "ADT", "end": "AENDT", "by": BY,
        "where": {"variable": "GRADE", "eq": "0"},
    },
    "derive_vars_joined_summary": {
        "dataset": "AD", "by": BY, "order": ["ADT", "SEQ"], "look": {"toward": "earlier", "of": NOT_HIGH},
        "summaries": [
            {"new_var": "NADIR", "statistic": "min"}, {"new_var": "HIGHS", "statistic": "count", "variable": "AVALC"}
        ],
    },
    "derive_vars_looked": {
        "dataset": "AD", "by": BY, "order": ["ADT", "SEQ"], "look": {"toward": "earlier", "until": HIGH},
        "variables": {"PREV": "SEQ", "PREVU": "UNIT"}, "exist_flag": "PREVFL",
    },
    "derive_vars_lloq": {"substitute": "half", "limit": 0.5, "flag_var": "BLQFL"},
    "derive_vars_lookup": {
        "by": "AEDECOD", "table": "terms", "variables": {"G": "group", "N": "n"}, "numeric": ["N"], "study": STUDY
    },
    "derive_vars_merged": {
        "dataset": "AD", "variables": {"OTHER": "SEQ", "UNIT2": "UNIT"}, "by": BY, "order": ["DTC", "SEQ"]
    },
    "derive_vars_transposed": {
        "dataset": "AD", "key": "PARAMCD", "value": "AVAL", "variables": {"CA": "CA", "ALB": "ALB"}, "by": ["USUBJID"]
    },
    "derive_vars_window": {
        "windows": [{"avisit": "W1", "awlo": 1, "awhi": 8, "awtarget": 4}, {"avisit": "W2", "awlo": 9}]
    },
    "records": {"dataset": "AD", "variables": ["STUDYID", "USUBJID", "SEQ", "AVAL"], "where": HIGH},
}  # fmt: skip
