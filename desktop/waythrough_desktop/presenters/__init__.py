"""From the engine's values to what the window says, and from clicks to plans."""
