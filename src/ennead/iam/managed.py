"""PLACEHOLDER by the lead until the helper's version lands: overwrite freely."""
def managed_policy(name): return None
def managed_arns(): return {}
