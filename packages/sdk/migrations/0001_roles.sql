-- Three roles, so that a mistake in one process cannot reach what another may do (design.md §5):
-- the API lives under row-level security, the relay sees only the outbox, workers see every tenant's jobs.
-- Roles belong to the cluster, not to a database: several databases may be migrated side by side.
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['academy_api', 'academy_relay', 'academy_worker'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
        EXECUTE format('CREATE ROLE %I LOGIN', wanted);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL; -- another database of this cluster was faster
    END;
  END LOOP;
END
$$;

GRANT USAGE ON SCHEMA public TO academy_api, academy_relay, academy_worker;
