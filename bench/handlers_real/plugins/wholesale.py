"""Prices for dealers: to the whole."""


def rounded(total):
    return float(round(total))
