"""Derivations: SDTM to ADaM, never from raw."""
