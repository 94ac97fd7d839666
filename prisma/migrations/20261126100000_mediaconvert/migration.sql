-- AlterTable
ALTER TABLE "workspace" ADD COLUMN "default_backend" "render_backend" NOT NULL DEFAULT 'FFMPEG',
    ADD COLUMN "s3_sources" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "render_job" (
    "id" UUID NOT NULL,
    "render_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "round" INTEGER NOT NULL,
    "token" UUID NOT NULL,
    "job_id" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "render_job_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "render_job_token_key" ON "render_job"("token");

-- CreateIndex
CREATE UNIQUE INDEX "render_job_render_id_round_key" ON "render_job"("render_id", "round");

-- CreateIndex
CREATE INDEX "render_job_workspace_id_idx" ON "render_job"("workspace_id");

-- AddForeignKey
ALTER TABLE "render_job" ADD CONSTRAINT "render_job_render_id_fkey" FOREIGN KEY ("render_id") REFERENCES "render"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on written by hand, see the first migration. No semicolon but at a statement's end.
GRANT SELECT, INSERT, UPDATE, DELETE ON "render_job" TO wp_app;

ALTER TABLE "render_job" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "render_job" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "render_job" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());
