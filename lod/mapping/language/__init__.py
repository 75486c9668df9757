"""The mapping language: YAML files read, checked and laid over each other."""
