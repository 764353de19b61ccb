"""How a change is written in each dialect: a check names the change, and what is shown fits the node it is about."""
