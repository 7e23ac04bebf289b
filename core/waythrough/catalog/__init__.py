"""Platforms as data."""
