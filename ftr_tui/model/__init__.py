"""What a review is: pure data and arithmetic, no I/O and no clock (time is passed in)."""
