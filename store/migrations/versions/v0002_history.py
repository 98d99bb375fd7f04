"""The history: rulesets used, submissions, records, findings, evidence, jobs, keys, audit events."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _create_api_key()
    _create_audit_event()
    _create_evidence()
    _create_finding()
    _create_ledger_tick()
    _create_rate_window()
    _create_record()
    _create_secret_check()
    _create_used_ruleset()
    _create_job()
    _create_submission()
    _create_answer_part()
    _create_correction()
    _create_idempotency_key()
    _create_record_count()
    _create_replacement()
    _create_rule_run()


def _create_api_key() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("organisation", sa.String(18), nullable=True),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("role <> 'submitter' OR organisation IS NOT NULL", name=op.f("ck_api_key_organisation")),
        sa.CheckConstraint(
            "role IN ('platform', 'submitter', 'reviewer', 'maintainer', 'auditor', 'admin')",
            name=op.f("ck_api_key_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
    )


def _create_audit_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=True),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("action", sa.String(50), nullable=False),
        sa.Column("subject", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_event")),
    )
    op.create_index(op.f("ix_audit_event_at"), "audit_event", ["at"], unique=False)


def _create_evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(6), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('rows', 'upload')", name=op.f("ck_evidence_kind")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_evidence")),
    )


def _create_finding() -> None:
    op.create_table(
        "finding",
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("sheet_row", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("severity", sa.String(6), nullable=False),
        sa.CheckConstraint("severity IN ('reject', 'review', 'warn', 'info')", name=op.f("ck_finding_severity")),
        sa.PrimaryKeyConstraint("submission", "position", name=op.f("pk_finding")),
        sqlite_with_rowid=False,
    )


def _create_ledger_tick() -> None:
    ledger_tick = op.create_table(
        "ledger_tick",
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("tick", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_ledger_tick")),
    )
    op.bulk_insert(ledger_tick, [{"bucket": bucket, "tick": 0} for bucket in range(64)])


def _create_rate_window() -> None:
    op.create_table(
        "rate_window",
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_rate_window")),
    )


def _create_record() -> None:
    op.create_table(
        "record",
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=True),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("organ", sa.String(18), nullable=True),
        sa.Column("item", sa.String(500), nullable=True),
        sa.Column("category", sa.String(50), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("working_days", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.SmallInteger(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.CheckConstraint("verdict BETWEEN 0 AND 2", name=op.f("ck_record_verdict")),
        sa.PrimaryKeyConstraint("submission", "row", name=op.f("pk_record")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_record_key_hash",
        "record",
        ["key_hash"],
        unique=False,
        sqlite_where=sa.text("accepted"),
        postgresql_where=sa.text("accepted"),
    )


def _create_secret_check() -> None:
    op.create_table(
        "secret_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret_check")),
    )


def _create_used_ruleset() -> None:
    op.create_table(
        "used_ruleset",
        sa.Column("digest", sa.String(80), nullable=False),
        sa.Column("ruleset", sa.String(100), nullable=False),
        sa.Column("version", sa.String(50), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_used_ruleset")),
    )


def _create_job() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("state", sa.String(7), nullable=False),
        sa.Column("organisation", sa.String(18), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=True),
        sa.Column("handover", sa.LargeBinary(), nullable=False),
        sa.Column("upload", sa.String(64), nullable=True),
        sa.Column("rows_total", sa.Integer(), nullable=True),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("rule_counts", sa.String(), nullable=False),
        sa.Column("worker", sa.String(100), nullable=True),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("submission", sa.String(36), nullable=True),
        sa.Column("failure_code", sa.String(50), nullable=True),
        sa.Column("failure", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_job_state")),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name=op.f("fk_job_key_id_api_key")),
        sa.ForeignKeyConstraint(["upload"], ["evidence.digest"], name=op.f("fk_job_upload_evidence")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_state"), "job", ["state"], unique=False)


def _create_submission() -> None:
    op.create_table(
        "submission",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("organisation", sa.String(18), nullable=False),
        sa.Column("county", sa.String(100), nullable=True),
        sa.Column("record_type", sa.String(10), nullable=False),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("ruleset_digest", sa.String(80), nullable=False),
        sa.Column("engine_version", sa.String(50), nullable=False),
        sa.Column("file_format", sa.String(10), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("in_review", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("rejections", sa.Integer(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Integer(), nullable=False),
        sa.Column("truncated", sa.Boolean(), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=True),
        sa.Column("evidence", sa.String(64), nullable=True),
        sa.CheckConstraint("record_type IN ('licence', 'penalty')", name=op.f("ck_submission_record_type")),
        sa.CheckConstraint(
            "verdict IN ('accept', 'partial', 'review', 'reject', 'undefined')", name=op.f("ck_submission_verdict")
        ),
        sa.ForeignKeyConstraint(["evidence"], ["evidence.digest"], name=op.f("fk_submission_evidence_evidence")),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name=op.f("fk_submission_key_id_api_key")),
        sa.ForeignKeyConstraint(
            ["ruleset_digest"], ["used_ruleset.digest"], name=op.f("fk_submission_ruleset_digest_used_ruleset")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_submission")),
        sa.UniqueConstraint("id", name=op.f("uq_submission_id")),
    )
    op.create_index(
        op.f("ix_submission_organisation_submission_received_on"),
        "submission",
        ["organisation", "received_on"],
        unique=False,
    )
    op.create_index(op.f("ix_submission_received_on"), "submission", ["received_on"], unique=False)


def _create_answer_part() -> None:
    op.create_table(
        "answer_part",
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission"], ["submission.number"], name=op.f("fk_answer_part_submission_submission")
        ),
        sa.PrimaryKeyConstraint("submission", "part", name=op.f("pk_answer_part")),
        sqlite_with_rowid=False,
    )


def _create_correction() -> None:
    op.create_table(
        "correction",
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("earlier_submission", sa.Integer(), nullable=False),
        sa.Column("earlier_row", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["earlier_submission"], ["submission.number"], name=op.f("fk_correction_earlier_submission_submission")
        ),
        sa.ForeignKeyConstraint(
            ["submission"], ["submission.number"], name=op.f("fk_correction_submission_submission")
        ),
        sa.PrimaryKeyConstraint("submission", "row", name=op.f("pk_correction")),
        sqlite_with_rowid=False,
    )


def _create_idempotency_key() -> None:
    op.create_table(
        "idempotency_key",
        sa.Column("caller", sa.String(16), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=True),
        sa.Column("job", sa.String(36), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["job.id"], name=op.f("fk_idempotency_key_job_job")),
        sa.ForeignKeyConstraint(
            ["submission"], ["submission.number"], name=op.f("fk_idempotency_key_submission_submission")
        ),
        sa.PrimaryKeyConstraint("caller", "key_hash", name=op.f("pk_idempotency_key")),
    )


def _create_record_count() -> None:
    op.create_table(
        "record_count",
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organ", sa.String(18), nullable=True),
        sa.Column("category", sa.String(50), nullable=True),
        sa.Column("decided_month", sa.Date(), nullable=True),
        sa.Column("verdict", sa.SmallInteger(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission"], ["submission.number"], name=op.f("fk_record_count_submission_submission")
        ),
        sa.PrimaryKeyConstraint("submission", "position", name=op.f("pk_record_count")),
        sqlite_with_rowid=False,
    )


def _create_replacement() -> None:
    op.create_table(
        "replacement",
        sa.Column("earlier", sa.Integer(), nullable=False),
        sa.Column("later", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["earlier"], ["submission.number"], name=op.f("fk_replacement_earlier_submission")),
        sa.ForeignKeyConstraint(["later"], ["submission.number"], name=op.f("fk_replacement_later_submission")),
        sa.PrimaryKeyConstraint("earlier", name=op.f("pk_replacement")),
    )
    op.create_index(op.f("ix_replacement_later"), "replacement", ["later"], unique=False)


def _create_rule_run() -> None:
    op.create_table(
        "rule_run",
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("severity", sa.String(6), nullable=True),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("evaluated", sa.Integer(), nullable=False),
        sa.Column("violations", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('ran', 'skipped', 'crashed')", name=op.f("ck_rule_run_status")),
        sa.ForeignKeyConstraint(["submission"], ["submission.number"], name=op.f("fk_rule_run_submission_submission")),
        sa.PrimaryKeyConstraint("submission", "rule", name=op.f("pk_rule_run")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_rule_run_rule"), "rule_run", ["rule"], unique=False)
