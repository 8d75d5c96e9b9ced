"""The loop of learning: a flag, its review of two sides, a lesson, an experiment, its effect."""
