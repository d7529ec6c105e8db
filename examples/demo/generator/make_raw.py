"""Make the raw exports of the demo study: wholly synthetic, the same bytes at every run.

`python -m examples.demo.generator.make_raw [FOLDER]` writes examples/demo/raw, or another folder. The defects at the end
of each form are planted; raw/dirt.yaml lists them with what must be said of each.
"""

from __future__ import annotations

import csv
import random
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import quoteattr

import openpyxl

RAW = Path(__file__).resolve().parents[1] / "raw"
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
SYSTEM = (
    "Project",
    "Subject",
    "Site",
    "SiteNumber",
    "Folder",
    "FolderName",
    "InstanceName",
    "DataPageName",
    "RecordPosition",
)
VISITS = (
    ("SCR", "Screening", -7),
    ("D1", "Day 1", 0),
    ("D15", "Day 15", 14),
    ("D29", "Day 29", 28),
    ("EOS", "End of Study", 56),
)
Row = dict[str, str]


@dataclass(frozen=True)
class Patient:
    """One synthetic patient."""

    subject: str
    site: str
    birth: date
    sex: str
    race: str
    ethnic: str
    consent: date
    arm: str
    first_dose: date | None


def patients(chance: random.Random) -> list[Patient]:
    """Draw eleven treated patients and one screen failure, at two sites."""
    drawn = []
    for number in range(1, 13):
        site = "101" if number <= 7 else "102"
        consent = date(2024, 1, 8) + timedelta(days=7 * number + chance.randrange(4))
        treated = number != 6
        drawn.append(
            Patient(
                subject=f"{site}-{number:03d}",
                site=site,
                birth=date(1945 + chance.randrange(30), 1 + chance.randrange(12), 1 + chance.randrange(28)),
                sex=chance.choice(("Male", "Female")),
                race=chance.choice(("White", "White", "Black or African American", "Asian")),
                ethnic=chance.choice(("Not Hispanic or Latino", "Hispanic or Latino")),
                consent=consent,
                arm=("A", "B")[number % 2] if treated else "",
                first_dose=consent + timedelta(days=7) if treated else None,
            )
        )
    return drawn


def rave(day: date) -> str:
    """Write a date as the EDC does."""
    return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year}"


def form(patient: Patient, name: str, folder: str = "", folder_name: str = "", position: int = 1) -> Row:
    """Give the system columns of one record."""
    site = (f"Site {patient.site}", patient.site)
    values = ("DEMO01", patient.subject, *site, folder, folder_name, folder_name, name, str(position))
    return dict(zip(SYSTEM, values, strict=True))


def demographics(people: Sequence[Patient]) -> list[Row]:
    """Make the demographics form, one record a patient."""
    rows = []
    for p in people:
        row = form(p, "Demographics", "SCR", "Screening")
        row |= {
            "BRTHDAT": rave(p.birth),
            "BRTHDAT_RAW": rave(p.birth),
            "SEX": p.sex,
            "SEX_STD": p.sex[0],
            "RACE": p.race,
        }
        row |= {"ETHNIC": p.ethnic, "COUNTRY": "USA", "ARM": p.arm, "SCRNFAIL": "" if p.arm else "Yes"}
        rows.append(row)
    rows[1]["BRTHDAT"], rows[1]["BRTHDAT_RAW"] = "", "UN-UNK-1951"
    rows[4]["ETHNIC"] = "Latino/a"
    return rows


def disposition(people: Sequence[Patient]) -> list[Row]:
    """Make consent, randomization and end of study."""
    rows = []
    for p in people:
        rows.append(
            form(p, "Informed Consent", "SCR", "Screening")
            | {"DSEVENT": "Informed consent obtained", "DSDAT": rave(p.consent), "DSTIM": "09:30"}
        )
        if p.first_dose is None:
            rows.append(
                form(p, "End of Study", "SCR", "Screening")
                | {"DSEVENT": "Screen failure", "DSDAT": rave(p.consent + timedelta(3)), "DSTIM": ""}
            )
            continue
        rows.append(
            form(p, "Randomization", "D1", "Day 1")
            | {"DSEVENT": "Randomized", "DSDAT": rave(p.first_dose), "DSTIM": ""}
        )
        event = "Adverse event" if p.subject == "102-010" else "Completed"
        rows.append(
            form(p, "End of Study", "EOS", "End of Study")
            | {"DSEVENT": event, "DSDAT": rave(p.first_dose + timedelta(56)), "DSTIM": ""}
        )
    return rows


def exposure(people: Sequence[Patient]) -> list[Row]:
    """Make four weekly doses a patient."""
    rows = []
    for p in (p for p in people if p.first_dose):
        for week in range(4):
            day = (p.first_dose or p.consent) + timedelta(7 * week)
            row = form(p, "Study Drug", "D1", "Day 1", week + 1)
            dose = "100" if p.arm == "A" else "0"
            row |= {"EXTRT": "Zentra" if p.arm == "A" else "Placebo", "EXDOSE": dose, "EXDOSU": "mg"}
            row |= {"EXSTDAT": rave(day), "EXSTTIM": "10:15", "EXENDAT": rave(day), "EXROUTE": "Oral"}
            rows.append(row)
    return rows


TERMS = (
    ("Headache", "Headache", "Nervous system disorders"),
    ("Nausea", "Nausea", "Gastrointestinal disorders"),
    ("Fatigue", "Fatigue", "General disorders and administration site conditions"),
    ("Rash on arms", "Rash", "Skin and subcutaneous tissue disorders"),
    ("Cough", "Cough", "Respiratory, thoracic and mediastinal disorders"),
)


def adverse_events(people: Sequence[Patient], chance: random.Random) -> list[Row]:
    """Make adverse events with coded terms; the planted defects come last."""
    rows = []
    for p in (p for p in people if p.first_dose):
        for position in range(1, 2 + chance.randrange(3)):
            verbatim, term, body = chance.choice(TERMS)
            start = (p.first_dose or p.consent) + timedelta(chance.randrange(1, 40))
            end = start + timedelta(chance.randrange(1, 10))
            row = form(p, "Adverse Events", "AE", "Adverse Events", position)
            row |= {"AETERM": verbatim, "AEDECOD": term, "AEBODSYS": body, "AESTDAT": rave(start), "AEENDAT": rave(end)}
            row |= {
                "AESEV": chance.choice(("Mild", "Moderate", "Severe")),
                "AESER": "No",
                "AESERC": "",
                "AEREL": chance.choice(("Related", "Not related")),
            }
            row |= {"AEACN": "Dose not changed", "AEOUT": "Recovered/Resolved", "AELNK": f"AE{position}", "AECOMM": ""}
            rows.append(row)
    return [*rows, *_bad_events(people, rows[0])]


def _bad_events(people: Sequence[Patient], like: Row) -> list[Row]:
    """Plant one defect a record."""
    p = people[7]
    base = form(p, "Adverse Events", "AE", "Adverse Events") | {k: v for k, v in like.items() if k not in SYSTEM}
    start = (p.first_dose or p.consent) + timedelta(20)
    long = "Patient reports that the feeling of dizziness began in the evening after dinner and " * 3
    changes: list[Row] = [
        {"RecordPosition": "21", "AESTDAT": "30-FEB-2024", "AEENDAT": ""},
        {"RecordPosition": "22", "AESTDAT": f"UN-{MONTHS[start.month - 1]}-{start.year}", "AEENDAT": ""},
        {"RecordPosition": "23", "AESTDAT": rave(start), "AEENDAT": rave(start - timedelta(5))},
        {"RecordPosition": "24", "AESTDAT": rave(start), "AEENDAT": "", "AESEV": "Very bad"},
        {
            "RecordPosition": "25",
            "AESTDAT": rave(start),
            "AEENDAT": "",
            "AETERM": "Douleur \u00e0 la t\u00eate \u2013 l\u00e9g\u00e8re",
        },
        {
            "RecordPosition": "26",
            "AESTDAT": rave(start),
            "AEENDAT": "",
            "AETERM": long[:250].strip(),
            "AEDECOD": "Dizziness",
        },
        {"RecordPosition": "27", "AESTDAT": rave(start), "AEENDAT": "", "AESER": "Yes"},
    ]
    rows = [base | change for change in changes]
    rows.append(dict(rows[3]))
    rows.append(base | {"Subject": "101-999", "RecordPosition": "1"})
    rows.append(base | {"Subject": "", "RecordPosition": "2"})
    rows.append(dict.fromkeys(base, ""))
    return rows


def medication(people: Sequence[Patient], chance: random.Random) -> list[Row]:
    """Make concomitant medication, some given for an adverse event; the renamed route column is planted."""
    rows = []
    for p in (p for p in people if p.first_dose):
        start = (p.first_dose or p.consent) + timedelta(chance.randrange(-30, 20))
        row = form(p, "Concomitant Medications", "CM", "Concomitant Medications")
        row |= {"CMTRT": chance.choice(("Paracetamol", "Ibuprofen", "Omeprazole")), "CMDOSE": "500", "CMDOSU": "mg"}
        row |= {"CMRTE": "Oral", "CMSTDAT": rave(start), "CMENDAT": "", "CMONGO": "Yes"}
        row |= {"CMAENO": "AE1" if chance.random() < 0.5 else ""}
        rows.append(row)
    rows[2]["CMDOSE"] = "0,5"
    return rows


def vital_signs(people: Sequence[Patient], chance: random.Random) -> list[Row]:
    """Make the wide vital signs form, one record a visit."""
    rows = []
    for p in people:
        for code, name, day in VISITS if p.first_dose else VISITS[:1]:
            when = (p.first_dose or p.consent + timedelta(7)) + timedelta(day)
            row = form(p, "Vital Signs", code, name)
            row |= {"VSDAT": rave(when), "SYSBP": str(110 + chance.randrange(40)), "SYSBP_U": "mmHg"}
            row |= {
                "DIABP": str(65 + chance.randrange(25)),
                "DIABP_U": "mmHg",
                "PULSE": str(60 + chance.randrange(30)),
                "PULSE_U": "beats/min",
            }
            row |= {"TEMP": f"{36 + chance.random() * 1.5:.1f}", "TEMP_U": "C", "WEIGHT": "", "WEIGHT_U": ""}
            if code in {"SCR", "EOS"}:
                row |= {"WEIGHT": f"{60 + chance.random() * 30:.1f}", "WEIGHT_U": "kg"}
            rows.append(row)
    rows[3] |= {"TEMP": "98.6", "TEMP_U": "F"}
    first = (people[0].first_dose or people[0].consent) + timedelta(9)
    extra = rows[2] | {"Folder": "UNS", "FolderName": "Unscheduled", "VSDAT": rave(first), "RecordPosition": "2"}
    return [*rows, extra | {"InstanceName": "Unscheduled (1)"}]


TESTS = (
    ("HGB", "g/dL", 12.0, 16.0, 9.0, 16.0),
    ("WBC", "10^9/L", 4.0, 11.0, 3.0, 12.0),
    ("PLT", "10^9/L", 150.0, 400.0, 90.0, 380.0),
    ("ALT", "U/L", 7.0, 56.0, 10.0, 70.0),
    ("CREA", "mg/dL", 0.6, 1.3, 0.5, 1.6),
    ("CRP", "mg/L", 0.0, 5.0, 0.2, 9.0),
)


def laboratory(people: Sequence[Patient], chance: random.Random) -> list[Row]:
    """Make the vendor's file: own subject ids, units and ranges; the planted defects come last."""
    rows: list[Row] = []
    for p in people:
        for _, name, day in VISITS if p.first_dose else VISITS[:1]:
            when = (p.first_dose or p.consent + timedelta(7)) + timedelta(day)
            for test, unit, low, high, least, most in TESTS:
                rows.append(
                    {
                        "PROTOCOL": "DEMO01", "SITE": p.site, "PATIENT": p.subject[4:], "VISIT": name.upper(),
                        "COLLECTED": when.strftime("%Y%m%d"), "TIME": "0810", "TEST": test,
                        "RESULT": f"{least + chance.random() * (most - least):.1f}", "UNIT": unit,
                        "LOW": f"{low:g}", "HIGH": f"{high:g}", "ACCESSION": f"L{len(rows) + 1:05d}",
                    }
                )  # fmt: skip
    rows[5]["RESULT"] = "<0.2"
    rows[10] |= {"RESULT": "88", "UNIT": "umol/L", "LOW": "53", "HIGH": "115"}
    rows[16] |= {"RESULT": "97", "UNIT": "mmol/L"}
    rows[20]["RESULT"] = "QNS"
    rows[30]["RESULT"] = "1,9"
    rows[40]["VISIT"] = "DAY 99"
    rows[50]["COLLECTED"] = "20241399"
    return [*rows, dict(rows[60])]


def write_csv(path: Path, rows: Sequence[Mapping[str, str]], delimiter: str = ",") -> None:
    """Write rows as delimited text in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_ecg(path: Path, people: Sequence[Patient], chance: random.Random) -> None:
    """Write the ECG reader's Excel sheet, with fixed time stamps."""
    book = openpyxl.Workbook()
    sheet = book.active
    if sheet is None:
        return
    sheet.title = "ECG"
    sheet.append(["SUBJECT", "VISIT", "ECG DATE", "HR (bpm)", "QTcF (ms)", "Interpretation"])
    for p in people:
        for _, name, day in (VISITS[0], VISITS[3]) if p.first_dose else VISITS[:1]:
            when = (p.first_dose or p.consent + timedelta(7)) + timedelta(day)
            sheet.append(
                [
                    p.subject,
                    name,
                    when,
                    60 + chance.randrange(30),
                    390 + chance.randrange(50),
                    chance.choice(("Normal", "Abnormal, NCS")),
                ]
            )
    book.properties.created = book.properties.modified = datetime(2024, 7, 1)  # noqa: DTZ001 - Excel knows no zone
    book.save(path)
    _fix_stamps(path)


def _fix_stamps(path: Path) -> None:
    """Write the archive again with one time stamp for all members, so that every run gives the same bytes."""
    with zipfile.ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in sorted(archive.namelist())]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            text = data.decode() if name == "docProps/core.xml" else ""
            if text:
                head, _, rest = text.partition("<dcterms:modified")
                tail = rest.partition("</dcterms:modified>")[2]
                stamp = '<dcterms:modified xsi:type="dcterms:W3CDTF">2024-07-01T00:00:00Z</dcterms:modified>'
                text = head + stamp + tail
            archive.writestr(zipfile.ZipInfo(name, (2024, 7, 1, 0, 0, 0)), text.encode() or data)


def write_history(path: Path, people: Sequence[Patient], chance: random.Random) -> None:
    """Write medical history as an ODM-XML snapshot."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" ODMVersion="1.3.2" FileType="Snapshot" FileOID="DEMO01.MH">',
        '  <ClinicalData StudyOID="DEMO01" MetaDataVersionOID="1">',
    ]
    for p in people:
        lines.append(
            f'    <SubjectData SubjectKey="{p.subject}"><SiteRef LocationOID="{p.site}"/>'
            '<StudyEventData StudyEventOID="SCR"><FormData FormOID="MH">'
        )
        for position, term in enumerate(
            chance.sample(("Hypertension", "Asthma", "Diabetes mellitus", "Appendicectomy"), 2), start=1
        ):
            started = f"UN-UNK-{p.birth.year + 40}" if position == 1 else rave(p.consent - timedelta(400))
            ongoing = "Yes" if position == 1 and term != "Appendicectomy" else "No"
            items = (("MHTERM", term), ("MHSTDAT", started), ("MHONGO", ongoing))
            data = "".join(f"<ItemData ItemOID={quoteattr(name)} Value={quoteattr(value)}/>" for name, value in items)
            lines.append(
                f'      <ItemGroupData ItemGroupOID="MHG" ItemGroupRepeatKey="{position}">{data}</ItemGroupData>'
            )
        lines.append("    </FormData></StudyEventData></SubjectData>")
    lines += ["  </ClinicalData>", "</ODM>"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Write every raw export."""
    raw = Path(sys.argv[1]) if sys.argv[1:] else RAW
    raw.mkdir(exist_ok=True)
    chance = random.Random(2024)
    people = patients(chance)
    write_csv(raw / "dm.csv", demographics(people))
    write_csv(raw / "ds.csv", disposition(people))
    write_csv(raw / "ex.csv", exposure(people))
    write_csv(raw / "ae.csv", adverse_events(people, chance))
    write_csv(raw / "cm.csv", medication(people, chance))
    write_csv(raw / "vs.csv", vital_signs(people, chance))
    write_csv(raw / "lb_central.csv", laboratory(people, chance), delimiter=";")
    write_ecg(raw / "ecg.xlsx", people, chance)
    write_history(raw / "mh.xml", people, chance)


if __name__ == "__main__":
    main()
