"""Pure functions from observations to verdicts, and from verdicts to words."""
