"""The scheduler and the cells: a plan in, events out."""
