"""Nothing is lost, nothing is there twice."""
