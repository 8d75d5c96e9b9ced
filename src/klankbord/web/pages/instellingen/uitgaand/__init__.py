"""One's own rules for what goes out: made, tried out, stopped; and what became of each delivery."""
