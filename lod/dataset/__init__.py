"""What we tell the world about the whole: descriptions, VoID, dumps, feeds, sitemaps."""
