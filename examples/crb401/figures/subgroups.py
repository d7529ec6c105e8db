"""Response in the subgroups that the text names, from raw files alone."""

from __future__ import annotations

from examples.crb401.figures import disease, history
from examples.crb401.figures.raw import Raw
from examples.crb401.figures.summary import percent, share

AT_LEAST = 74
NAMES = {
    "high-risk cytogenetics": "high_risk",
    "PD in most recent line": "pd_last_line",
    "daratumumab in most recent line": "dara_last_line",
    "no bridging": "no_bridging",
    "extramedullary disease": "extramedullary",
}


def figures(raw: Raw, responders: frozenset[str]) -> dict[str, object]:
    """Give the response without bridging, and the subgroups with a response rate of at least 74 %."""
    groups = {**history.subgroups(raw), **disease.subgroups(raw)}
    bare = groups["no_bridging"]
    rates = {name: percent(len(groups[key] & responders), len(groups[key])) for name, key in NAMES.items()}
    path = "efficacy_text.response_no_bridging_inferred"
    return {
        "efficacy_text.response_ge_74pct_groups": [n for n, rate in rates.items() if rate >= AT_LEAST],
        **share(path, len(bare & responders), len(bare)),
        f"{path}.den": len(bare),
    }
