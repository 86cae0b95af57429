"""The role as a Terraform (or OpenTofu) configuration, as ``terraform fmt`` would leave it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ftr_tui.aws.role import EXTERNAL_ID, MFA_NOTE, NAME, PATH, PRINCIPAL, Role, heading

_CONFIGURATION = """\
terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 4.0"
    }
  }
}

variable "trusted_principal" {
  description = "Who may take the role: the id of an account, or the ARN of a user or a role. No default."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex(@PRINCIPAL@, var.trusted_principal))
    error_message = "Give an account id of 12 digits, or the ARN of an account, user or role; no wildcard."
  }
}

variable "external_id" {
  description = "An external id that must be given (scan --external-id). Empty, none is asked for."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex(@EXTERNAL_ID@, var.external_id)) && length(var.external_id) <= 1224
    error_message = "Give 2 to 1224 letters, digits and _+=,.@:/- or nothing."
  }
}

variable "require_mfa" {
  description = @MFA@
  type        = bool
  default     = false
  nullable    = false
}

variable "role_name" {
  description = "The name of the role, the same in every account."
  type        = string
  default     = @NAME@
  nullable    = false

  validation {
    condition     = can(regex(@NAME_FORM@, var.role_name))
    error_message = "Give 1 to 64 letters, digits and _+=,.@- for the name."
  }
}

variable "role_path" {
  description = "The path of the role, beginning and ending with a slash."
  type        = string
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex(@PATH@, var.role_path)) && length(var.role_path) <= 512
    error_message = "The path begins and ends with a slash."
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [var.trusted_principal]
    }

    dynamic "condition" {
      for_each = var.external_id == "" ? [] : [var.external_id]

      content {
        test     = "StringEquals"
        variable = "sts:ExternalId"
        values   = [condition.value]
      }
    }

    dynamic "condition" {
      for_each = var.require_mfa ? ["true"] : []

      content {
        test     = "Bool"
        variable = "aws:MultiFactorAuthPresent"
        values   = [condition.value]
      }
    }
  }
}

resource "aws_iam_role" "ftr_tui" {
  name                 = var.role_name
  path                 = var.role_path
  description          = @DESCRIPTION@
  max_session_duration = 3600
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}

@POLICIES@
output "role_arn" {
  description = "The ARN of the role."
  value       = aws_iam_role.ftr_tui.arn
}

output "scan" {
  description = "How to read this account."
  value       = "ftr-tui scan NAME --role ${aws_iam_role.ftr_tui.arn}"
}
"""

_RESOURCES = {"FtrTuiRead": "read", "FtrTuiWaPush": "wa_push"}


def configuration(role: Role) -> str:
    """Return the configuration with variables and outputs; its resources are the role and its policies."""
    filled = {
        "PRINCIPAL": PRINCIPAL,
        # Terraform's expressions count to 1,000 at most.
        "EXTERNAL_ID": EXTERNAL_ID.replace("{2,1224}", "{2,}"),
        "MFA": f"Whether a session without MFA is refused. {MFA_NOTE}",
        "NAME": role.name,
        "NAME_FORM": f"^{NAME.pattern}$",
        "PATH": PATH,
        "DESCRIPTION": role.description,
    }
    text = _CONFIGURATION
    for field, value in filled.items():
        text = text.replace(f"@{field}@", json.dumps(value))
    policies = "\n".join(_policy(name, document) for name, document in role.policies.items())
    deploying = [
        "In one account, with credentials that may make roles (as a module, or in a folder of its own):",
        "  terraform init && terraform apply -var trusted_principal=111122223333",
        "In several: once for each, with a provider or a workspace for it; over a whole organization a",
        "StackSet is less work (ftr-tui policy --cloudformation).",
    ]
    return (
        heading(role, deploying[:2] if role.writes else deploying)
        + "\n"
        + text.replace("@POLICIES@", policies)
    )


def _policy(name: str, document: Mapping[str, Any]) -> str:
    writes = name == "FtrTuiWaPush"
    return (
        (f"# {name} WRITES: answers and milestones of the Well-Architected Tool.\n" if writes else "")
        + f'resource "aws_iam_role_policy" "{_RESOURCES[name]}" {{\n'
        + f'  name = "{name}"\n'
        + "  role = aws_iam_role.ftr_tui.id\n"
        + "\n"
        + f"  policy = jsonencode({_value(document, 2)})\n"
        + "}\n"
    )


def _value(value: Any, indent: int) -> str:
    """Return an expression over several lines; ``=`` stands in one column between one-line neighbours."""
    pad = " " * (indent + 2)
    if isinstance(value, str):
        # ${ and %{ begin a template in HCL; no action and no Sid has them, and here they stay what they are.
        return json.dumps(value).replace("${", "$${").replace("%{", "%%{")
    if isinstance(value, Mapping):
        lines = []
        keys = list(value)
        for n, key in enumerate(keys):
            run = _neighbours(value, keys, n) if isinstance(value[key], str) else [key]
            wide = max(map(len, run))
            lines.append(f"{pad}{key:<{wide}} = {_value(value[key], indent + 2)}\n")
        return "{\n" + "".join(lines) + " " * indent + "}"
    if len(value) == 1 and not isinstance(value[0], str):
        return "[" + _value(value[0], indent) + "]"
    return "[\n" + "".join(f"{pad}{_value(v, indent + 2)},\n" for v in value) + " " * indent + "]"


def _neighbours(value: Mapping[str, Any], keys: list[str], at: int) -> list[str]:
    """Return the keys around ``at`` whose values stand on one line: ``terraform fmt`` lines those up."""
    first = last = at
    while first and isinstance(value[keys[first - 1]], str):
        first -= 1
    while last + 1 < len(keys) and isinstance(value[keys[last + 1]], str):
        last += 1
    return keys[first : last + 1]
