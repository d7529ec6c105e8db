"""Planning: names resolved, rules bound to functions, order fixed; no data read yet."""

from converter.plan.make import make_plan

__all__ = ["make_plan"]
