-- The job row is the authority: SQS only carries and wakes, Redis only shows.

CREATE TABLE tenants (
  tenant_id text PRIMARY KEY CHECK (tenant_id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text NOT NULL,
  tier text NOT NULL CHECK (tier IN ('lite', 'basic', 'premium')),
  messaging_hold boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- One row per worker process and identity. fillfactor leaves room for HOT updates: one small UPDATE a beat.
CREATE TABLE workers (
  worker_id text PRIMARY KEY,
  name text NOT NULL,
  fleet text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  beat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  declared_dead_at timestamptz
) WITH (fillfactor = 50);

CREATE TABLE jobs (
  job_id uuid PRIMARY KEY,
  message_id uuid NOT NULL,
  tenant_id text NOT NULL REFERENCES tenants,
  kind text NOT NULL CHECK (kind IN ('ai', 'video', 'messaging')),
  job_type text NOT NULL,
  tier text NOT NULL CHECK (tier IN ('lite', 'basic', 'premium')),
  fleet text NOT NULL,
  channel text NOT NULL,
  status text NOT NULL DEFAULT 'PENDING'
    CHECK (status IN ('PENDING', 'RUNNING', 'RETRYING', 'DONE', 'FAILED', 'CANCELLED', 'DEAD')),
  payload jsonb NOT NULL,
  idempotency_key text,
  attempt integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
  crashes integer NOT NULL DEFAULT 0,
  max_attempts integer NOT NULL CHECK (max_attempts > 0),
  max_processing_seconds integer NOT NULL CHECK (max_processing_seconds > 0),
  -- Raised by every claim and by every hand that takes the job from its owner.
  fence bigint NOT NULL DEFAULT 0,
  -- Set while a handler may be running, CANCELLED jobs included: the slot is counted until the handler has ended.
  locked_by text,
  lease_expires_at timestamptz,
  due_at timestamptz NOT NULL DEFAULT now(),
  -- The newest receipt handle that any worker saw; whoever ends the job deletes the message with it.
  queue_url text,
  receipt_handle text,
  error_code text,
  error_message text,
  correlation_id text NOT NULL,
  traceparent text,
  subject_type text,
  subject_id text,
  retry_of uuid REFERENCES jobs,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz,
  -- The worker that ended the job: should it be gone before it could show the end, others do.
  finished_by text,
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (status <> 'RUNNING' OR locked_by IS NOT NULL)
) WITH (fillfactor = 80);

-- Without the jobs that have no key, since each of their changes would be written there too.
CREATE UNIQUE INDEX jobs_idempotency_keys ON jobs (tenant_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX jobs_tenant_status ON jobs (tenant_id, status);
CREATE INDEX jobs_tenant_job ON jobs (tenant_id, job_id);
CREATE INDEX jobs_tenant_created ON jobs (tenant_id, created_at DESC, job_id);
CREATE INDEX jobs_waiting ON jobs (fleet, due_at) WHERE status IN ('PENDING', 'RETRYING');
CREATE INDEX jobs_waiting_tenants ON jobs (fleet, tenant_id, due_at) WHERE status IN ('PENDING', 'RETRYING');
CREATE INDEX jobs_ended ON jobs (finished_by, finished_at) WHERE finished_by IS NOT NULL;
CREATE INDEX jobs_held ON jobs (locked_by) WHERE locked_by IS NOT NULL;
CREATE INDEX jobs_held_tenants ON jobs (fleet, tenant_id) WHERE locked_by IS NOT NULL;

-- DONE, FAILED, CANCELLED and DEAD are final. DEAD has one exit, redrive, back to PENDING.
CREATE FUNCTION academy_refuse_leaving_terminal_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'DEAD' AND NEW.status = 'PENDING' AND NEW.fence > OLD.fence THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'job % is % and stays so', OLD.job_id, OLD.status USING ERRCODE = 'AC001';
END
$$;

CREATE TRIGGER jobs_terminal_is_final BEFORE UPDATE ON jobs
  FOR EACH ROW WHEN (OLD.status IN ('DONE', 'FAILED', 'CANCELLED', 'DEAD') AND NEW.status IS DISTINCT FROM OLD.status)
  EXECUTE FUNCTION academy_refuse_leaving_terminal_state();

-- At most one result a job: the primary key is the job's (check 8).
CREATE TABLE job_results (
  job_id uuid PRIMARY KEY REFERENCES jobs,
  tenant_id text NOT NULL, -- the job's, whose reference holds
  result jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE job_checkpoints (
  job_id uuid PRIMARY KEY REFERENCES jobs,
  tenant_id text NOT NULL REFERENCES tenants,
  fence bigint NOT NULL,
  value jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- What must reach a queue. A row is deleted once SQS has taken its message (P-04, P-05).
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id uuid NOT NULL REFERENCES jobs,
  tenant_id text NOT NULL REFERENCES tenants,
  destination text NOT NULL CHECK (destination IN ('queue', 'dead_letter_queue')),
  -- Why a job went to the dead-letter queue; empty for ordinary work.
  reason jsonb,
  relay_after timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (job_id, destination)
);
CREATE INDEX outbox_due ON outbox (relay_after, id);

CREATE TABLE job_audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id uuid NOT NULL REFERENCES jobs,
  tenant_id text NOT NULL REFERENCES tenants,
  action text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}',
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX job_audit_job ON job_audit (job_id, at);

-- The API: its own tenant's rows and nothing else (P-26). The tenant is set by SET LOCAL in each transaction.
GRANT SELECT ON tenants TO academy_api, academy_relay;
GRANT SELECT, INSERT, UPDATE ON jobs TO academy_api;
GRANT SELECT ON job_results TO academy_api;
GRANT SELECT, INSERT, DELETE ON outbox TO academy_api;
GRANT SELECT, INSERT ON job_audit TO academy_api;
GRANT SELECT ON jobs TO academy_relay;
GRANT SELECT, UPDATE, DELETE ON outbox TO academy_relay; -- UPDATE: to lock its batch
GRANT SELECT ON tenants TO academy_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON workers TO academy_worker;
GRANT SELECT, UPDATE ON jobs TO academy_worker;
GRANT SELECT, INSERT ON job_results TO academy_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON job_checkpoints TO academy_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO academy_worker;
GRANT SELECT, INSERT ON job_audit TO academy_worker;

DO $$
DECLARE
  protected text;
BEGIN
  FOREACH protected IN ARRAY ARRAY['tenants', 'jobs', 'job_results', 'job_checkpoints', 'outbox', 'job_audit'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', protected);
    EXECUTE format(
      'CREATE POLICY tenant_only ON %I TO academy_api USING (tenant_id = current_setting(''app.tenant_id'', true)) WITH CHECK (tenant_id = current_setting(''app.tenant_id'', true))',
      protected);
    EXECUTE format('CREATE POLICY every_tenant ON %I TO academy_relay, academy_worker USING (true) WITH CHECK (true)', protected);
  END LOOP;
END
$$;
