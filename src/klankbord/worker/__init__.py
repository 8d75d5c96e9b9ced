"""The loop that takes jobs and does them."""
