"""What the screens show, as rows: pure functions of a desk, tested without a terminal."""
