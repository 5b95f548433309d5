"""The things with I/O behind the Protocols of `bot.ports`: storage, limits, metrics, health, the HTTP door."""
