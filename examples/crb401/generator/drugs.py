"""Anti-myeloma drugs: the class on the form, and the names that sites write."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Drug:
    """One drug: its class as the form lists it, its spellings, and dose, unit, route and frequency where given."""

    kind: str
    names: tuple[str, ...]
    dose: str = ""
    unit: str = ""
    route: str = ""
    frequency: str = ""


PI, IMID, ALKYLATOR, STEROID = "Proteasome inhibitor", "Immunomodulatory agent", "Alkylating agent", "Corticosteroid"
DRUGS = {
    "BTZ": Drug(PI, ("Bortezomib", "Velcade", "VELCADE (bortezomib)"), "1.3", "mg/m2", "Subcutaneous", "Once a week"),
    "CFZ": Drug(PI, ("Carfilzomib", "Kyprolis", "kyprolis"), "56", "mg/m2", "Intravenous", "Once a week"),
    "IXA": Drug(PI, ("Ixazomib", "Ninlaro")),
    "LEN": Drug(IMID, ("Lenalidomide", "Revlimid", "revlimid"), "25", "mg", "Oral", "Daily"),
    "POM": Drug(IMID, ("Pomalidomide", "Pomalyst"), "4", "mg", "Oral", "Daily"),
    "THAL": Drug(IMID, ("Thalidomide", "Thalomid")),
    "DARA": Drug(
        "Anti-CD38 antibody", ("Daratumumab", "Darzalex", "DARZALEX"), "16", "mg/kg", "Intravenous", "Once a week"
    ),
    "ELO": Drug("Anti-SLAMF7 antibody", ("Elotuzumab", "Empliciti")),
    "PANO": Drug("Histone deacetylase inhibitor", ("Panobinostat", "Farydak")),
    "BENDA": Drug(ALKYLATOR, ("Bendamustine", "Treanda"), "90", "mg/m2", "Intravenous", "Once"),
    "MEL": Drug(ALKYLATOR, ("Melphalan", "Alkeran")),
    "HDMEL": Drug(ALKYLATOR, ("Melphalan 200 mg/m2", "High-dose melphalan", "Melphalan")),
    "CY": Drug(ALKYLATOR, ("Cyclophosphamide", "Cytoxan"), "300", "mg/m2", "Intravenous", "Once a week"),
    "DOXO": Drug("Anthracycline", ("Doxorubicin", "Adriamycin")),
    "VCR": Drug("Vinca alkaloid", ("Vincristine", "Oncovin")),
    "CIS": Drug("Platinum compound", ("Cisplatin",)),
    "ETO": Drug("Topoisomerase inhibitor", ("Etoposide", "VP-16")),
    "DEX": Drug(STEROID, ("Dexamethasone", "Decadron", "dex"), "40", "mg", "Oral", "Once a week"),
    "PRED": Drug(STEROID, ("Prednisone",)),
    "SEL": Drug("Nuclear export inhibitor", ("Selinexor",), "80", "mg", "Oral", "Once a week"),
    "VEN": Drug("BCL-2 inhibitor", ("Venetoclax",), "800", "mg", "Oral", "Daily"),
    "AZA": Drug("Hypomethylating agent", ("Azacitidine",), "75", "mg/m2", "Subcutaneous", "Daily"),
}
"""Doses are the usual ones of the labels; what each subject was given is not printed by the paper."""
