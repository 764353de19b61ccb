"""The parts of the vault."""

from .keys import *
from .sealing import seal_note as seal
