"""JSON Schema of every kind of YAML file, made from the models and the rules, so that an editor completes and marks."""
