"""How the models of acts and questions are made, from what was written and labelled for it."""
