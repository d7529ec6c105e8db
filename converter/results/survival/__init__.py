"""Time to event: Kaplan-Meier, competing risks, their curves."""
