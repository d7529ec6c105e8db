"""Settings of all tests."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # timings belong to benchmarks
settings.load_profile("untimed")
