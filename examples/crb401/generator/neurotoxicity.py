"""Neurologic toxicity within 90 days: 14 subjects, one of grade 4 on day 11."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from examples.crb401.generator.event import RESOLVED, Event

GRADE_4 = 20
"""The subject with grade 4: high tumor burden, and a grade 4 in the first eight weeks anyway (drawn)."""
GRADE_4_DAY = 11
SEVERE = (
    ("bradyphrenia", 2, 9, 16),
    ("nystagmus", 1, 10, 13),
    ("somnolence", 2, 10, 18),
    ("brain_edema", 4, GRADE_4_DAY, 15),
    ("neurotoxicity", 4, GRADE_4_DAY, 14),
    ("neurotoxicity", 2, 14, 27),
)
"""Term, grade, first and last day of the subject with grade 4; brain edema has no lower grade in CTCAE 4.03."""
MILD: Mapping[int, tuple[tuple[str, int, int, int], ...]] = {
    3: (("insomnia", 2, 4, 24),),
    9: (("insomnia", 1, 27, 60),),
    12: (("lethargy", 1, 5, 9), ("insomnia", 1, 12, 30)),
    17: (("tremor", 1, 6, 15),),
    26: (("confusional_state", 2, 5, 9), ("hallucination", 1, 6, 8)),
    31: (("somnolence", 2, 8, 12),),
    33: (("memory_impairment", 1, 64, 110),),
}
"""The others beside the six with dizziness, which Table 2 counts (who and which terms: drawn)."""
STEROID = {GRADE_4: "neurotoxicity", 26: "confusional_state"}
"""The two treated with a glucocorticoid, and the event it was given for."""


def neurotoxicity() -> Iterator[Event]:
    """Give the events of those without dizziness; dizziness is drawn with Table 2."""
    for term, grade, start, end in SEVERE:
        serious = ("AESLIFE", "AESHOSP") if grade == 4 else ()
        yield Event(GRADE_4, term, grade, start, end, serious=serious, related=True, outcome=RESOLVED)
    for number, events in MILD.items():
        for term, grade, start, end in events:
            yield Event(number, term, grade, start, end, related=term != "insomnia")
