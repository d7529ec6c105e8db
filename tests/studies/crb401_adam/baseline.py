"""Populations, design, Table 1 and baseline text, from ADSL, ADEX, ADCM and ADRS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from examples.crb401.figures.summary import middle_and_range, percent, rounded, share
from tests.studies.crb401_adam.analysis import DOSES, Analysis, Subjects

AGENTS = {"bortezomib": "BTZ", "carfilzomib": "CFZ", "lenalidomide": "LEN", "pomalidomide": "POM", "daratumumab": "DAR"}
FLAGS = {
    "high_tumor_burden": ("HIBURFL", "Y"),
    "extramedullary": ("EMDFL", "Y"),
    "bcma_ge50": ("BCMAGR1", ">= 50%"),
    "high_risk_cyto": ("HICYTFL", "Y"),
    "male": ("SEX", "M"),
    "bridging": ("BRIDGFL", "Y"),
    "pd_most_recent_line": ("PDLSTFL", "Y"),
    "prior_asct": ("ASCTFL", "Y"),
    **{f"{agent}_exposed": (f"{code}EXP", "Y") for agent, code in AGENTS.items()},
    **{f"{agent}_refractory": (f"{code}REF", "Y") for agent, code in AGENTS.items()},
}
NUMBERS = {"age_years": "AGE", "years_since_diagnosis_to_screening": "TSDIAGY", "prior_regimens": "NPRIOR"}
SUBGROUPS = {
    "high-risk cytogenetics": ("HICYTFL", "Y"),
    "PD in most recent line": ("PDLSTFL", "Y"),
    "daratumumab in most recent line": ("DARLSTFL", "Y"),
    "no bridging": ("BRIDGFL", "N"),
    "extramedullary disease": ("EMDFL", "Y"),
}


def figures(adam: Analysis) -> dict[str, object]:
    """Give the figures of this part, by their path in paper_figures.yaml."""
    return {
        **_populations(adam),
        **_doses(adam),
        **dict(_misdosed(adam)),
        **_design(adam),
        **dict(_table1(adam)),
        **_text(adam),
        **_subgroups(adam),
    }


def _populations(adam: Analysis) -> dict[str, object]:
    adsl = adam.tables["adsl"]
    enrolled = adsl[adsl["ENRLFL"] == "Y"]
    stopped = enrolled[enrolled["SAFFL"] == "N"]
    made = int((enrolled["MFGFL"] == "Y").sum())
    return {
        "populations.enrolled_leukapheresed.n": len(enrolled),
        **share("populations.manufacturing_success", made, len(enrolled)),
        "populations.manufacturing_success.den": len(enrolled),
        "populations.discontinued_before_infusion.n": len(stopped),
        "populations.discontinued_before_infusion.reason": set(stopped["SAFNRS"])
        == {"NOT INFUSED: PROGRESSIVE DISEASE"},
        "populations.infused_safety_efficacy.n": len(adam.with_value("SAFFL") & adam.with_value("EFFFL")),
        "populations.cohort_escalation.n": len(adam.cohorts["escalation"]),
        "populations.cohort_expansion.n": len(adam.cohorts["expansion"]),
        "populations.ck_evaluable.n": len(adam.with_value("CKEVFL")),
    }


def _doses(adam: Analysis) -> dict[str, object]:
    path = "populations.dose_groups"
    made: dict[str, object] = {f"{path}.{dose}": len(adam.dose(dose)) for dose in DOSES}
    made |= {f"{path}.150_to_800": len(adam.dose(*DOSES[1:])), f"{path}.50_to_800": len(adam.dose(*DOSES))}
    for name, group in (("lt50", "< 50%"), ("ge50", ">= 50%")):
        made[f"{path}.450_bcma_{name}"] = len(adam.dose(450) & adam.with_value("BCMAGR1", group))
    for cohort in ("escalation", "expansion"):
        for dose in DOSES:
            if n := len(adam.cohorts[cohort] & adam.dose(dose)):
                made[f"populations.dose_by_cohort_inferred.{cohort}.{dose}"] = n
    return made


def _misdosed(adam: Analysis) -> Iterator[tuple[str, object]]:
    outside = adam.infused[adam.infused["DOSDEVFL"] == "Y"]
    yield "populations.misdose.n", len(outside)
    yield "populations.misdose.actual_dose_x10e6", float(outside["DOSE01A"].item())
    yield "populations.misdose.planned_group", float(outside["DOSE01P"].item())
    yield "populations.misdose.analysed_in", int(str(outside["TRT01A"].item()).partition(" x ")[0])


def _design(adam: Analysis) -> dict[str, object]:
    """Read doses and days off the records; days of lymphodepletion as most subjects have them."""
    expansion = adam.infused.loc[list(adam.cohorts["expansion"]), "DOSE01P"]
    given = adam.parameter("adex", "FLUN")
    (first, last, number), _ = Counter(zip(given["ASTDY"], given["AENDY"], given["AVAL"], strict=True)).most_common(1)[
        0
    ]
    days = [int(day) for day in range(int(first), int(last) + 1)]
    bridged = adam.tables["adcm"].query("CMCAT == 'BRIDGING' and AENDTF == '' and AENDT.notna()")
    depletion = adam.tables["adsl"].set_index("USUBJID")["LDSDT"]
    path = "design.lymphodepletion"
    return {
        "design.dose_levels_x10e6": sorted(set(adam.infused["DOSE01P"])),
        "design.expansion_range_x10e6": [expansion.min(), expansion.max()],
        "design.min_prior_lines": float(adam.tables["adsl"]["NPRIOR"].min()),
        "design.bridging_washout_days": float((bridged["USUBJID"].map(depletion) - bridged["AENDT"]).min()),
        f"{path}.days": days if len(days) == number else [],
        f"{path}.fludarabine_mg_m2_day": rounded(adam.values("adex", "FLUM2").mode()[0]),
        f"{path}.cyclophosphamide_mg_m2_day": rounded(adam.values("adex", "CYM2").mode()[0]),
    }


def _table1(adam: Analysis) -> Iterator[tuple[str, object]]:
    holders = {row: adam.with_value(*flag) for row, flag in FLAGS.items()}
    ecog = adam.infused["ECOGBL"]
    holders |= {f"ecog{grade}": frozenset(ecog.index[ecog == grade]) for grade in range(3)}
    for name, members in adam.cohorts.items():
        yield f"table1.N.{name}", len(members)
        for row, variable in NUMBERS.items():
            yield f"table1.{row}.{name}", middle_and_range(adam.infused.loc[list(members), variable])
        for row, having in holders.items():
            yield from share(f"table1.{row}.{name}", len(having & members), len(members)).items()


def _text(adam: Analysis) -> dict[str, object]:
    counts = {
        "iss_stage_II_or_III": ("ISS23FL", "n_inferred"),
        "exposed_all_five_BTZ_CFZ_LEN_POM_DARA": ("EXP5FL", "n_inferred"),
        "refractory_PI_and_IMiD": ("DBLREF", "n"),
        "refractory_all_five": ("PENTREF", "n"),
    }
    n = len(adam.infused)
    made = {
        path: value
        for row, (flag, count) in counts.items()
        for path, value in share(f"baseline_text.{row}", len(adam.with_value(flag)), n, count).items()
    }
    return {
        **made,
        "baseline_text.all_measurable_after_bridging": len(adam.with_value("MEASFL")),
        "baseline_text.bridging_common_agents": _bridges(adam),
    }


def _bridges(adam: Analysis) -> list[str]:
    """Name the four agents that bridged most infused subjects, the commonest first."""
    rows = adam.tables["adcm"]
    rows = rows[(rows["CMCAT"] == "BRIDGING") & (rows["SAFFL"] == "Y")].drop_duplicates(["USUBJID", "CMDECOD"])
    return [str(agent).lower() for agent in rows["CMDECOD"].value_counts().index[:4]]


def _subgroups(adam: Analysis) -> dict[str, object]:
    """Give the response without bridging, and the subgroups with a response rate of at least 74 %."""
    groups = {name: adam.with_value(*flag) for name, flag in SUBGROUPS.items()}
    bare = groups["no bridging"]
    path = "efficacy_text.response_no_bridging_inferred"
    return {
        "efficacy_text.response_ge_74pct_groups": [name for name, group in groups.items() if _rate(adam, group) >= 74],
        **share(path, len(bare & adam.responders), len(bare)),
        f"{path}.den": len(bare),
    }


def _rate(adam: Analysis, group: Subjects) -> float:
    return percent(len(group & adam.responders), len(group))
