"""Where rows live: the database, its column types and its migrations."""
