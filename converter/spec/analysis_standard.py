"""TEMP stand-in."""
from __future__ import annotations
from converter.spec.model import Model
class AnalysisVariable(Model):
    name: str
    label: str
    type: str
    core: str = "Perm"
    codelist: str | None = None
class Structure(Model):
    name: str
class AnalysisStandard(Model):
    name: str = "ADaMIG"
    version: str = "1.3"
    source: str = ""
def structure_of(standard, class_): return None
def variable_of(structure, name):
    return AnalysisVariable(name=name, label=f"Label of {name}", type="Char")
