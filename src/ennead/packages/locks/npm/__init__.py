"""npm, yarn, pnpm and bun."""
