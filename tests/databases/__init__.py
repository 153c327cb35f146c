"""How a test database is made and put back, on each of the databases Granule runs on."""
