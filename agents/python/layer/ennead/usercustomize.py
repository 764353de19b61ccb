"""A second chance, where another sitecustomize came first and did not go on to ours."""

import ennead_attach

ennead_attach.attach("usercustomize")
