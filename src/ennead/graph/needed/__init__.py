"""What functions need to be allowed: from the requests of their code, their triggers, their configuration."""
