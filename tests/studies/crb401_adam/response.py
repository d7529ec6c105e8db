"""Response, survival, its duration: Table 3 and the efficacy text, from ADRS, ADTTE, ADDUR, ADSL and ADLB."""

from __future__ import annotations

from collections.abc import Iterator

from examples.crb401.figures.summary import percent, rounded, share, shown, spread
from examples.crb401.figures.survival import Median, exact_limits, median, surviving
from tests.studies.crb401_adam.analysis import DOSES, Analysis, Subjects, subjects

DEPTHS = ("sCR", "CR", "VGPR", "PR", "SD", "PD")
NO_EVENT, OTHER_THERAPY = 2, 5
"""CNSR of PFS and DOR: no progression or death up to the cut-off; another therapy before one."""
MONTH_1 = 35
"""The last day of the Month 1 visit, counted from the infusion."""
CLEAR_MARROW = 5
"""Plasma cells below it, in per cent, are a clear marrow (KUMAR)."""


def figures(adam: Analysis) -> dict[str, object]:
    """Give the figures of this part, by their path in paper_figures.yaml."""
    return {**dict(_table3(adam)), **_responses(adam), **_courses(adam), **_times(adam), **_clearance(adam)}


def _columns(adam: Analysis) -> tuple[Subjects, ...]:
    """Give the columns of Table 3: 450 in two by BCMA."""
    low, high = (adam.dose(450) & adam.with_value("BCMAGR1", group) for group in ("< 50%", ">= 50%"))
    return adam.dose(50), adam.dose(150), low, high, adam.dose(800), adam.dose(*DOSES[1:]), adam.dose(*DOSES)


def _table3(adam: Analysis) -> Iterator[tuple[str, object]]:
    columns = _columns(adam)
    pairs = [(len(column & adam.responders), len(column)) for column in columns]
    yield "table3.N", [n for _, n in pairs]
    yield "table3.responders", [n for n, _ in pairs]
    yield "table3.orr_pct", [percent(*pair) for pair in pairs]
    # to one decimal, then to none, as printed: the lower limit of 27 of 30 is 73.47 and printed 74
    yield "table3.orr_ci", [[rounded(rounded(limit, 1)) for limit in exact_limits(*pair)] for pair in pairs]
    for depth in DEPTHS:
        best = subjects(adam.parameter("adrs", "CBOR", value=depth))
        yield f"table3.bor.{depth}", [len(column & best) for column in columns]
    durations = [median(adam.times("DOR", group)) for group in (*map(adam.dose, DOSES), *columns[5:])]
    yield "table3.dor_months.median", [shown(one.value) for one in durations]
    yield "table3.dor_months.ci", [None if one == Median(None, None, None) else _limits(one) for one in durations]


def _limits(estimate: Median) -> list[object]:
    return [shown(estimate.low), shown(estimate.high)]


def _responses(adam: Analysis) -> dict[str, object]:
    n = len(adam.with_value("EFFFL"))
    best = {depth: subjects(adam.parameter("adrs", "CBOR", value=depth)) for depth in DEPTHS}
    path = "efficacy_text"
    made: dict[str, object] = {
        **share(f"{path}.orr", len(adam.responders), n),
        f"{path}.orr.den": n,
        f"{path}.orr.ci": [rounded(limit, 1) for limit in exact_limits(len(adam.responders), n)],
        **share(f"{path}.cr_or_better", len(adam.complete), n),
        **share(f"{path}.scr", len(best["sCR"]), n),
        **share(f"{path}.cr", len(best["CR"]), n),
    }
    for name, column in zip(("lt50", "ge50"), _columns(adam)[2:4], strict=True):
        made[f"{path}.orr_450_bcma.{name}_pct"] = percent(len(column & adam.responders), len(column))
    return made


def _courses(adam: Analysis) -> dict[str, object]:
    """Say what became of the responses: progression, death, another therapy, or none of them."""
    pfs, dor = (adam.parameter("adtte", code) for code in ("PFS", "DOR"))
    ongoing = subjects(dor[dor["CNSR"] == NO_EVENT])
    deep = ongoing & subjects(adam.parameter("adrs", "VGPRRSP", value="Y"))
    follow = adam.values("addur", "FUP")
    died = adam.infused[adam.infused["DTHDT"].notna()]
    fatal = adam.tables["adae"].query("ATOXGRN == 5")
    unrelated = set(died["DTHCAUS"]) == {"CARDIOPULMONARY ARREST"} and set(fatal["AEREL"]) == {"NOT RELATED"}
    path = "efficacy_text"
    return {
        f"{path}.cr_relapsed.n": len(adam.complete & adam.progressed),
        f"{path}.cr_relapsed.den": len(adam.complete),
        **share(f"{path}.progressed", len(adam.progressed), len(pfs)),
        f"{path}.progressed.den": len(pfs),
        f"{path}.progressed_responders": len(adam.responders & adam.progressed),
        f"{path}.progressed_with_cr": len(adam.complete & adam.progressed),
        f"{path}.ongoing_response": len(ongoing),
        f"{path}.ongoing_vgpr_or_better_fu_ge12mo": int((follow[list(deep)] >= 12).sum()),
        f"{path}.death.n": len(died),
        f"{path}.death.cause": unrelated,
        f"{path}.discontinued_for_chemo_MDS": int((pfs["CNSR"] == OTHER_THERAPY).sum()),
        f"{path}.pfs_events_inferred": int((pfs["CNSR"] == 0).sum()),
        f"{path}.pfs_censored_inferred": int((pfs["CNSR"] > 0).sum()),
        f"{path}.dor_events_inferred": int((dor["CNSR"] == 0).sum()),
        f"{path}.dor_censored_inferred": int((dor["CNSR"] > 0).sum()),
    }


def _times(adam: Analysis) -> dict[str, object]:
    pfs, dor = adam.times("PFS"), median(adam.times("DOR"))
    path = "efficacy_text"
    return {
        **spread(f"{path}.time_to_first_pr_or_better_months", adam.values("addur", "TTR"), 1),
        **spread(f"{path}.follow_up_months", adam.values("addur", "FUP"), 1),
        f"{path}.pfs_months.median": shown(median(pfs).value),
        f"{path}.pfs_months.ci": _limits(median(pfs)),
        f"{path}.pfs_months.pct_free_12mo": rounded(100 * surviving(pfs, 12)),
        f"{path}.pfs_months.n": len(pfs),
        f"{path}.dor_months_overall.median": shown(dor.value),
        f"{path}.dor_months_overall.range_low": shown(dor.low),
        f"{path}.dor_months_overall.range_high": shown(dor.high),
    }


def _clearance(adam: Analysis) -> dict[str, object]:
    """Say when marrow and serum cleared, and whether the markers fell over 90 % in most subjects dosed 150 or more."""
    lost = adam.parameter("adtte", "TTSMC").query("CNSR == 0")
    cells = adam.parameter("adlb", "PLSTCECE").query("ADY >= 1")
    dosed = adam.dose(*DOSES[1:])
    kappa, lambda_ = (_fell(adam, code) for code in ("KLCFR", "LLCFR"))
    more_kappa = subjects(adam.infused[adam.infused["KLCBL"] > adam.infused["LLCBL"]])
    involved = (kappa & more_kappa) | (lambda_ - more_kappa)
    most = [len(fallen & dosed) > len(dosed) / 2 for fallen in (involved, _fell(adam, "BCMAS"))]
    path = "efficacy_text"
    return {
        f"{path}.late_serum_m_clearance.n": sum(rounded(months) == 9 for months in lost["AVAL"]),
        f"{path}.late_serum_m_clearance.month": 9,
        f"{path}.bm_clearance_from_day": float(cells.loc[cells["AVAL"] < CLEAR_MARROW, "ADY"].min()) - 1,
        f"{path}.flc_sbcma_drop_gt90_within_1mo": all(most),
    }


def _fell(adam: Analysis, code: str) -> Subjects:
    rows = adam.parameter("adlb", code)
    return subjects(rows[rows["ADY"].between(2, MONTH_1 + 1) & (rows["PCHG"] < -90)])
