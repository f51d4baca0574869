"""From YAML to a checked, immutable lesson: reading, meaning, expressions, grading, catalogue."""
