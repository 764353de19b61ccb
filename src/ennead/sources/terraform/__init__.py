"""Terraform: a saved plan, or the `.tf` files of a root module; nothing is run, nothing is fetched."""
