"""Widgets of our own, small and drawn line by line."""
