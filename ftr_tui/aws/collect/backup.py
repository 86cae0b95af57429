"""AWS Backup and Data Lifecycle Manager: what is backed up, and what was restored to try it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from ftr_tui.aws.collect.base import Context, collector

_YEAR = timedelta(days=365)


@collector(
    "bak",
    "backups and restore tests",
    {
        "backup.list_protected_resources": "backup:ListProtectedResources",
        "backup.list_backup_plans": "backup:ListBackupPlans",
        "backup.list_restore_testing_plans": "backup:ListRestoreTestingPlans",
        "backup.list_restore_jobs": "backup:ListRestoreJobs",
        "dlm.get_lifecycle_policies": "dlm:GetLifecyclePolicies",
    },
    scope="active",
)
def bak(ctx: Context) -> dict[str, Any]:
    """Return five parts; "read" names those that were read whole.

    {"read": [other keys], "protected": [{"arn", "last_backup"}], "plans": [{"name", "last_run"}],
    "restore_plans": [{"arn", "last_run"}], "restore_jobs" (365 days): [{"status", "created", "completed",
    "resource_type", "plan_arn", "validation"}], "lifecycle": [{"id", "state"}]}; times or None.
    """
    return ctx.parts(_PARTS)


def _protected(ctx: Context) -> Iterable[dict[str, Any]]:
    for page in ctx.pages("backup.list_protected_resources"):
        for one in page.get("Results", ()):
            yield {"arn": one["ResourceArn"], "last_backup": one.get("LastBackupTime")}


def _plans(ctx: Context) -> Iterable[dict[str, Any]]:
    for page in ctx.pages("backup.list_backup_plans"):
        for one in page.get("BackupPlansList", ()):
            yield {"name": one.get("BackupPlanName", ""), "last_run": one.get("LastExecutionDate")}


def _restore_plans(ctx: Context) -> Iterable[dict[str, Any]]:
    for page in ctx.pages("backup.list_restore_testing_plans"):
        for one in page.get("RestoreTestingPlans", ()):
            yield {"arn": one["RestoreTestingPlanArn"], "last_run": one.get("LastExecutionTime")}


def _restore_jobs(ctx: Context) -> Iterable[dict[str, Any]]:
    for page in ctx.pages("backup.list_restore_jobs", ByCreatedAfter=ctx.now - _YEAR):
        for one in page.get("RestoreJobs", ()):
            yield {
                "status": one["Status"],
                "created": one["CreationDate"],
                "completed": one.get("CompletionDate"),
                "resource_type": one.get("ResourceType", ""),
                "plan_arn": (one.get("CreatedBy") or {}).get("RestoreTestingPlanArn"),
                "validation": one.get("ValidationStatus"),
            }


def _lifecycle(ctx: Context) -> Iterable[dict[str, Any]]:
    if ctx.offered("dlm"):
        for one in ctx.call("dlm.get_lifecycle_policies").get("Policies", ()):
            yield {"id": one["PolicyId"], "state": one.get("State", "")}


_PARTS: dict[str, Callable[[Context], Iterable[dict[str, Any]]]] = {
    "protected": _protected,
    "plans": _plans,
    "restore_plans": _restore_plans,
    "restore_jobs": _restore_jobs,
    "lifecycle": _lifecycle,
}

COLLECTORS = (bak,)
