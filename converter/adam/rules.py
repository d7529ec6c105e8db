"""Every rule of analysis datasets: read this table, know them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from converter.adam.dates.age import derive_var_age_years
from converter.adam.dates.dates import (
    derive_var_dcutdt,
    derive_var_extreme_date,
    derive_vars_dt,
    derive_vars_dtm,
    derive_vars_dtm_to_dt,
    derive_vars_dtm_to_tm,
    derive_vars_duration,
    derive_vars_dy,
)
from converter.adam.dates.window import MADE as WINDOW
from converter.adam.dates.window import derive_vars_window
from converter.adam.events.censoring import derive_param_censored_tte
from converter.adam.events.duration import MADE as DURATION
from converter.adam.events.duration import derive_param_duration
from converter.adam.events.on_treatment import derive_var_ontrtfl
from converter.adam.events.time_to_event import MADE as TIME_TO_EVENT
from converter.adam.events.time_to_event import derive_param_tte
from converter.adam.events.treatment_emergent import derive_var_trtemfl
from converter.adam.findings.baseline import derive_var_base
from converter.adam.findings.change import derive_var_chg, derive_var_pchg
from converter.adam.findings.corrected import derive_param_corrected
from converter.adam.findings.lloq import derive_vars_lloq
from converter.adam.findings.reference_range import derive_var_anrind
from converter.adam.findings.shift import derive_var_shift
from converter.adam.findings.toxicity import derive_var_atoxgr, derive_var_atoxgr_dir, derive_vars_atoxdsc
from converter.adam.kinetics.kinetics import MADE_NCA as NCA
from converter.adam.kinetics.kinetics import MADE_PERSISTENCE as PERSISTENCE
from converter.adam.kinetics.kinetics import derive_param_nca, derive_param_persistence
from converter.adam.kinetics.nominal_time import derive_var_nfrlt
from converter.adam.records.carried import MADE as CARRIED
from converter.adam.records.carried import derive_carried_records, derive_vars_carried
from converter.adam.records.computed import derive_param_computed
from converter.adam.records.exist_flag import MADE as EXIST_FLAG
from converter.adam.records.exist_flag import derive_param_exist_flag
from converter.adam.records.expected import derive_expected_records
from converter.adam.records.exposure import derive_param_exposure
from converter.adam.records.extreme_event import MADE as EXTREME_EVENT
from converter.adam.records.extreme_event import derive_extreme_event, derive_vars_extreme_event
from converter.adam.records.extreme_records import copied_of_record, derive_extreme_records
from converter.adam.records.grouped import copied_by_group
from converter.adam.records.records import records, taken_unchanged
from converter.adam.records.summary_records import derive_summary_records
from converter.adam.response.best import (
    derive_param_best_response,
    derive_param_clinbenefit,
    derive_param_responder,
)
from converter.adam.response.concordance import derive_param_concordance
from converter.adam.response.confirm import derive_param_confirmed_response
from converter.adam.response.rows import MADE as RESPONSE
from converter.adam.response.timepoint import derive_param_response
from converter.adam.variables.category import derive_vars_cat
from converter.adam.variables.constant import derive_vars_constant
from converter.adam.variables.crit_flag import derive_vars_crit_flag
from converter.adam.variables.extreme_flag import derive_var_extreme_flag
from converter.adam.variables.formula import derive_var_computed
from converter.adam.variables.joined import derive_vars_joined_summary, derive_vars_looked
from converter.adam.variables.joined_flag import derive_var_joined_exist_flag
from converter.adam.variables.merge import (
    derive_var_merged_exist_flag,
    derive_var_merged_ratio,
    derive_var_merged_summary,
    derive_vars_joined,
    derive_vars_merged,
    merged_unchanged,
)
from converter.adam.variables.obs_number import derive_var_obs_number
from converter.adam.variables.population import derive_var_flag, derive_var_population_flag
from converter.adam.variables.query import derive_var_query, derive_vars_lookup
from converter.adam.variables.relative_flag import derive_var_relative_flag
from converter.adam.variables.transposed import derive_vars_transposed

ANALYSIS_RULES: Mapping[str, Callable[..., Any]] = {
    "derive_carried_records": derive_carried_records,
    "derive_expected_records": derive_expected_records,
    "derive_extreme_event": derive_extreme_event,
    "derive_extreme_records": derive_extreme_records,
    "derive_param_best_response": derive_param_best_response,
    "derive_param_censored_tte": derive_param_censored_tte,
    "derive_param_clinbenefit": derive_param_clinbenefit,
    "derive_param_computed": derive_param_computed,
    "derive_param_concordance": derive_param_concordance,
    "derive_param_confirmed_response": derive_param_confirmed_response,
    "derive_param_corrected": derive_param_corrected,
    "derive_param_duration": derive_param_duration,
    "derive_param_exist_flag": derive_param_exist_flag,
    "derive_param_exposure": derive_param_exposure,
    "derive_param_nca": derive_param_nca,
    "derive_param_persistence": derive_param_persistence,
    "derive_param_responder": derive_param_responder,
    "derive_param_response": derive_param_response,
    "derive_param_tte": derive_param_tte,
    "derive_summary_records": derive_summary_records,
    "derive_var_age_years": derive_var_age_years,
    "derive_var_anrind": derive_var_anrind,
    "derive_var_atoxgr": derive_var_atoxgr,
    "derive_var_atoxgr_dir": derive_var_atoxgr_dir,
    "derive_var_base": derive_var_base,
    "derive_var_chg": derive_var_chg,
    "derive_var_computed": derive_var_computed,
    "derive_var_dcutdt": derive_var_dcutdt,
    "derive_var_extreme_date": derive_var_extreme_date,
    "derive_var_extreme_flag": derive_var_extreme_flag,
    "derive_var_flag": derive_var_flag,
    "derive_var_joined_exist_flag": derive_var_joined_exist_flag,
    "derive_var_merged_exist_flag": derive_var_merged_exist_flag,
    "derive_var_merged_ratio": derive_var_merged_ratio,
    "derive_var_merged_summary": derive_var_merged_summary,
    "derive_var_nfrlt": derive_var_nfrlt,
    "derive_var_obs_number": derive_var_obs_number,
    "derive_var_ontrtfl": derive_var_ontrtfl,
    "derive_var_pchg": derive_var_pchg,
    "derive_var_population_flag": derive_var_population_flag,
    "derive_var_query": derive_var_query,
    "derive_var_relative_flag": derive_var_relative_flag,
    "derive_var_shift": derive_var_shift,
    "derive_var_trtemfl": derive_var_trtemfl,
    "derive_vars_atoxdsc": derive_vars_atoxdsc,
    "derive_vars_carried": derive_vars_carried,
    "derive_vars_cat": derive_vars_cat,
    "derive_vars_constant": derive_vars_constant,
    "derive_vars_crit_flag": derive_vars_crit_flag,
    "derive_vars_dt": derive_vars_dt,
    "derive_vars_dtm": derive_vars_dtm,
    "derive_vars_dtm_to_dt": derive_vars_dtm_to_dt,
    "derive_vars_dtm_to_tm": derive_vars_dtm_to_tm,
    "derive_vars_duration": derive_vars_duration,
    "derive_vars_dy": derive_vars_dy,
    "derive_vars_extreme_event": derive_vars_extreme_event,
    "derive_vars_joined": derive_vars_joined,
    "derive_vars_joined_summary": derive_vars_joined_summary,
    "derive_vars_lloq": derive_vars_lloq,
    "derive_vars_looked": derive_vars_looked,
    "derive_vars_lookup": derive_vars_lookup,
    "derive_vars_merged": derive_vars_merged,
    "derive_vars_transposed": derive_vars_transposed,
    "derive_vars_window": derive_vars_window,
    "records": records,
}

ALSO_MAKES: Mapping[str, tuple[str, ...]] = {
    "derive_carried_records": CARRIED,
    "derive_extreme_event": EXTREME_EVENT,
    "derive_param_best_response": RESPONSE,
    "derive_param_censored_tte": TIME_TO_EVENT,
    "derive_param_clinbenefit": RESPONSE,
    "derive_param_concordance": RESPONSE,
    "derive_param_confirmed_response": RESPONSE,
    "derive_param_corrected": ("AVAL",),
    "derive_param_duration": DURATION,
    "derive_param_exist_flag": EXIST_FLAG,
    "derive_param_nca": NCA,
    "derive_param_persistence": PERSISTENCE,
    "derive_param_responder": RESPONSE,
    "derive_param_response": RESPONSE,
    "derive_param_tte": TIME_TO_EVENT,
    "derive_vars_window": WINDOW,
}
"""The variables that a rule makes beyond the ones its arguments name."""

PREDECESSORS: Mapping[str, Callable[..., Mapping[str, str]]] = {
    "derive_extreme_records": copied_of_record,
    "derive_param_exposure": copied_by_group,
    "derive_summary_records": copied_by_group,
    "derive_vars_merged": merged_unchanged,
    "records": taken_unchanged,
}
"""Of the variables that a rule makes, those that it takes unchanged, each with its predecessor ('DM.AGE')."""
