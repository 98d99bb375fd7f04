"""One module a resource; each offers `api`, a blueprint that the application registers."""
