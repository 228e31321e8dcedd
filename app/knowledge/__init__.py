"""The knowledge base: articles from git, published in generations, read and rated."""
