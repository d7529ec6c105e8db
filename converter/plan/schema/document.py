"""The JSON Schema of one kind of YAML file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from converter.adam.rules import ANALYSIS_RULES
from converter.adam.source import Source
from converter.plan.binding.arguments import arguments_model
from converter.plan.schema.help import with_help, with_meanings
from converter.plan.schema.kinds import KINDS, Kind
from converter.plan.schema.rules import arguments_schema, call_schema, defaults_schema
from converter.results.rules import RESULT_RULES
from converter.sdtm.rules import BUILD_RULES, DERIVE_RULES, RECORD_RULES
from converter.spec.analysis import Analysis
from converter.spec.display import Display, DisplayRow
from converter.spec.domain import Domain, Records
from converter.spec.library import load_keys
from converter.spec.short.labels import EACH, FROM, NEW
from converter.spec.standards.analysis_standard import AnalysisVariable, Structure
from converter.spec.standards.guides import GuideHead
from converter.spec.standards.standard import StandardDataset, StandardVariable
from converter.spec.study import Study

Schema = dict[str, Any]
Rules = Mapping[str, Callable[..., Any]]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
SHAPES: Mapping[str, Rules] = {
    "record": RECORD_RULES,
    "derive": DERIVE_RULES,
    "build": BUILD_RULES,
    "analysis": ANALYSIS_RULES,
    "result": RESULT_RULES,
}
CALLED: Mapping[type[BaseModel], Mapping[str, str]] = {
    Domain: {"map": "record", "derive": "derive", "build": "build"},
    Records: {"map": "record"},
    Analysis: {"steps": "analysis"},
    DisplayRow: {"result": "result"},
}
"""The keys of models under which rules are called, and the shape of those."""
DEFAULTS: Mapping[type[BaseModel], tuple[str, ...]] = {
    Domain: ("record", "derive", "build"),
    Analysis: ("analysis",),
    Display: ("result",),
}
"""The shapes of the rules that have arguments by default."""
OF_SHELL = ("kind", "rows")
"""What a display must say that has no shell."""
PARTS: Mapping[type[BaseModel], tuple[type[BaseModel], ...]] = {
    Domain: (Records,),
    Display: (DisplayRow,),
    Study: (Source,),
    StandardDataset: (StandardVariable,),
    Structure: (AnalysisVariable,),
    GuideHead: (AnalysisVariable,),
}
"""Models within others that the schema says more of than they do."""


def kind_schema(name: str, own: Mapping[str, Rules] | None = None) -> Schema:
    """Give the JSON Schema of one of KINDS; `own` are the rules that a study brings along, by shape."""
    kind = KINDS[name]
    rules = {shape: {**known, **(own or {}).get(shape, {})} for shape, known in SHAPES.items()}
    shapes = {shape for model in kind.models.values() for shape in DEFAULTS.get(model, ())}
    functions = {rule: function for shape in SHAPES if shape in shapes for rule, function in rules[shape].items()}
    models = [*kind.models.values(), *(part for model in kind.models.values() for part in PARTS.get(model, ()))]
    arguments = {rule: arguments_model(function, "") for rule, function in functions.items()}
    every = dict.fromkeys([*models, *arguments.values()])
    keyed, made = models_json_schema([(model, "validation") for model in every])
    defs: dict[str, Schema] = made["$defs"]
    names = {model: str(keyed[model, "validation"]["$ref"]).rpartition("/")[2] for model in every}
    for rule, function in functions.items():
        defs[names[arguments[rule]]] = arguments_schema(function, defs[names[arguments[rule]]])
    refs = {rule: {"$ref": f"#/$defs/{names[model]}"} for rule, model in arguments.items()}
    by_shape = {shape: {rule: refs[rule] for rule in rules[shape]} for shape in shapes}
    for model in models:
        _say_more(model, {one: defs[known] for one, known in names.items()}, by_shape)
    if name == "criteria":
        defs = _with_settings(defs)
    if name == "analysis":
        _with_codes(defs)
        for rule in functions:
            _with_labels(defs[names[arguments[rule]]], defs["VariableChange"])
    head = {"$schema": DRAFT, "$id": schema_id(name, own), "title": f"converter: {name}", **_chosen(kind, names)}
    helped = with_help({**head, "$defs": defs})
    return {**helped, "$defs": with_meanings(helped["$defs"], load_keys()), "title": head["title"]}


def schema_id(name: str, own: Mapping[str, Rules] | None = None) -> str:
    """Name a kind and the version of its schema; one that knows the rules of a study says so."""
    return f"urn:converter:schema:{name}:{KINDS[name].version}{':of-a-study' if any((own or {}).values()) else ''}"


def _chosen(kind: Kind, names: Mapping[type[BaseModel], str]) -> Schema:
    """Say which model a file is of, by the key that only its files have."""
    schema: Schema = {}
    for key, model in reversed(list(kind.models.items())):
        ref = {"$ref": f"#/$defs/{names[model]}"}
        schema = {"if": {"required": [key]}, "then": ref, "else": schema} if key else ref
    return {"type": "array", "items": schema} if kind.listed else {"type": "object", **schema}


def _say_more(
    model: type[BaseModel], defs: Mapping[type[BaseModel], Schema], rules: Mapping[str, Mapping[str, Schema]]
) -> None:
    """Fill in the schema of a model: calls of rules, arguments by default, sources, and files that say differences."""
    schema = defs[model]
    for key, shape in CALLED.get(model, {}).items():
        schema["properties"][key] = _filled(schema["properties"][key], call_schema(rules[shape]))
    if model in DEFAULTS:
        every = {rule: one for shape in DEFAULTS[model] for rule, one in rules[shape].items()}
        schema["properties"]["defaults"] = defaults_schema(every)
    if model is Study:
        schema["properties"]["sources"] = _filled(schema["properties"]["sources"], {"$ref": "#/$defs/Source"})
    if model is Display:  # one with a shell takes from it what it does not say
        schema["required"] = [name for name in schema["required"] if name not in OF_SHELL]
        schema["anyOf"] = [{"required": ["shell"]}, {"required": list(OF_SHELL)}]
    if model in {StandardDataset, Structure}:
        schema["required"] = [name for name in ("dataset", "name") if name in schema["properties"]][:1]
        schema["properties"]["without"] = {"type": "array", "items": {"type": "string"}}
    if model in {StandardVariable, AnalysisVariable}:
        schema.pop("required", None)
        schema["properties"]["after"] = {"type": "string"}


def _filled(schema: Schema, call: Schema) -> Schema:
    """Put a schema in the place of what a model leaves open: an object, or the objects of a list or a mapping."""
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            return {**schema, key: call}
    return call


def _with_settings(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Let the name of a setting stand for any number or word: ${window}."""
    if isinstance(schema, list):
        return [_with_settings(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") in ("number", "integer", "boolean") or {"enum", "const"} & set(schema):
        return {"anyOf": [schema, {"type": "string", "pattern": r"^\$\{\w+\}$"}]}
    return {key: one if key == "propertyNames" else _with_settings(one) for key, one in schema.items()}


def _with_labels(schema: Schema, variable: Schema) -> None:
    """Let a variable that a rule makes stand with its label: {CRSFL: Cytokine Release Syndrome Flag}."""
    known = {"$ref": "#/$defs/VariableChange"}
    said = {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": known}
    for name, one in schema["properties"].items():
        if name.endswith(NEW):
            one["anyOf"] = [*one["anyOf"], {**said, "description": "The variable and its label."}]
        for arm in one["anyOf"] if name in EACH else ():
            if isinstance(arm.get("additionalProperties"), dict):
                arm["additionalProperties"] = {"anyOf": [arm["additionalProperties"], _with_origin(variable)]}


def _with_origin(variable: Schema) -> Schema:
    """Give the schema of a variable that is made from another, with all that may be said of it."""
    (full,) = (arm for arm in variable["anyOf"] if arm.get("type") == "object")
    return {
        "description": "What the variable is made from, and its label.",
        "type": "object",
        "required": [FROM],
        "properties": {FROM: {"type": ["string", "number"]}, **full["properties"]},
        "additionalProperties": False,
    }


def _with_codes(schema: Any) -> None:  # noqa: ANN401 - any part of a schema
    """Let the code of a parameter stand for what is set, wherever a rule sets values."""
    for one in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        _with_codes(one)
    if isinstance(schema, dict) and isinstance(schema.get("properties"), dict) and "set_values" in schema["properties"]:
        whole = schema["properties"]["set_values"]
        code = {"type": "string", "description": "The code of a parameter that the dataset says under parameters:."}
        schema["properties"]["set_values"] = {"anyOf": [*whole.get("anyOf", [whole]), code]}
