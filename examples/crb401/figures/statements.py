"""What the paper says in words: whether each statement holds in the raw files."""

from __future__ import annotations

from datetime import timedelta

from examples.crb401.figures import disease, kinetics, safety
from examples.crb401.figures.measurements import records
from examples.crb401.figures.raw import Raw
from examples.crb401.figures.read import number_or_limit, rows_of

MONTH = kinetics.WINDOWS["1mo"][1]
DROP = 0.9


def figures(raw: Raw) -> dict[str, object]:
    """Give True for each statement of the paper that the data bear out, by its path in paper_figures.yaml."""
    return {
        "populations.discontinued_before_infusion.reason": _stopped_for_progression(raw),
        "safety_text.crs.dose_relation": _more_syndrome_above_150(raw),
        "safety_text.neurotox.g4_patient": _worst_neurotoxicity(raw) <= disease.high_burden(raw),
        "efficacy_text.flc_sbcma_drop_gt90_within_1mo": _fell_in_most(raw),
        "efficacy_text.death.cause": _unrelated_arrest(raw),
    }


def _stopped_for_progression(raw: Raw) -> bool:
    rows = raw.edc("ds")
    stopped = rows[~rows["Subject"].isin(list(raw.infusion)) & (rows["DSSCOPE"] == "Study")]
    return set(stopped["DSREAS"]) == {"Progressive disease"}


def _more_syndrome_above_150(raw: Raw) -> bool:
    forms = raw.edc("crs")
    having = set(forms.loc[forms["CRSYN"] == "Yes", "Subject"])
    above = {s for s in raw.infusion if raw.planned_dose[s] > 150}
    below = set(raw.infusion) - above
    return len(having & above) / len(above) > len(having & below) / len(below)


def _worst_neurotoxicity(raw: Raw) -> set[str]:
    events = safety.adverse_events(raw)
    toxic = safety.neurotoxicities(events[~events["symptom"]])
    return set(toxic.loc[toxic["grade"] == 4, "subject"])


def _fell_in_most(raw: Raw) -> bool:
    """Tell whether involved free light chains, and soluble BCMA, fell over 90 % in most subjects dosed 150 or more."""
    dosed = {s for s in raw.infusion if raw.planned_dose[s] >= 150}
    return all(len(fallen & dosed) > len(dosed) / 2 for fallen in (_chains_fell(raw), _soluble_bcma_fell(raw)))


def _chains_fell(raw: Raw) -> set[str]:
    fallen = set()
    for subject, record in records(raw).items():
        first = raw.infusion[subject]
        before = [sample for when, sample in sorted(record.samples.items()) if when < first]
        early = [s for when, s in record.samples.items() if first < when <= first + timedelta(days=MONTH)]
        if not before or None in {before[-1].kappa, before[-1].lambda_}:
            continue
        chain = max(("kappa", "lambda_"), key=lambda name: getattr(before[-1], name))
        values = [value for sample in early if (value := getattr(sample, chain)) is not None]
        if values and min(values) < (1 - DROP) * getattr(before[-1], chain):
            fallen.add(subject)
    return fallen


def _soluble_bcma_fell(raw: Raw) -> set[str]:
    rows = raw.table("vendor/sbcma.csv")
    base: dict[str, float] = {}
    least: dict[str, float] = {}
    for row in rows_of(rows):
        value = number_or_limit(row["RESULT"])
        if value is not None and row["VISIT"] == "Baseline":
            base[row["Subject"]] = value
        elif value is not None and row["VISIT"] in {"Day 14", "Day 21", "Month 1"}:
            least[row["Subject"]] = min(value, least.get(row["Subject"], value))
    return {s for s, value in least.items() if s in base and value < (1 - DROP) * base[s]}


def _unrelated_arrest(raw: Raw) -> bool:
    (row,) = rows_of(raw.edc("dd"))
    return row["DTHCAUS"] == "Cardiopulmonary arrest" and row["DTHREL"].startswith("Not related")
