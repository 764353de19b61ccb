"""What is deployed: the packages that a function's instance sees, in folders, archives, layers and images."""

from ennead.packages.deployed.answer import Deployed
from ennead.packages.deployed.places import Places
from ennead.packages.deployed.read import deployed

__all__ = ["Deployed", "Places", "deployed"]
