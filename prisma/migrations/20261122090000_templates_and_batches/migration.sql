-- AlterTable
ALTER TABLE "render" ADD COLUMN "batch_id" UUID,
    ADD COLUMN "batch_row" INTEGER;

-- CreateTable
CREATE TABLE "template" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "created_by" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "timeline" JSONB NOT NULL,
    "variables" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "render_batch" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "created_by" TEXT NOT NULL,
    "project_id" TEXT,
    "template_id" UUID,
    "priority" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "metadata" JSONB,
    "cancel_requested_at" TIMESTAMPTZ(3),
    "workflow_started_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "render_batch_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "template_workspace_id_name_idx" ON "template"("workspace_id", "name");

-- CreateIndex
CREATE INDEX "render_batch_workspace_id_created_at_id_idx" ON "render_batch"("workspace_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "render_batch_finished_at_idx" ON "render_batch"("finished_at");

-- CreateIndex
CREATE INDEX "render_batch_id_batch_row_idx" ON "render"("batch_id", "batch_row");

-- From here on written by hand, see the first migration. No semicolon but at a statement's end.
GRANT SELECT, INSERT, UPDATE, DELETE ON "template", "render_batch" TO wp_app;

ALTER TABLE "template" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "template" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "template" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

ALTER TABLE "render_batch" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "render_batch" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "render_batch" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

-- What the sweeper reads across workspaces.
GRANT SELECT ON "render_batch" TO wp_system;
CREATE POLICY "sweep" ON "render_batch" FOR SELECT TO wp_system USING (current_workspace() IS NULL);
