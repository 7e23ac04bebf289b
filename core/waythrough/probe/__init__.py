"""Flows that walk steps over a dialer and leave observations."""
