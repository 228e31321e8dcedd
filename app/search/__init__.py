"""Full-text search over documents; knows nothing of articles, people or pages."""
