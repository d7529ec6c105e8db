"""The trial as its exports show it: arms, visits, elements, and the draft of study.yaml."""
