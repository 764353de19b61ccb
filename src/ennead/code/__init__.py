"""What handler code does: one program model for Python, JavaScript, TypeScript and Java, and questions to it."""
