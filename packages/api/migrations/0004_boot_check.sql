-- The API refuses to boot on a database that lacks a migration it needs; for that it reads their names.
GRANT SELECT ON academy_migrations TO academy_api;
