-- 3600 seconds
ALTER TABLE jobs ALTER max_processing_seconds SET DEFAULT 3600; -- planted
UPDATE jobs SET name = 'a3600b';
