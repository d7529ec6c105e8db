"""A first specification of a study, drafted from what its raw exports hold."""

from converter.draft.adsl import first_adsl
from converter.draft.study import first_study

__all__ = ["first_adsl", "first_study"]
