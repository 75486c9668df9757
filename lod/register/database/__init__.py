"""The database below the register: SQLite, or PostgreSQL behind the same few methods."""
