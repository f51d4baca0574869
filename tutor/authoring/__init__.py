"""What authors do with lessons: check them and report on them, and keep many of them in order."""
