"""Every rule of analysis datasets: read this table, know them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from converter.adam.censoring import derive_param_censored_tte
from converter.adam.dates import (
    derive_var_dcutdt,
    derive_var_extreme_date,
    derive_vars_dt,
    derive_vars_dtm,
    derive_vars_duration,
    derive_vars_dy,
)
from converter.adam.duration import MADE as DURATION
from converter.adam.duration import derive_param_duration
from converter.adam.merge import (
    derive_var_merged_exist_flag,
    derive_var_merged_ratio,
    derive_var_merged_summary,
    derive_vars_constant,
    derive_vars_joined,
    derive_vars_merged,
    merged_unchanged,
)
from converter.adam.population import derive_var_flag, derive_var_population_flag
from converter.adam.query import derive_var_query, derive_vars_lookup
from converter.adam.records import records, taken_unchanged
from converter.adam.response.best import (
    derive_param_best_response,
    derive_param_clinbenefit,
    derive_param_responder,
)
from converter.adam.response.concordance import derive_param_concordance
from converter.adam.response.confirm import derive_param_confirmed_response
from converter.adam.response.rows import MADE as RESPONSE
from converter.adam.response.timepoint import derive_param_response
from converter.adam.time_to_event import MADE as TIME_TO_EVENT
from converter.adam.time_to_event import derive_param_tte

ANALYSIS_RULES: Mapping[str, Callable[..., Any]] = {
    "derive_param_best_response": derive_param_best_response,
    "derive_param_censored_tte": derive_param_censored_tte,
    "derive_param_clinbenefit": derive_param_clinbenefit,
    "derive_param_concordance": derive_param_concordance,
    "derive_param_confirmed_response": derive_param_confirmed_response,
    "derive_param_duration": derive_param_duration,
    "derive_param_responder": derive_param_responder,
    "derive_param_response": derive_param_response,
    "derive_param_tte": derive_param_tte,
    "derive_var_dcutdt": derive_var_dcutdt,
    "derive_var_extreme_date": derive_var_extreme_date,
    "derive_var_flag": derive_var_flag,
    "derive_var_merged_exist_flag": derive_var_merged_exist_flag,
    "derive_var_merged_ratio": derive_var_merged_ratio,
    "derive_var_merged_summary": derive_var_merged_summary,
    "derive_var_population_flag": derive_var_population_flag,
    "derive_var_query": derive_var_query,
    "derive_vars_constant": derive_vars_constant,
    "derive_vars_dt": derive_vars_dt,
    "derive_vars_dtm": derive_vars_dtm,
    "derive_vars_duration": derive_vars_duration,
    "derive_vars_dy": derive_vars_dy,
    "derive_vars_joined": derive_vars_joined,
    "derive_vars_lookup": derive_vars_lookup,
    "derive_vars_merged": derive_vars_merged,
    "records": records,
}

ALSO_MAKES: Mapping[str, tuple[str, ...]] = {
    "derive_param_best_response": RESPONSE,
    "derive_param_censored_tte": TIME_TO_EVENT,
    "derive_param_clinbenefit": RESPONSE,
    "derive_param_concordance": RESPONSE,
    "derive_param_confirmed_response": RESPONSE,
    "derive_param_duration": DURATION,
    "derive_param_responder": RESPONSE,
    "derive_param_response": RESPONSE,
    "derive_param_tte": TIME_TO_EVENT,
}
"""The variables that a rule makes beyond the ones its arguments name."""

PREDECESSORS: Mapping[str, Callable[..., Mapping[str, str]]] = {
    "derive_vars_merged": merged_unchanged,
    "records": taken_unchanged,
}
"""Of the variables that a rule makes, those that it takes unchanged, each with its predecessor ('DM.AGE')."""
