"""From a question to an answer, whatever the platform."""
