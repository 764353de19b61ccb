"""The application's own supply chain: workflows that deploy it, base images, foreign layers, artefact buckets."""
