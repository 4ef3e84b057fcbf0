"""The store on a PostgreSQL server. Only here psycopg is imported."""
