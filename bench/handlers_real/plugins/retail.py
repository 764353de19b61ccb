"""Prices for everybody: to the cent."""


def rounded(total):
    return round(total, 2)
