-- The key that students refer to is made again, as the youngest index of its table.
--
-- The server plans the look-up behind a foreign key from what it believes of the table, once a connection. Where the
-- statistics were taken while all rows were uncommitted or rolled back, it believes in pages without a row, every index
-- costs the same, and among equals it takes the youngest: parents_user by its second column, read from end to end for
-- every student of an import.
ALTER TABLE students DROP CONSTRAINT students_parent_id_tenant_id_fkey;
ALTER TABLE parents DROP CONSTRAINT parents_pkey, ADD CONSTRAINT parents_pkey PRIMARY KEY (parent_id, tenant_id);
ALTER TABLE students ADD FOREIGN KEY (parent_id, tenant_id) REFERENCES parents (parent_id, tenant_id);
