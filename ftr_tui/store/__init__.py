"""Our files: questionnaires, sessions, findings, settings."""
