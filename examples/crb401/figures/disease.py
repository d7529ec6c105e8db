"""Response, progression and disease at baseline: Table 3, rows of Table 1 and text figures, from raw files alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from examples.crb401.figures import imwg
from examples.crb401.figures.history import cohorts
from examples.crb401.figures.imwg import Outcome
from examples.crb401.figures.measurements import Record, central, records
from examples.crb401.figures.raw import DOSES, Raw
from examples.crb401.figures.read import number, rows_of
from examples.crb401.figures.summary import DAYS_A_MONTH, percent, rounded, share, shown, spread
from examples.crb401.figures.survival import Median, exact_limits, median, surviving

CUTOFF = date(2018, 4, 30)
HIGH_RISK = ("del(17p)", "t(4;14)", "t(14;16)")
DEPTHS = ("sCR", "CR", "VGPR", "PR", "SD", "PD")


def figures(raw: Raw) -> dict[str, object]:
    """Give every printed figure that response, progression and disease at baseline determine."""
    trial = Trial(raw)
    return {
        **_populations(trial),
        **_table1(trial),
        **_table3(trial),
        **_efficacy(trial),
        **_times(trial),
    }


def subgroups(raw: Raw) -> dict[str, frozenset[str]]:
    """Give the infused subjects with high-risk cytogenetics and with extramedullary disease."""
    trial = Trial(raw)
    return {"high_risk": frozenset(trial.high_risk), "extramedullary": frozenset(trial.extramedullary)}


@dataclass(frozen=True)
class Trial:
    """What the figures are made of, read once."""

    raw: Raw

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """The outcome of each infused subject."""
        return imwg.responses(self.raw)

    @cached_property
    def records(self) -> dict[str, Record]:
        """The measurements of each infused subject."""
        return records(self.raw)

    @cached_property
    def infused(self) -> tuple[str, ...]:
        """The infused subjects."""
        return tuple(sorted(self.raw.infusion))

    @cached_property
    def bcma(self) -> dict[str, float]:
        """BCMA-positive plasma cells in per cent, by central pathology at screening."""
        return _stained(self.raw, "BCMA")

    def dose(self, *doses: int) -> tuple[str, ...]:
        """Give the infused subjects of planned dose groups."""
        return tuple(s for s in self.infused if self.raw.planned_dose[s] in doses)

    @cached_property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        """The columns of Table 3: 450 in two by BCMA."""
        low = tuple(s for s in self.dose(450) if self.bcma[s] < 50)
        high = tuple(s for s in self.dose(450) if self.bcma[s] >= 50)
        ends = self.dose(*DOSES[1:]), self.dose(*DOSES)
        return self.dose(50), self.dose(150), low, high, self.dose(800), *ends

    @cached_property
    def responders(self) -> tuple[str, ...]:
        """The subjects with a confirmed partial response or better."""
        return tuple(s for s in self.infused if self.outcomes[s].response)

    def best(self, *depths: str) -> tuple[str, ...]:
        """Give the subjects whose confirmed best response is one of these."""
        return tuple(s for s in self.infused if self.outcomes[s].best in depths)

    @cached_property
    def progressed(self) -> tuple[str, ...]:
        """The subjects with progression."""
        return tuple(s for s in self.infused if self.outcomes[s].progression)

    @cached_property
    def ongoing(self) -> tuple[str, ...]:
        """The responders without progression, death or another therapy."""
        ended = {s for s, o in self.outcomes.items() if o.progression or o.death or o.therapy}
        return tuple(s for s in self.responders if s not in ended)

    @cached_property
    def extramedullary(self) -> set[str]:
        """The infused subjects with plasmacytomas before infusion."""
        return {s for s, record in self.records.items() if imwg.measured_before(record)}

    @cached_property
    def high_risk(self) -> set[str]:
        """The infused subjects with one of the three high-risk findings by FISH."""
        found = _rows(self.raw.edc("fish"), "FISHRES", "Detected")
        return {row["Subject"] for row in found if row["FISHPROB"] in HIGH_RISK} & {*self.infused}

    def follow_up(self, subject: str) -> int:
        """Count the days from infusion to the data cut-off, both included."""
        return (CUTOFF - self.raw.infusion[subject]).days + 1


def _rows(frame: pd.DataFrame, column: str, *values: str) -> list[dict[str, str]]:
    return rows_of(frame[frame[column].isin(values)])


def _stained(raw: Raw, marker: str) -> dict[str, float]:
    """Give the cells that are positive for a marker in per cent, where central pathology could tell."""
    rows = raw.table("vendor/ihc.csv")
    values = ((row["Subject"], number(row["Percent positive"])) for row in _rows(rows, "Marker", marker))
    return {subject: value for subject, value in values if value is not None}


def _populations(trial: Trial) -> dict[str, object]:
    """Count the 450 group in two by BCMA, and whose disease is measurable after bridging."""
    low, high = trial.columns[2:4]
    return {
        "populations.dose_groups.450_bcma_lt50": len(low),
        "populations.dose_groups.450_bcma_ge50": len(high),
        "baseline_text.all_measurable_after_bridging": sum(
            bool(imwg.baseline(record)[1]) for record in trial.records.values()
        ),
    }


def _table1(trial: Trial) -> dict[str, object]:
    """Count the rows of Table 1 on disease and performance status, by cohort and in total."""
    ecog = _baseline_ecog(trial)
    holders: dict[str, set[str]] = {
        "high_tumor_burden": high_burden(trial.raw),
        "extramedullary": trial.extramedullary,
        "bcma_ge50": {s for s, value in trial.bcma.items() if value >= 50},
        **{f"ecog{grade}": {s for s, held in ecog.items() if held == str(grade)} for grade in range(3)},
        "high_risk_cyto": trial.high_risk,
    }
    return {
        path: value
        for row, having in holders.items()
        for name, members in cohorts(trial.raw).items()
        for path, value in share(f"table1.{row}.{name}", len(having & members), len(members)).items()
    }


def _baseline_ecog(trial: Trial) -> dict[str, str]:
    """Give performance status at the baseline visit, not at screening, where the trial asked for 0 or 1 (PAPER)."""
    return {row["Subject"]: row["ECOG_STD"] for row in _rows(trial.raw.edc("ecog"), "Folder", "BL")}


def high_burden(raw: Raw) -> set[str]:
    """Tell high tumor burden by three tiers: central CD138, else local plasma cells, else the adjudicated record."""
    stained = _stained(raw, "CD138")
    local = {row["Subject"]: number(row["BMPC"]) for row in _rows(raw.edc("bma"), "Folder", "SCR")}
    judged = raw.table("vendor/tumor_burden.xlsx")
    high = set()
    for row in rows_of(judged):
        subject = row["Subject"]
        values = [v for v in (stained.get(subject), local.get(subject)) if v is not None]
        if values[0] >= 50 if values else row["Adjudicated burden"] == "HIGH":
            high.add(subject)
    return high


def _table3(trial: Trial) -> dict[str, object]:
    """Give the columns of Table 3: number, responders, rate with exact limits, best response, duration."""
    n = [len(column) for column in trial.columns]
    responders = [len({*column} & {*trial.responders}) for column in trial.columns]
    limits = [exact_limits(*pair) for pair in zip(responders, n, strict=True)]
    found: dict[str, object] = {
        "table3.N": n,
        "table3.responders": responders,
        "table3.orr_pct": [percent(*pair) for pair in zip(responders, n, strict=True)],
        "table3.orr_ci": [[_twice(low), _twice(high)] for low, high in limits],
    }
    for depth in DEPTHS:
        found[f"table3.bor.{depth}"] = [len({*column} & {*trial.best(depth)}) for column in trial.columns]
    merged = (*(trial.dose(dose) for dose in DOSES), *trial.columns[5:])
    durations = [_duration(trial, group) for group in merged]
    found["table3.dor_months.median"] = [_shown(d.value) for d in durations]
    found["table3.dor_months.ci"] = [None if d == Median(None, None, None) else _limits(d) for d in durations]
    return found


def _twice(limit: float) -> float:
    """Round to one decimal, then to none: 27 of 30 has a lower limit of 73.47, printed as 74."""
    return rounded(rounded(limit, 1))


def _duration(trial: Trial, group: Iterable[str]) -> Median:
    outcomes = [trial.outcomes[s] for s in group if s in trial.responders]
    return median([(o.dor or 0, not o.censored) for o in outcomes])


def _shown(days: float | None) -> object:
    return shown(None if days is None else days / DAYS_A_MONTH)


def _limits(estimate: Median) -> list[object]:
    return [_shown(estimate.low), _shown(estimate.high)]


def _efficacy(trial: Trial) -> dict[str, object]:
    """Count responses and what became of them."""
    n = len(trial.infused)
    complete = trial.best("sCR", "CR")
    low, high = trial.columns[2:4]
    deep = [s for s in trial.ongoing if s not in trial.best("PR") and trial.follow_up(s) >= 12 * DAYS_A_MONTH]
    lasting = {"pfs": trial.infused, "dor": trial.responders}
    return {
        **share("efficacy_text.orr", len(trial.responders), n),
        "efficacy_text.orr.den": n,
        "efficacy_text.orr.ci": [rounded(limit, 1) for limit in exact_limits(len(trial.responders), n)],
        **share("efficacy_text.cr_or_better", len(complete), n),
        **share("efficacy_text.scr", len(trial.best("sCR")), n),
        **share("efficacy_text.cr", len(trial.best("CR")), n),
        "efficacy_text.cr_relapsed.n": len({*complete} & {*trial.progressed}),
        "efficacy_text.cr_relapsed.den": len(complete),
        **share("efficacy_text.progressed", len(trial.progressed), n),
        "efficacy_text.progressed.den": n,
        "efficacy_text.progressed_responders": len({*trial.responders} & {*trial.progressed}),
        "efficacy_text.progressed_with_cr": len({*complete} & {*trial.progressed}),
        "efficacy_text.ongoing_response": len(trial.ongoing),
        "efficacy_text.ongoing_vgpr_or_better_fu_ge12mo": len(deep),
        "efficacy_text.orr_450_bcma.lt50_pct": percent(len({*low} & {*trial.responders}), len(low)),
        "efficacy_text.orr_450_bcma.ge50_pct": percent(len({*high} & {*trial.responders}), len(high)),
        "efficacy_text.death.n": sum(o.death is not None for o in trial.outcomes.values()),
        "efficacy_text.discontinued_for_chemo_MDS": sum(o.therapy is not None for o in trial.outcomes.values()),
        **{f"efficacy_text.{k}_events_inferred": _ended(trial, who, censored=False) for k, who in lasting.items()},
        **{f"efficacy_text.{k}_censored_inferred": _ended(trial, who, censored=True) for k, who in lasting.items()},
        **_clearance(trial),
    }


def _ended(trial: Trial, subjects: Iterable[str], *, censored: bool) -> int:
    return sum(trial.outcomes[s].censored == censored for s in subjects)


def _clearance(trial: Trial) -> dict[str, object]:
    """Say when the marrow is first clear, and who lost the serum M-protein first at the Month 9 visit."""
    month_9 = {
        (row["Subject"], row["date"]) for row in central(trial.raw).to_dict("records") if row["TIMEPOINT"] == "Month 9"
    }
    late = [s for s, record in trial.records.items() if (s, _serum_cleared(record)) in month_9]
    days = [
        (d - r.infusion).days for r in trial.records.values() for d, cells in r.marrow.items() if _clear(r, d, cells)
    ]
    return {
        "efficacy_text.late_serum_m_clearance.n": len(late),
        "efficacy_text.late_serum_m_clearance.month": 9,
        "efficacy_text.bm_clearance_from_day": min(days),
    }


def _serum_cleared(record: Record) -> date | None:
    """Give the first day without serum M-protein by immunofixation, where there was a spike at baseline."""
    if not imwg.baseline(record)[0].serum:
        return None
    clear = (d for d, sample in record.samples.items() if sample.serum == 0 and sample.serum_band is False)
    return min(clear, default=None)


def _clear(record: Record, when: date, cells: float) -> bool:
    return when > record.infusion and cells < imwg.CLEAR_MARROW


def _times(trial: Trial) -> dict[str, object]:
    """Give time to response, progression-free survival, duration of response and follow-up, in months."""
    outcomes: Mapping[str, Outcome] = trial.outcomes
    ttr = [(outcomes[s].ttr or 0) / DAYS_A_MONTH for s in trial.responders]
    follow = [trial.follow_up(s) / DAYS_A_MONTH for s in trial.infused]
    pfs = [(o.pfs, not o.censored) for o in outcomes.values()]
    duration = _duration(trial, trial.infused)
    return {
        **spread("efficacy_text.time_to_first_pr_or_better_months", ttr, 1),
        **spread("efficacy_text.follow_up_months", follow, 1),
        "efficacy_text.pfs_months.median": _shown(median(pfs).value),
        "efficacy_text.pfs_months.ci": _limits(median(pfs)),
        "efficacy_text.pfs_months.pct_free_12mo": rounded(100 * surviving(pfs, 12 * DAYS_A_MONTH)),
        "efficacy_text.pfs_months.n": len(pfs),
        "efficacy_text.dor_months_overall.median": _shown(duration.value),
        "efficacy_text.dor_months_overall.range_low": _shown(duration.low),
        "efficacy_text.dor_months_overall.range_high": _shown(duration.high),
    }
