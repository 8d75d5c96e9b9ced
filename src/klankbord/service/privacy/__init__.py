"""Parties and their say: told of the recording or not, objections, private calls."""
