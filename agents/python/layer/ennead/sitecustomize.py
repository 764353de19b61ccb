"""What `site` runs at start: the agent waits for the runtime client; then the sitecustomize of before runs."""

import ennead_attach

ennead_attach.attach("sitecustomize")
