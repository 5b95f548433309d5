"""What we say (`*.ftl`, Project Fluent) and what we listen for (`cues.toml`), per language."""
