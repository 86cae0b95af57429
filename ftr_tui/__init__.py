"""ftr-tui: through the AWS Foundational Technical Review, question by question."""

__version__ = "0.1.0"
