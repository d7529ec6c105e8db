"""Every file that loads is valid against the schema of its kind, and every mistake in one is marked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from jsonschema.protocols import Validator

from converter.plan.schema.document import kind_schema
from converter.plan.schema.kinds import KINDS, PEOPLE
from converter.plan.schema.page import keys_page
from converter.spec.library import load_keys
from converter.spec.text.yaml import load_yaml

ROOT = Path(__file__).resolve().parents[3]
STUDIES = [ROOT / "examples" / "crb401", ROOT / "examples" / "demo", *sorted((ROOT / "tests" / "studies").glob("*/"))]
"""Folders in which files of the kinds lie, our own specifications aside."""
OF_NO_FILE = {"define"}
"""Kinds of which there is no file here."""


@cache
def validator(kind: str) -> Validator:
    schema = kind_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def files(kind: str) -> Iterator[Path]:
    for pattern in KINDS[kind].files:
        for root in (*STUDIES, ROOT / "specs", ROOT):
            yield from sorted(root.glob(pattern))


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_of_a_kind_is_valid(kind: str) -> None:
    every = list(files(kind))
    wrong = {
        path.relative_to(ROOT).as_posix(): error.message
        for path in every
        for error in validator(kind).iter_errors(load_yaml(path).data)
    }
    assert (wrong, every != []) == ({}, kind not in OF_NO_FILE)


STUDY = """
study: {id: S1, name: S1, description: A study, created: 2024-01-01}
standards: {sdtmig: "3.4", terminology: [sdtm-ct-2025-03-28]}
from: sdtm:given
tables: {dm: {file: dm.csv, quote: none, key: [SUBJ], origin: {type: Collected, source: Vendor}}}
conditions: {efficacy: {ADSL.EFFFL: "Y"}, late: {all: [efficacy, {ADY: {gt: 28, missing: false}}]}}
sources: {death: {dataset: DM, date: DTHDTC, where: efficacy, order: last}}
arms: {A: {name: Arm A, elements: [TRT]}}
visits: [{number: 1, name: SCREENING, day: -7}]
codelists: {MINE: {terms: [{value: A, decode: First}]}}
units: [{from: mg, to: g, factor: 0.001}]
policies: {unknown_subject: keep}
accepted: [{rule: codelist-value, reason: asked}]
"""
DOMAIN = """
domain: AE
defaults: {datetime: {formats: [YYYY-MM-DD]}}
records:
  - table: ae
    where: {AEYN: "Y", not: {AETERM: {missing: true}}}
    set_aside: [{when: {STATUS: [DELETED, VOID]}, reason: deleted}]
    join: [{table: dm, by: {SUBJ: SUBJ}, columns: {SEX: SEX}, keep: first}]
    unpivot: {items: {A: {RESULT: R}}, required: [RESULT]}
    map:
      AETERM: {assign: {column: AETERM}}
      AESTDTC: {datetime: {date: AESTDAT, unknown: ~}}
derive:
  AESEQ: {sequence: {by: [AETERM]}}
supplemental: {AEX: {label: Extra}}
variables: {AETERM: {label: Term, origin: {type: Collected}}}
value_level: [{variable: AETERM, where: {AECAT: X}, data_type: text}]
"""
ANALYSIS = """
dataset: ADTTE
label: Times
class: BASIC DATA STRUCTURE
structure: One
keys: [USUBJID]
parameters: {OS: {PARAM: Survival, PARAMN: 1, notes: x}}
defaults: {derive_param_tte: {unit: months}}
steps:
  - derive_param_tte:
      set_values: OS
      population: efficacy
      start: response
      events: [death, {dataset: DM, date: DTHDTC, description: Death}]
      censors: {dataset: ADSL, date: TRTSDT, where: {SAFFL: "Y"}}
      unit: ~
  - derive_param_response: {criteria: {name: imwg-2016, settings: {late: 119}}, components: {}, set_values: OS}
  - derive_vars_cat: {categories: [{when: {AVAL: {ge: 1, lt: 2}}, set_values: {AVALCAT1: low}}]}
  - derive_var_anrind: ~
  - derive_var_flag: {new_var: {HIGHFL: High Flag}, when: {AVAL: {gt: 5}}}
  - derive_var_flag: {new_var: {LOWFL: {label: Low Flag, comment: x}}, when: {AVAL: {lt: 5}}}
  - derive_vars_merged: {dataset: EX, variables: {DOSE: {from: EXDOSE, label: First Dose}, UNIT: EXDOSU}}
variables: {X: A Label, Y: {length: 8}}
helpers: [X]
"""
ADSL = "{dataset: ADSL, steps: [{records: {dataset: DM, rename: {TRT01P: {from: ARM, comment: as planned}}}}]}"
DISPLAY = """
display: T1
kind: table
title: One
population: {label: All, where: efficacy}
defaults: {count: {dataset: ADAE}}
columns: [{id: all, label: All, subjects: {COHORT: A}}]
rows:
  - {id: n, result: {count: {where: {AESEV: SEVERE}}}, digits: {pct: 1}, reproduces: {n: {path: t1.n, over: 3}}}
  - {id: m, result: {count: ~}, digits: {pct: [2, 1]}, reproduces: {n: [t1.n, {path: t1.m}]}}
drawing: {kind: forest, x: Time}
"""
CRITERIA = """
name: mine
title: Mine
source: ours
start_description: Start
settings: {missed: {value: 2, meaning: planned assessments missed}}
decisions:
  - {id: M, when: {MISSED: {ge: "${missed}"}}, then: {date: last, CNSR: 2, EVNTDESC: Missed}}
  - {id: E, then: {date: event, CNSR: 0, EVNTDESC: Event}}
"""
TOXICITY = """
name: tox
title: Tox
source: ours
terms: [{term: Anemia, direction: low, soc: Blood, source: x, grades: {"1": {lt: LLN}, "2": {lt: {g/L: 100}}}}]
"""
RESPONSE = """
name: r
title: R
source: ours
responses: {CR: {rank: 1}}
progressed: PD
components: {A: {label: A, kind: number, carry: never}}
values: {B: {label: B, difference: [A, A.BASE]}}
classes: [{id: one, then: {class: A}}]
progression: []
levels: {all: {decisions: [{id: x, when: {A: {ge: 1}}, then: {response: CR}}]}}
"""
CONFIRMATION = """
name: c
title: C
source: ours
responses: {PR: {rank: 2}, PD: {rank: 1, evaluable: false}}
progressed: PD
worst_first: [PD, PR]
stands_on: evaluable
decisions: [{id: x, when: {THIS: PR, RELATION: [SAME, BETTER]}, then: {response: this}}]
best: [{id: b, then: {response: PR}}]
never: {id: n, then: {response: NE}}
"""
DATASET = """
dataset: DM
without: [DMDY]
variables: {RACEOTH: {label: Race Other, type: Char, core: Perm, after: RACE}, ETHNIC: {core: Exp}}
"""
GUIDE = "{name: MINE, version: '1', publishing_set: SDTM, source: ours, based_on: sdtmig-3.4, without: [XX]}"
PACKAGE = "{publishing_set: SDTM, version: '2025', source: ours}"
CODELIST = "{name: X, extensible: true, terms: [{value: A, code: C1, synonyms: [a]}]}"
LEFT = "[{path: t1.n, reason: why}]"
PROFILE = "{name: mine, description: x, source: y, raw_suffix: _RAW, system: {A: id}}"
UNITS = "{source: x, quantities: {mass: {g: {factor: 1}}}}"
DEFINE = """
context: Submission
documents: {acrf: {file: acrf.pdf, title: Annotated CRF}}
standards: [{name: SDTMIG, version: "3.4", type: IG, status: Final}]
methods: [{text: Days, name: AGE, type: Imputation, code: [{context: SAS, text: x = 1}]}]
comments: [{text: Said, documents: [{document: acrf, pages: "4"}]}]
"""
OWN_CHECKS = """
checks:
  - id: mine
    of: {standard: sdtmig, datasets: [AE]}
    when: {AESER: "Y", AEOUT: {missing: false}, not: {AETERM: {starts: no, ignore_case: true}}}
    wrong: {exists: {of: DS, by: [USUBJID], where: {DSDECOD: [DEATH]}}}
    mend: ask
"""
CHECKS = "{checks: [{id: mine, of: {standard: sdtmig}, wrong: {variable: AESEV, missing: true}, mend: ask}]}"
COLUMNS = "{sheets: {study: {names: [About], columns: {value: [Content]}}}}"
MENDS = "{rules: {codelist-value: {mend: correct it, loses: values}}}"
TEXTS = {
    "study": (STUDY,),
    "domain": (DOMAIN,),
    "analysis": (ANALYSIS, ADSL),
    "display": (DISPLAY,),
    "criteria": (CRITERIA, TOXICITY, RESPONSE, CONFIRMATION),
    "standards": (DATASET, GUIDE),
    "terminology": (PACKAGE, CODELIST),
    "left_out": (LEFT,),
    "define": (DEFINE,),
    "checks": (CHECKS, OWN_CHECKS),
    "columns": (COLUMNS,),
    "profile": (PROFILE,),
    "units": (UNITS,),
    "mends": (MENDS,),
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in TEXTS.items() for text in texts])
def test_short_and_long_forms_are_valid(tmp_path: Path, kind: str, text: str) -> None:
    validator(kind).validate(read(tmp_path, text))


def read(folder: Path, text: str) -> Any:  # noqa: ANN401 - a YAML value
    (folder / "one.yaml").write_text(text)
    return load_yaml(folder / "one.yaml").data


TYPOS = {
    STUDY: [
        ("standards:", "standrads:"),
        ("description:", "descripton:"),
        ("sdtmig: ", "sdtm_ig: "),
        ("file: dm.csv", "fil: dm.csv"),
        ("type: Collected", "type: Colected"),
        ("source: Vendor", "source: Vender"),
        ("created: 2024-01-01", "created: [2024]"),
        ("conditions:", "condition:"),
        ("efficacy: {ADSL.EFFFL", "efficacy: {ADSL.EFFFL: 1, eq: 2, X"),
        ("{gt: 28", "{gtt: 28"),
        ("missing: false", "missing: no way"),
        ("all: [efficacy", "al: [efficacy"),
        ("date: DTHDTC", "dat: DTHDTC"),
        ("order: last", "order: latest"),
        ("elements: [TRT]", "element: [TRT]"),
        ("number: 1", "number: one"),
        ("decode: First", "decod: First"),
        ("factor: 0.001", "factr: 0.001"),
        ("unknown_subject: keep", "unknown_subject: kept"),
        ("rule: codelist-value", "rul: codelist-value"),
    ],
    DOMAIN: [
        ("domain: AE", "domian: AE"),
        ("defaults: {datetime:", "defaults: {datetme:"),
        ("{formats:", "{format:"),
        ("table: ae", "tabel: ae"),
        ("{missing: true}", "{mising: true}"),
        ("not: {AETERM", "nott: {AETERM"),
        ("when: {STATUS", "wen: {STATUS"),
        ("keep: first", "keep: firstly"),
        ("columns: {SEX", "colums: {SEX"),
        ("required: [", "require: ["),
        ("{assign:", "{asign:"),
        ("{column: AETERM}", "{colum: AETERM}"),
        ("{datetime: {date: AESTDAT", "{datetime: {dte: AESTDAT"),
        ("{sequence:", "{sequense:"),
        ("label: Extra", "lable: Extra"),
        ("type: Collected", "typ: Collected"),
        ("data_type: text", "data_type: txt"),
        ("derive:", "derived:"),
    ],
    ANALYSIS: [
        ("label: Times", "lable: Times"),
        ("structure: One\n", ""),
        ("from: EXDOSE", "form: EXDOSE"),
        ("label: First Dose", "lable: First Dose"),
        ("class: BASIC DATA STRUCTURE", "class: BASIC DATA STRUCTUR"),
        ("keys: [", "key: ["),
        ("parameters:", "parametrs:"),
        ("{PARAM: Survival", "{PARM: Survival"),
        ("{unit: months}", "{unt: months}"),
        ("unit: months", "unit: month"),
        ("defaults: {derive_param_tte", "defaults: {derive_param_ttee"),
        ("- derive_param_tte:", "- derive_param_tt:"),
        ("set_values: OS\n", "set_value: OS\n"),
        ("population: efficacy", "population: EFFICACY"),
        ("description: Death", "descriptio: Death"),
        ("events: [death", "events: [Death"),
        ("date: TRTSDT", "dates: TRTSDT"),
        ("settings: {late", "setting: {late"),
        ("categories:", "categorys:"),
        ("{ge: 1, lt: 2}", "{ge: 1, ltt: 2}"),
        ("helpers:", "helper:"),
        ("{HIGHFL: High Flag}", "{HIGHFL: High Flag, X: Y}"),
        ("comment: x", "coment: x"),
        ("length: 8", "lenght: 8"),
        ("unit: ~", "unit: ~\n      ad_one: true"),
    ],
    ADSL: [
        ("steps:", "step:"),
        ("from: ARM", "frm: ARM"),
        ("comment:", "coment:"),
        ("dataset: ADSL", "dataset: ADSLX"),
    ],
    DISPLAY: [
        ("kind: table", "kind: tabel"),
        ("title: One", "titel: One"),
        ("where: efficacy", "were: efficacy"),
        ("{count: {dataset", "{cont: {dataset"),
        ("subjects: {COHORT", "subject: {COHORT"),
        ("where: {AESEV", "wher: {AESEV"),
        ("digits: {pct: 1}", "digits: {pct: one}"),
        ("over: 3", "ovr: 3"),
        ("result: {count: ~}", "result: {counts: ~}"),
        ("kind: forest", "kind: forrest"),
    ],
    CRITERIA: [
        ("start_description", "start_descripton"),
        ("meaning:", "meanings:"),
        ("{ge: ", "{gee: "),
        ("when: {MISSED", "whenn: {MISSED"),
        ("then: {date: event", "than: {date: event"),
    ],
    TOXICITY: [
        ("direction: low", "direction: lower"),
        ("{lt: LLN}", "{lt: LN}"),
        ("grades:", "grade:"),
        ('"1": {lt', '"7": {lt'),
        ("terms:", "term:"),
    ],
    RESPONSE: [
        ("rank: 1", "rnk: 1"),
        ("kind: number", "kind: numbers"),
        ("carry: never", "carry: nevr"),
        ("difference:", "diference:"),
        ("levels:", "level:"),
    ],
    CONFIRMATION: [
        ("evaluable: false", "evaluble: false"),
        ("stands_on: evaluable", "stands_on: evalable"),
        ("worst_first:", "worstfirst:"),
        ("when: {THIS", "wen: {THIS"),
        ("never:", "nevr:"),
    ],
    DATASET: [("dataset:", "datset:"), ("without:", "witout:"), ("core: Perm", "core: Prm"), ("after:", "aftr:")],
    GUIDE: [("based_on:", "basedon:"), ("publishing_set:", "publishingset:")],
    PACKAGE: [("version:", "verson:"), ("publishing_set:", "publishing:")],
    CODELIST: [("extensible: true", "extensible: yes please"), ("synonyms:", "synonym:"), ("terms:", "term:")],
    DEFINE: [
        ("context: Submission", "context: Submision"),
        ("file: acrf", "fil: acrf"),
        ("documents: {acrf", "document: {acrf"),
        ("type: IG", "type: GI"),
        ("status: Final", "staus: Final"),
        ("type: Imputation", "type: Imputed"),
        ("{context: SAS", "{contxt: SAS"),
        ("pages:", "page:"),
    ],
    OWN_CHECKS: [
        ("of: {standard", "off: {standard"),
        ("{missing: false}", "{mising: false}"),
        ("not: {AETERM", "nott: {AETERM"),
        ("ignore_case: true", "ignorecase: true"),
        ("starts: no", "start: no"),
        ("exists: {of", "exist: {of"),
        ("by: [USUBJID]", "buy: [USUBJID]"),
        ("where: {DSDECOD", "were: {DSDECOD"),
    ],
    CHECKS: [("wrong:", "worng:"), ("missing:", "mising:"), ("standard: sdtmig", "standard: sdtm"), ("mend:", "mnd:")],
    COLUMNS: [("sheets:", "sheet:"), ("names:", "name:"), ("columns:", "column:")],
    LEFT: [("path:", "pth:"), ("reason:", "raeson:")],
    PROFILE: [("raw_suffix:", "raw_sufix:"), ("source:", "sorce:")],
    UNITS: [("factor:", "factr:"), ("quantities:", "quantites:")],
    MENDS: [("mend: correct", "mnd: correct"), ("loses: values", "loses: valus")],
}


@pytest.mark.parametrize(
    ("kind", "text", "right", "wrong"),
    [
        pytest.param(kind, text, right, wrong, id=f"{kind}: {wrong}")
        for kind, texts in TEXTS.items()
        for text in texts
        for right, wrong in TYPOS[text]
    ],
)
def test_a_typo_is_marked(tmp_path: Path, kind: str, text: str, right: str, wrong: str) -> None:
    assert text.count(right) >= 1
    assert not validator(kind).is_valid(read(tmp_path, text.replace(right, wrong, 1)))


def test_a_key_has_the_sentences_of_the_docstring_that_name_it_as_help() -> None:
    analysis = kind_schema("analysis")["$defs"]
    assert analysis["Analysis"]["properties"]["helpers"]["description"] == (
        "`helpers` are variables that steps need and that are not shipped."
    )
    step = analysis["derive_param_tte"]
    assert step["description"].startswith("Time in {unit} from {start} to the earliest of {events}")
    assert "`add_one` counts both days" in step["properties"]["add_one"]["description"]


@pytest.mark.parametrize("kind", PEOPLE)
def test_every_key_that_people_write_has_help(kind: str) -> None:
    page = keys_page(kind, KINDS[kind].files, kind_schema(kind))
    assert [line for line in page.splitlines() if line.startswith("| ") and line.endswith("|  |")] == []


def test_no_meaning_of_a_key_is_without_its_key_or_beside_a_description() -> None:
    models = [kind_schema(kind)["$defs"] for kind in KINDS]
    shown = {
        (name.rpartition("__")[2], key, one.get("description"))
        for defs in models
        for name, model in defs.items()
        for key, one in model.get("properties", {}).items()
    }
    said = {(model, key, told) for model, keys in load_keys().keys.items() for key, told in keys.items()}
    assert said - shown == set()


def test_a_page_of_keys_says_what_each_takes_and_what_holds_without_it() -> None:
    inner = {
        "type": "object",
        "description": "One arm.",
        "required": ["name"],
        "properties": {"name": {"type": "string"}},
    }
    rule = {"type": "object", "properties": {"column": {"type": "string"}}}
    study = {
        "type": "object",
        "description": "One study; `raw` is the folder.",
        "properties": {
            "raw": {"type": "string", "default": "raw", "description": "`raw` is the folder."},
            "arms": {"type": "array", "items": {"$ref": "#/$defs/Arm"}},
            "map": {"type": "object", "additionalProperties": {"properties": {"assign": {"$ref": "#/$defs/assign"}}}},
            "kind": {"enum": ["table", "figure"]},
            "day": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        },
    }
    page = keys_page(
        "study", ("study.yaml",), {"$ref": "#/$defs/Study", "$defs": {"Study": study, "Arm": inner, "assign": rule}}
    )
    assert page.splitlines()[4:] == [
        "## Study",
        "",
        "One study",
        "",
        "| key | takes | left out | |",
        "|---|---|---|---|",
        '| `raw` | text | `"raw"` | `raw` is the folder. |',
        "| `arms` | list of [Arm](#arm) |  |  |",
        "| `map` | each name with a [rule](../rules.md) |  |  |",
        "| `kind` | `table`, `figure` |  |  |",
        "| `day` | whole number |  |  |",
        "",
        "## Arm",
        "",
        "One arm.",
        "",
        "| key | takes | left out | |",
        "|---|---|---|---|",
        "| **`name`** | text |  |  |",
    ]
