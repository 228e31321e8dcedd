"""Pages that belong to no single feature: home, health, look."""
