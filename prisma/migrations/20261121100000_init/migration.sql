-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "asset_status" AS ENUM ('PROCESSING', 'READY', 'REJECTED');

-- CreateEnum
CREATE TYPE "render_status" AS ENUM ('QUEUED', 'PLANNING', 'GENERATING', 'RENDERING', 'ASSEMBLING', 'PUBLISHING', 'COMPLETED', 'FAILED', 'CANCELED');

-- CreateEnum
CREATE TYPE "render_backend" AS ENUM ('FFMPEG', 'MEDIACONVERT');

-- CreateEnum
CREATE TYPE "generation_status" AS ENUM ('PENDING', 'QUEUED', 'RUNNING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELED', 'PARKED');

-- CreateEnum
CREATE TYPE "generation_kind" AS ENUM ('VIDEO', 'IMAGE');

-- CreateTable
CREATE TABLE "workspace" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "max_render_seconds" INTEGER NOT NULL DEFAULT 21600,
    "max_timeline_seconds" INTEGER NOT NULL DEFAULT 14400,
    "max_upload_bytes" BIGINT NOT NULL DEFAULT 10737418240,
    "last_seq" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "asset" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "created_by" TEXT NOT NULL,
    "project_id" TEXT,
    "status" "asset_status" NOT NULL DEFAULT 'PROCESSING',
    "name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "upload_key" TEXT,
    "completed_upload_at" TIMESTAMPTZ(3),
    "source_url" TEXT,
    "object_key" TEXT,
    "sha256" TEXT,
    "bytes" BIGINT,
    "probe" JSONB,
    "failure" JSONB,
    "started_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "asset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "render" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "created_by" TEXT NOT NULL,
    "project_id" TEXT,
    "status" "render_status" NOT NULL DEFAULT 'QUEUED',
    "preset" TEXT,
    "priority" INTEGER NOT NULL,
    "pipeline_version" TEXT NOT NULL,
    "backend" "render_backend" NOT NULL DEFAULT 'FFMPEG',
    "timeline_key" TEXT NOT NULL,
    "output" JSONB NOT NULL,
    "metadata" JSONB,
    "timeout_seconds" INTEGER NOT NULL,
    "frames_total" INTEGER,
    "duration_seconds" DOUBLE PRECISION,
    "chunks_total" INTEGER,
    "plan_key" TEXT,
    "estimate" JSONB,
    "failure" JSONB,
    "cost" JSONB,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "retry_of" UUID,
    "root_id" UUID NOT NULL,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "cancel_requested_at" TIMESTAMPTZ(3),
    "workflow_started_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "render_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "render_output" (
    "id" UUID NOT NULL,
    "render_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "format" TEXT NOT NULL,
    "object_key" TEXT NOT NULL,
    "poster_key" TEXT,
    "content_type" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "duration_seconds" DOUBLE PRECISION NOT NULL,
    "frames" INTEGER NOT NULL,
    "width" INTEGER,
    "height" INTEGER,

    CONSTRAINT "render_output_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "render_event" (
    "render_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "workspace_id" UUID NOT NULL,
    "workspace_seq" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "snapshot" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "render_event_pkey" PRIMARY KEY ("render_id","seq")
);

-- CreateTable
CREATE TABLE "render_progress" (
    "render_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "percent" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "frames_done" INTEGER NOT NULL DEFAULT 0,
    "frames_total" INTEGER NOT NULL DEFAULT 0,
    "chunks_done" INTEGER NOT NULL DEFAULT 0,
    "chunks_reused" INTEGER NOT NULL DEFAULT 0,
    "fps" DOUBLE PRECISION,
    "speed" DOUBLE PRECISION,
    "eta_seconds" DOUBLE PRECISION,
    "rendering_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "render_progress_pkey" PRIMARY KEY ("render_id")
);

-- CreateTable
CREATE TABLE "render_chunk" (
    "render_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "workspace_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "frames" INTEGER NOT NULL,
    "frames_done" INTEGER NOT NULL DEFAULT 0,
    "reused" BOOLEAN NOT NULL DEFAULT false,
    "worker" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "render_chunk_pkey" PRIMARY KEY ("render_id","index")
);

-- CreateTable
CREATE TABLE "render_log" (
    "id" BIGSERIAL NOT NULL,
    "render_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "source" TEXT NOT NULL,
    "line" TEXT NOT NULL,

    CONSTRAINT "render_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chunk" (
    "workspace_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'video',
    "object_key" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "frames" INTEGER NOT NULL,
    "key_parts" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "chunk_pkey" PRIMARY KEY ("workspace_id","key")
);

-- CreateTable
CREATE TABLE "generation" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "created_by" TEXT NOT NULL,
    "project_id" TEXT,
    "intent_key" TEXT NOT NULL,
    "direct" BOOLEAN NOT NULL DEFAULT false,
    "status" "generation_status" NOT NULL DEFAULT 'PENDING',
    "kind" "generation_kind" NOT NULL DEFAULT 'VIDEO',
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "prompt" TEXT,
    "input" JSONB NOT NULL,
    "provider_state" TEXT,
    "provider_id" TEXT,
    "progress" DOUBLE PRECISION,
    "estimated_seconds" DOUBLE PRECISION,
    "output_asset_id" UUID,
    "failure" JSONB,
    "cost" JSONB,
    "timeout_seconds" INTEGER NOT NULL DEFAULT 1800,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "cancel_requested_at" TIMESTAMPTZ(3),
    "workflow_started_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "generation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "generation_attempt" (
    "id" UUID NOT NULL,
    "generation_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "send_before" TIMESTAMPTZ(3) NOT NULL,
    "provider_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "generation_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "generation_waiter" (
    "generation_id" UUID NOT NULL,
    "render_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,

    CONSTRAINT "generation_waiter_pkey" PRIMARY KEY ("generation_id","render_id")
);

-- CreateTable
CREATE TABLE "asset_waiter" (
    "asset_id" UUID NOT NULL,
    "render_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,

    CONSTRAINT "asset_waiter_pkey" PRIMARY KEY ("asset_id","render_id")
);

-- CreateTable
CREATE TABLE "generation_event" (
    "generation_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "workspace_id" UUID NOT NULL,
    "workspace_seq" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "snapshot" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "generation_event_pkey" PRIMARY KEY ("generation_id","seq")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "workspace_id" UUID NOT NULL,
    "operation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "result_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("workspace_id","operation","key")
);

-- CreateTable
CREATE TABLE "worker" (
    "id" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "queues" TEXT[],
    "capabilities" TEXT[],
    "processed" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "last_job_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_workspace_id_idx" ON "api_key"("workspace_id");

-- CreateIndex
CREATE INDEX "asset_workspace_id_created_at_id_idx" ON "asset"("workspace_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "asset_workspace_id_project_id_idx" ON "asset"("workspace_id", "project_id");

-- CreateIndex
CREATE INDEX "asset_status_idx" ON "asset"("status");

-- CreateIndex
CREATE INDEX "render_workspace_id_created_at_id_idx" ON "render"("workspace_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "render_workspace_id_status_idx" ON "render"("workspace_id", "status");

-- CreateIndex
CREATE INDEX "render_workspace_id_project_id_idx" ON "render"("workspace_id", "project_id");

-- CreateIndex
CREATE INDEX "render_workspace_id_created_by_idx" ON "render"("workspace_id", "created_by");

-- CreateIndex
CREATE INDEX "render_status_idx" ON "render"("status");

-- CreateIndex
CREATE UNIQUE INDEX "render_output_render_id_index_key" ON "render_output"("render_id", "index");

-- CreateIndex
CREATE INDEX "render_event_workspace_id_workspace_seq_idx" ON "render_event"("workspace_id", "workspace_seq");

-- CreateIndex
CREATE UNIQUE INDEX "render_event_render_id_step_key" ON "render_event"("render_id", "step");

-- CreateIndex
CREATE INDEX "render_chunk_workspace_id_key_idx" ON "render_chunk"("workspace_id", "key");

-- CreateIndex
CREATE INDEX "render_log_render_id_id_idx" ON "render_log"("render_id", "id");

-- CreateIndex
CREATE INDEX "chunk_workspace_id_last_used_at_idx" ON "chunk"("workspace_id", "last_used_at");

-- CreateIndex
CREATE INDEX "generation_workspace_id_intent_key_idx" ON "generation"("workspace_id", "intent_key");

-- CreateIndex
CREATE INDEX "generation_workspace_id_created_at_id_idx" ON "generation"("workspace_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "generation_workspace_id_status_idx" ON "generation"("workspace_id", "status");

-- CreateIndex
CREATE INDEX "generation_status_idx" ON "generation"("status");

-- CreateIndex
CREATE UNIQUE INDEX "generation_attempt_token_hash_key" ON "generation_attempt"("token_hash");

-- CreateIndex
CREATE INDEX "generation_attempt_generation_id_idx" ON "generation_attempt"("generation_id");

-- CreateIndex
CREATE INDEX "generation_waiter_render_id_idx" ON "generation_waiter"("render_id");

-- CreateIndex
CREATE INDEX "generation_event_workspace_id_workspace_seq_idx" ON "generation_event"("workspace_id", "workspace_seq");

-- CreateIndex
CREATE UNIQUE INDEX "generation_event_generation_id_step_key" ON "generation_event"("generation_id", "step");

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- AddForeignKey
ALTER TABLE "render_output" ADD CONSTRAINT "render_output_render_id_fkey" FOREIGN KEY ("render_id") REFERENCES "render"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "render_event" ADD CONSTRAINT "render_event_render_id_fkey" FOREIGN KEY ("render_id") REFERENCES "render"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "render_progress" ADD CONSTRAINT "render_progress_render_id_fkey" FOREIGN KEY ("render_id") REFERENCES "render"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "render_chunk" ADD CONSTRAINT "render_chunk_render_id_fkey" FOREIGN KEY ("render_id") REFERENCES "render"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "render_log" ADD CONSTRAINT "render_log_render_id_fkey" FOREIGN KEY ("render_id") REFERENCES "render"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "generation_attempt" ADD CONSTRAINT "generation_attempt_generation_id_fkey" FOREIGN KEY ("generation_id") REFERENCES "generation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "generation_waiter" ADD CONSTRAINT "generation_waiter_generation_id_fkey" FOREIGN KEY ("generation_id") REFERENCES "generation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "generation_event" ADD CONSTRAINT "generation_event_generation_id_fkey" FOREIGN KEY ("generation_id") REFERENCES "generation"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- ---------------------------------------------------------------------------------------------------------------------
-- From here on written by hand: what Prisma's schema has no words for. No semicolon but at a statement's end, not even in a comment or a
-- function's body: where Prisma's engine runs as WebAssembly the script is cut at every one.
--
-- Roles (made by setup, or by the cluster's administrator, see docs/architecture.md, "Tenancy"):
--   the migrating role (wp_owner) owns the tables,
--   wp_app    gateway and workers: rows of the workspace set in the transaction, nothing else,
--   wp_system the orchestrator's maintenance: reads what the sweeper needs when no workspace is set, writes go through wp_app.
-- None is a superuser or bypasses row security, and FORCE puts the owner under the policies too.

-- An intent is bought once: unique among those that have not failed and are not being canceled.
CREATE UNIQUE INDEX "generation_live_intent" ON "generation" ("workspace_id", "intent_key")
    WHERE "status" NOT IN ('FAILED', 'CANCELED') AND "cancel_requested_at" IS NULL;

GRANT USAGE ON SCHEMA "public" TO wp_app, wp_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON
    "workspace",
    "api_key",
    "asset",
    "render",
    "render_output",
    "render_event",
    "render_progress",
    "render_chunk",
    "render_log",
    "chunk",
    "generation",
    "generation_attempt",
    "generation_waiter",
    "asset_waiter",
    "generation_event",
    "idempotency_key",
    "worker"
    TO wp_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA "public" TO wp_app;

-- The workspace of this transaction, NULL when none is set, and NULL equals nothing.
CREATE FUNCTION current_workspace() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.workspace', true), '')::uuid;

ALTER TABLE "workspace" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "workspace" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "workspace" USING ("id" = current_workspace()) WITH CHECK ("id" = current_workspace());

ALTER TABLE "api_key" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "api_key" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "api_key" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

ALTER TABLE "asset" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "asset" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "asset" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

ALTER TABLE "render" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "render" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "render" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

ALTER TABLE "render_output" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "render_output" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "render_output" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

ALTER TABLE "render_event" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "render_event" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "render_event" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

ALTER TABLE "render_progress" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "render_progress" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "render_progress" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

ALTER TABLE "render_chunk" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "render_chunk" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "render_chunk" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

ALTER TABLE "render_log" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "render_log" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "render_log" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

ALTER TABLE "chunk" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "chunk" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "chunk" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

ALTER TABLE "generation" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "generation" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "generation" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

ALTER TABLE "generation_attempt" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "generation_attempt" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "generation_attempt" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

ALTER TABLE "generation_waiter" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "generation_waiter" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "generation_waiter" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

ALTER TABLE "asset_waiter" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "asset_waiter" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "asset_waiter" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

ALTER TABLE "generation_event" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "generation_event" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "generation_event" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

ALTER TABLE "idempotency_key" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "idempotency_key" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "idempotency_key" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

-- Workers are no tenant's: everybody sees them, they write themselves.
ALTER TABLE "worker" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "worker" FORCE ROW LEVEL SECURITY;
CREATE POLICY "everybody" ON "worker" FOR SELECT USING (true);
CREATE POLICY "write" ON "worker" TO wp_app USING (true) WITH CHECK (true);
GRANT SELECT, DELETE ON "worker" TO wp_system;
CREATE POLICY "silent" ON "worker" FOR DELETE TO wp_system USING ("last_seen_at" < now() - interval '1 hour');

-- What the sweeper reads across workspaces. With a workspace set wp_system sees that one only, as everybody does.
GRANT SELECT ON "workspace", "render", "asset", "generation" TO wp_system;
CREATE POLICY "sweep" ON "workspace" FOR SELECT TO wp_system USING (current_workspace() IS NULL);
CREATE POLICY "sweep" ON "render" FOR SELECT TO wp_system USING (current_workspace() IS NULL);
CREATE POLICY "sweep" ON "asset" FOR SELECT TO wp_system USING (current_workspace() IS NULL);
CREATE POLICY "sweep" ON "generation" FOR SELECT TO wp_system USING (current_workspace() IS NULL);

-- Idempotency keys are kept for 30 days, younger ones can't be removed by mistake.
GRANT SELECT, DELETE ON "idempotency_key" TO wp_system;
CREATE POLICY "expired" ON "idempotency_key" FOR SELECT TO wp_system USING ("created_at" < now() - interval '30 days');
CREATE POLICY "expire" ON "idempotency_key" FOR DELETE TO wp_system USING ("created_at" < now() - interval '30 days');

-- Before a workspace is known there is a secret: these two functions turn its hash into one workspace id and show nothing else. They run
-- as the owner, who is under FORCE like everybody, and two SELECT policies let the owner, and so only these functions and migrations, read
-- the two tables that hold the hashes. Services never connect as the owner.
CREATE POLICY "look_up" ON "api_key" FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY "look_up" ON "generation_attempt" FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION workspace_of_api_key(key_hash text) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT workspace_id FROM public.api_key WHERE hash = key_hash AND revoked_at IS NULL $$;
CREATE FUNCTION workspace_of_callback_token(token text) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT workspace_id FROM public.generation_attempt WHERE token_hash = token $$;
REVOKE ALL ON FUNCTION workspace_of_api_key(text), workspace_of_callback_token(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION workspace_of_api_key(text), workspace_of_callback_token(text) TO wp_app;
