-- AlterTable
ALTER TABLE "render_chunk" ADD COLUMN "cpu_seconds" DOUBLE PRECISION,
    ADD COLUMN "expected_seconds" DOUBLE PRECISION,
    ADD COLUMN "wall_seconds" DOUBLE PRECISION,
    ADD COLUMN "work" JSONB;

-- AlterTable
ALTER TABLE "render_progress" ADD COLUMN "slots" INTEGER,
    ADD COLUMN "tail_seconds" DOUBLE PRECISION;

-- AlterTable
ALTER TABLE "worker" ADD COLUMN "slots" INTEGER,
    ADD COLUMN "toolchain" JSONB;

-- CreateIndex
CREATE INDEX "render_chunk_workspace_id_finished_at_idx" ON "render_chunk"("workspace_id", "finished_at" DESC);

-- From here on written by hand, see the first migration. No semicolon but at a statement's end.
-- How many tenants share the slots: a number is all that one may know of the others.
CREATE POLICY "load" ON "render" FOR SELECT TO CURRENT_USER USING (true);
CREATE FUNCTION busy_neighbours() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT count(DISTINCT workspace_id)::int FROM public.render
          WHERE status = 'RENDERING' AND workspace_id IS DISTINCT FROM public.current_workspace() $$;
REVOKE ALL ON FUNCTION busy_neighbours() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION busy_neighbours() TO wp_app;
