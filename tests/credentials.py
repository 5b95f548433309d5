"""Credentials of nobody: what deploy/ calls them, and values of the form that the settings take."""

SECRETS = {
    "telegram-token": "123456:a-token-of-nobody",
    "telegram-webhook-secret": "a-secret-of-nobody",
    "discord-token": "a.token.of-nobody",
    "database-url": "postgresql://whatcode:a-password@postgresql/whatcode",
    "database-password": "a-password",
}
