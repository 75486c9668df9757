"""The functions that values go through, by what they are about. Each file registers its own."""
