-- Lecture videos.
--
--   PENDING ──► UPLOADED ──► PROCESSING ──► READY
--                  ▲ ▲            │  │
--                  │ └────────────┘  ▼
--                  └────────────── FAILED
--
-- PENDING: an upload was announced. UPLOADED: the source lies complete in object storage and waits for a worker, for the
-- first time, again after a failed attempt, or after a retry by hand. PROCESSING: a worker has begun. READY: every object
-- is in its place; final (P-34). FAILED: error_code says why; the source is still there (P-33).

CREATE TABLE videos (
  id                bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id         text        NOT NULL REFERENCES tenants (tenant_id),
  session_id        bigint      NOT NULL CHECK (session_id > 0),
  title             text        NOT NULL CHECK (title <> ''),
  status            text        NOT NULL DEFAULT 'PENDING'
    CHECK (status IN ('PENDING', 'UPLOADED', 'PROCESSING', 'READY', 'FAILED')),

  source_key        text        NOT NULL UNIQUE,
  source_size_bytes bigint               CHECK (source_size_bytes > 0),
  content_type      text,
  -- While PENDING: what the upload's completion needs (multipart id, part size, number of parts).
  upload            jsonb                CHECK (jsonb_typeof(upload) = 'object'),

  -- READY only.
  hls_key           text,
  thumbnail_key     text,
  duration_seconds  double precision     CHECK (duration_seconds > 0),
  rungs             jsonb                CHECK (jsonb_typeof(rungs) = 'array'),

  -- FAILED only.
  error_code        text,
  error_message     text,

  created_at        timestamptz NOT NULL DEFAULT now(),
  updated_at        timestamptz NOT NULL DEFAULT now(),
  ready_at          timestamptz,

  -- Every key lies under the tenant's own prefix (P-25).
  CONSTRAINT videos_keys_of_tenant CHECK (
    starts_with(source_key, 'tenants/' || tenant_id || '/')
    AND (hls_key IS NULL OR starts_with(hls_key, 'tenants/' || tenant_id || '/'))
    AND (thumbnail_key IS NULL OR starts_with(thumbnail_key, 'tenants/' || tenant_id || '/'))
  ),
  CONSTRAINT videos_ready_is_complete CHECK (
    (status = 'READY') = (hls_key IS NOT NULL AND thumbnail_key IS NOT NULL AND duration_seconds IS NOT NULL
      AND rungs IS NOT NULL AND ready_at IS NOT NULL)
  ),
  CONSTRAINT videos_failed_has_reason CHECK ((status = 'FAILED') = (error_code IS NOT NULL))
);

CREATE INDEX videos_tenant_status ON videos (tenant_id, status);
CREATE INDEX videos_session_status ON videos (session_id, status);
CREATE INDEX videos_tenant_created ON videos (tenant_id, created_at DESC, id DESC);

-- One active job a video, whoever creates it and however often (a double click, two tabs, a redrive beside a retry).
CREATE UNIQUE INDEX jobs_one_active_a_video ON jobs (subject_type, subject_id)
  WHERE subject_type = 'video' AND status IN ('PENDING', 'RUNNING', 'RETRYING');

-- The arrows of the picture above and no others.
CREATE FUNCTION academy_refuse_illegal_video_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.status, NEW.status) IN (
    ('PENDING', 'UPLOADED'), ('UPLOADED', 'PROCESSING'), ('UPLOADED', 'FAILED'), ('PROCESSING', 'READY'),
    ('PROCESSING', 'FAILED'), ('PROCESSING', 'UPLOADED'), ('FAILED', 'UPLOADED')
  ) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'video % is % and cannot become %', OLD.id, OLD.status, NEW.status USING ERRCODE = 'AC003';
END
$$;

CREATE TRIGGER videos_follow_their_states BEFORE UPDATE ON videos
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION academy_refuse_illegal_video_transition();

ALTER TABLE videos ENABLE ROW LEVEL SECURITY;
CREATE POLICY videos_of_tenant ON videos TO academy_api
  USING (tenant_id = current_setting('app.tenant_id', true))
  WITH CHECK (tenant_id = current_setting('app.tenant_id', true));
-- A worker serves every tenant; each of its statements names the tenant of its job.
CREATE POLICY videos_of_worker ON videos TO academy_worker USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON videos TO academy_api;
GRANT SELECT, UPDATE ON videos TO academy_worker;
