-- academy-video-jobs may be named in a comment
UPDATE jobs SET queue_url = 'academy-video-jobs'; -- planted
