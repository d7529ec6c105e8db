"""The records of the drafted datasets: demographics, events and interventions, findings, what is derived of them."""
