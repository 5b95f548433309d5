"""Platforms: thin adapters between a platform's messages and `Query` / `Answer`."""
