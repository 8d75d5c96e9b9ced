"""How the other party of a call was told; and calling it private."""
