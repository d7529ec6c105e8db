"""Populations, Table 1 and baseline text: what demographics and the forms of history and treatment give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date

import pandas as pd

from examples.crb401.figures.raw import DOSES, Raw
from examples.crb401.figures.read import day, middle_of_known
from examples.crb401.figures.summary import middle_and_range, rounded, share

AGENTS = {
    "bortezomib": ("bortezomib", "velcade"),
    "carfilzomib": ("carfilzomib", "kyprolis"),
    "lenalidomide": ("lenalidomide", "revlimid"),
    "pomalidomide": ("pomalidomide", "pomalyst"),
    "daratumumab": ("daratumumab", "darzalex"),
    "dexamethasone": ("dexamethasone", "decadron", "dex"),
    "bendamustine": ("bendamustine", "treanda"),
    "cyclophosphamide": ("cyclophosphamide", "cytoxan"),
}
"""Agents that the figures count, with the words by which sites name them; others count by their own words."""
FIVE = tuple(AGENTS)[:5]
PROTEASOME_INHIBITORS, IMMUNOMODULATORS = FIVE[:2], FIVE[2:4]
Subjects = frozenset[str]
Groups = Mapping[str, Subjects]


def figures(raw: Raw) -> dict[str, object]:
    """Compute this part's figures, by their path in paper_figures.yaml."""
    groups = cohorts(raw)
    return {
        **_populations(raw, groups),
        **_design(raw, groups),
        **_lymphodepletion(raw),
        **{f"table1.N.{name}": len(members) for name, members in groups.items()},
        **_numbers(raw, groups),
        **_counts(raw, groups),
        **_baseline_text(raw, groups["total"]),
    }


def cohorts(raw: Raw) -> Groups:
    """Give the infused subjects of each cohort, and all of them (the denominators of PAPER)."""
    cohort = _column(raw.edc("enr"), "COHORT_STD")
    infused = frozenset(raw.infusion)
    found = {name: _having(cohort, code) & infused for name, code in (("escalation", "ESC"), ("expansion", "EXP"))}
    return found | {"total": infused}


def subgroups(raw: Raw) -> dict[str, Subjects]:
    """Give the infused subjects of the subgroups that the text names and the forms of therapy decide."""
    infused = frozenset(raw.infusion)
    bridged = _having(_column(raw.edc("bridg"), "BRYN"), "Yes") & infused
    last = _last_lines(raw)
    return {
        "bridging": bridged,
        "no_bridging": infused - bridged,
        "pd_last_line": frozenset(last.loc[last["PMMPD60"] == "Yes", "Subject"]) & infused,
        "dara_last_line": frozenset(last.loc[last["agent"] == "daratumumab", "Subject"]) & infused,
    }


def _populations(raw: Raw, groups: Groups) -> dict[str, object]:
    """Count leukapheresed, infused, stopped before, by cohort and planned dose (the low dose stays in its group)."""
    collected = _having(_column(raw.edc("leuka"), "LKYN"), "Yes")
    answer: dict[str, object] = {
        "populations.enrolled_leukapheresed.n": len(collected),
        "populations.discontinued_before_infusion.n": len(collected - groups["total"]),
        "populations.infused_safety_efficacy.n": len(groups["total"]),
        "populations.cohort_escalation.n": len(groups["escalation"]),
        "populations.cohort_expansion.n": len(groups["expansion"]),
    }
    for cohort in ("escalation", "expansion"):
        for dose, n in Counter(raw.planned_dose[s] for s in groups[cohort]).items():
            answer[f"populations.dose_by_cohort_inferred.{cohort}.{dose}"] = n
    doses = Counter(raw.planned_dose[s] for s in groups["total"])
    answer |= {f"populations.dose_groups.{dose}": n for dose, n in doses.items()}
    answer["populations.dose_groups.150_to_800"] = doses.total() - doses[DOSES[0]]
    answer["populations.dose_groups.50_to_800"] = doses.total()
    return answer


def _design(raw: Raw, groups: Groups) -> dict[str, object]:
    """Read dose levels, fewest prior lines, and the shortest time from bridging to lymphodepletion off the records."""
    expansion = [raw.planned_dose[s] for s in groups["expansion"]]
    first = raw.first_dates("ld", "LDDAT")
    ends = _dated(raw.edc("bridg"), "BRENDAT")
    return {
        "design.dose_levels_x10e6": sorted({raw.planned_dose[s] for s in groups["total"]}),
        "design.expansion_range_x10e6": [min(expansion), max(expansion)],
        "design.min_prior_lines": int(_lines(raw).groupby("Subject")["line"].nunique().min()),
        "design.bridging_washout_days": min((first[s] - end).days for s, end in ends if s in first),
    }


def _lymphodepletion(raw: Raw) -> dict[str, object]:
    """Read days (counted from the infusion) and doses per m2 of lymphodepletion as most records have them."""
    rows = raw.edc("ld")
    days = Counter((given - raw.infusion[s]).days for s, given in _dated(rows, "LDDAT") if s in raw.infusion)
    doses = {drug: Counter(part["LDDOSM2"]).most_common(1)[0][0] for drug, part in rows.groupby("LDTRT")}
    return {
        "design.lymphodepletion.days": sorted(number for number, _ in days.most_common(3)),
        "design.lymphodepletion.fludarabine_mg_m2_day": int(doses["Fludarabine"]),
        "design.lymphodepletion.cyclophosphamide_mg_m2_day": int(doses["Cyclophosphamide"]),
    }


def _numbers(raw: Raw, groups: Groups) -> dict[str, object]:
    """Compute Table 1's medians and ranges: age, whole years since diagnosis, number of prior lines."""
    lines = _lines(raw).groupby("Subject")["line"].nunique()
    values: dict[str, Mapping[str, int]] = {
        "age_years": {subject: int(age) for subject, age in _column(raw.edc("dm"), "AGE").items() if age.isdigit()},
        "years_since_diagnosis_to_screening": _years_since_diagnosis(raw),
        "prior_regimens": {str(subject): int(n) for subject, n in lines.items()},
    }
    return {
        f"table1.{name}.{group}": middle_and_range(known[s] for s in members if s in known)
        for name, known in values.items()
        for group, members in groups.items()
    }


def _years_since_diagnosis(raw: Raw) -> dict[str, int]:
    """Count years from diagnosis to consent, rounded half up; an unknown day is the 15th, an unknown month 1 July."""
    consent = dict(_dated(raw.edc("ic"), "ICDAT"))
    diagnosis = dict(_dated(raw.edc("mm"), "MMDXDAT_RAW", middle_of_known))
    return {s: int(rounded((consent[s] - found).days / 365.25)) for s, found in diagnosis.items() if s in consent}


def _counts(raw: Raw, groups: Groups) -> dict[str, object]:
    """Compute Table 1's counts with their percents."""
    exposed, refractory = _exposed(raw), _refractory(raw)
    facts = {
        "male": _having(_column(raw.edc("dm"), "SEX"), "Male"),
        "bridging": subgroups(raw)["bridging"],
        "pd_most_recent_line": subgroups(raw)["pd_last_line"],
        "prior_asct": frozenset(raw.edc("asct")["Subject"]),
        **{f"{agent}_exposed": exposed[agent] for agent in FIVE},
        **{f"{agent}_refractory": refractory[agent] for agent in FIVE},
    }
    return {
        path: value
        for name, having in facts.items()
        for group, members in groups.items()
        for path, value in _share(f"table1.{name}.{group}", having, members).items()
    }


def _baseline_text(raw: Raw, infused: Subjects) -> dict[str, object]:
    """Compute the text's joint counts: stage, exposure and refractoriness to classes and to all five agents."""
    exposed, refractory = _exposed(raw), _refractory(raw)
    stage = _column(raw.edc("mm"), "MMISS")
    inhibitors = frozenset[str]().union(*(refractory[agent] for agent in PROTEASOME_INHIBITORS))
    immunomodulators = frozenset[str]().union(*(refractory[agent] for agent in IMMUNOMODULATORS))
    five = "baseline_text.exposed_all_five_BTZ_CFZ_LEN_POM_DARA"
    late = "baseline_text.iss_stage_II_or_III"
    return {
        **_share(late, _having(stage, "II") | _having(stage, "III"), infused, "n_inferred"),
        **_share(five, infused.intersection(*exposed.values()), infused, "n_inferred"),
        **_share("baseline_text.refractory_PI_and_IMiD", inhibitors & immunomodulators, infused),
        **_share("baseline_text.refractory_all_five", infused.intersection(*refractory.values()), infused),
        "baseline_text.bridging_common_agents": _common_bridges(raw, infused),
    }


def _common_bridges(raw: Raw, infused: Subjects) -> list[str]:
    """Name the four agents that bridged most infused subjects, the commonest first."""
    rows = raw.edc("bridg")
    rows = rows[(rows["BRTRT"] != "") & rows["Subject"].isin(infused)]
    given = rows.assign(agent=rows["BRTRT"].map(_agent)).drop_duplicates(["Subject", "agent"])
    return [agent for agent, _ in Counter(given["agent"]).most_common(4)]


def _lines(raw: Raw) -> pd.DataFrame:
    """Give the records of prior therapy that have a line number, with the agent by one name."""
    rows = raw.edc("pmm")
    rows = rows[rows["PMMLINE"].str.isdigit()]
    return rows.assign(agent=rows["PMMTRT"].map(_agent), line=rows["PMMLINE"].astype(int))


def _last_lines(raw: Raw) -> pd.DataFrame:
    rows = _lines(raw)
    return rows[rows["line"] == rows.groupby("Subject")["line"].transform("max")]


def _exposed(raw: Raw) -> dict[str, Subjects]:
    rows = _lines(raw)
    return {agent: frozenset(rows.loc[rows["agent"] == agent, "Subject"]) for agent in FIVE}


def _refractory(raw: Raw) -> dict[str, Subjects]:
    """Tell who is refractory to an agent: Yes in any line of it."""
    rows = _lines(raw)
    rows = rows[rows["PMMREF"] == "Yes"]
    return {agent: frozenset(rows.loc[rows["agent"] == agent, "Subject"]) for agent in FIVE}


def _agent(written: str) -> str:
    """Give an agent one name, however it is written; one that the paper does not count keeps its own words."""
    words = set(written.lower().replace("(", " ").replace(")", " ").split())
    return next((agent for agent, names in AGENTS.items() if words & set(names)), written.lower())


def _column(rows: pd.DataFrame, name: str) -> dict[str, str]:
    """Give one value for each subject: the first that is filled."""
    filled = rows[rows[name] != ""].drop_duplicates("Subject")
    return dict(zip(filled["Subject"], filled[name], strict=True))


def _having(values: Mapping[str, str], wanted: str) -> Subjects:
    return frozenset(subject for subject, value in values.items() if value == wanted)


def _dated(rows: pd.DataFrame, name: str, read: Callable[[str], date | None] = day) -> Iterable[tuple[str, date]]:
    """Give subjects with the dates that can be read."""
    for subject, text in zip(rows["Subject"], rows[name], strict=True):
        when = read(text)
        if when:
            yield subject, when


def _share(path: str, having: Subjects, members: Subjects, count: str = "n") -> dict[str, object]:
    """Count who has it among the members, with the percent as printed."""
    return share(path, len(having & members), len(members), count)
