-- AlterTable
ALTER TABLE "generation" ADD COLUMN "bought_for" UUID,
    ADD COLUMN "estimate" JSONB,
    ADD COLUMN "waiters_failed_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "render" ADD COLUMN "max_cost" BIGINT;

-- AlterTable
ALTER TABLE "generation_attempt" ADD COLUMN "request_hash" TEXT,
    ADD COLUMN "called_back" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "spend_account" (
    "workspace_id" UUID NOT NULL,
    "daily_cap" BIGINT,
    "monthly_cap" BIGINT,
    "day" DATE NOT NULL,
    "day_spent" BIGINT NOT NULL DEFAULT 0,
    "month" DATE NOT NULL,
    "month_spent" BIGINT NOT NULL DEFAULT 0,
    "reserved" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "spend_account_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateTable
CREATE TABLE "spend_hold" (
    "holder_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "micros" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "spend_hold_pkey" PRIMARY KEY ("holder_id")
);

-- CreateTable
CREATE TABLE "usage_record" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "generation_id" UUID,
    "render_id" UUID,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "project_id" TEXT,
    "micros" BIGINT NOT NULL,
    "estimated" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_record_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "provider_job" (
    "provider" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "generation_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,

    CONSTRAINT "provider_job_pkey" PRIMARY KEY ("provider","provider_id")
);

-- CreateTable
CREATE TABLE "heard_callback" (
    "generation_id" UUID NOT NULL,
    "message_hash" TEXT NOT NULL,
    "workspace_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "heard_callback_pkey" PRIMARY KEY ("generation_id","message_hash")
);

-- CreateIndex
CREATE INDEX "generation_attempt_request_hash_idx" ON "generation_attempt"("request_hash");

-- CreateIndex
CREATE INDEX "spend_hold_workspace_id_idx" ON "spend_hold"("workspace_id");

-- CreateIndex
CREATE UNIQUE INDEX "usage_record_generation_id_key" ON "usage_record"("generation_id");

-- CreateIndex
CREATE INDEX "usage_record_workspace_id_at_idx" ON "usage_record"("workspace_id", "at");

-- CreateIndex
CREATE INDEX "provider_job_generation_id_idx" ON "provider_job"("generation_id");

-- AddForeignKey
ALTER TABLE "heard_callback" ADD CONSTRAINT "heard_callback_generation_id_fkey" FOREIGN KEY ("generation_id") REFERENCES "generation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on written by hand, see the first migration. No semicolon but at a statement's end.
ALTER TABLE "spend_account" ADD CONSTRAINT "spend_account_sane" CHECK ("reserved" >= 0 AND "day_spent" >= 0 AND "month_spent" >= 0);
ALTER TABLE "spend_hold" ADD CONSTRAINT "spend_hold_sane" CHECK ("micros" >= 0);

GRANT SELECT, INSERT, UPDATE, DELETE ON "spend_account", "spend_hold", "usage_record", "provider_job", "heard_callback" TO wp_app;
ALTER TABLE "spend_account" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "spend_account" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "spend_account" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());
ALTER TABLE "spend_hold" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "spend_hold" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "spend_hold" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());
ALTER TABLE "usage_record" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "usage_record" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "usage_record" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());
ALTER TABLE "provider_job" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "provider_job" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "provider_job" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());
ALTER TABLE "heard_callback" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "heard_callback" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "heard_callback" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

-- All workspaces may buy from one account at the provider, so a listed job may be another workspace's. These two tell which jobs are
-- somebody's already, and how many other intents may have sent the same request at the same time, and show nothing else.
CREATE POLICY "look_up" ON "provider_job" FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION provider_jobs_taken(named text, ids text[]) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT provider_id FROM public.provider_job WHERE provider = named AND provider_id = ANY (ids) $$;

CREATE FUNCTION rival_attempts(hash text, not_of uuid, since timestamptz, until timestamptz) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT count(*) FROM public.generation_attempt WHERE request_hash = hash AND generation_id <> not_of
          AND state IN ('SENDING', 'AMBIGUOUS') AND send_before >= since AND created_at <= until $$;

REVOKE ALL ON FUNCTION provider_jobs_taken(text, text[]), rival_attempts(text, uuid, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION provider_jobs_taken(text, text[]), rival_attempts(text, uuid, timestamptz, timestamptz) TO wp_app;
