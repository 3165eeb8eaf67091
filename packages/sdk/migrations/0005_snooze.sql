-- A handler may put its job off without spending an attempt, but not for ever: since when it has done so.
ALTER TABLE jobs ADD COLUMN snoozing_since timestamptz;

-- A redriven job starts over in this, too.
CREATE OR REPLACE FUNCTION academy_refuse_leaving_terminal_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'DEAD' AND NEW.status = 'PENDING' AND NEW.fence > OLD.fence THEN
    NEW.snoozing_since := NULL;
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'job % is % and stays so', OLD.job_id, OLD.status USING ERRCODE = 'AC001';
END
$$;
