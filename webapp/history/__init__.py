"""How each thing was described before: pages, feeds, and Memento (RFC 7089), all from the register's log."""
