"""A first mapping for records that nobody has mapped yet."""
