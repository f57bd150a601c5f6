"""What lies on disk: catalogs, reviews, evidence."""
