"""Action mode: the next thing to do, and one button to come back to a call later."""
