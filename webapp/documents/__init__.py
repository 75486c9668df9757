"""Things and their descriptions: /id/ and /doc/, in every form."""
