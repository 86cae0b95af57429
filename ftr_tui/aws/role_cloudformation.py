"""The role as a CloudFormation template.

YAML, because a comment must stand at its top and people review it; JSON has no comments. All that varies is
put in as a JSON string or by ``_block``, which quotes every word: such text is YAML whatever it holds, so no
YAML library is needed to write it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ftr_tui.aws.role import EXTERNAL_ID, MFA_NOTE, PATH, PRINCIPAL, Role, heading

_TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Description: @DESCRIPTION@

Parameters:
  TrustedPrincipal:
    Type: String
    Description: Who may take the role. The id of an account, or the ARN of a user or a role. No default.
    AllowedPattern: @PRINCIPAL@
    ConstraintDescription: An account id of 12 digits, or the ARN of an account, user or role; no wildcard.
  ExternalId:
    Type: String
    Default: ""
    Description: An external id that must be given (scan --external-id). Empty, none is asked for.
    MaxLength: 1224
    AllowedPattern: @EXTERNAL_ID@
    ConstraintDescription: 2 to 1224 letters, digits and _+=,.@:/- or empty.
  RequireMfa:
    Type: String
    Default: "false"
    AllowedValues: ["false", "true"]
    Description: @MFA@
  RoleName:
    Type: String
    Default: @NAME@
    Description: The name of the role, the same in every account.
    MaxLength: 64
    AllowedPattern: "^[A-Za-z0-9_+=,.@-]+$"
    ConstraintDescription: 1 to 64 letters, digits and _+=,.@-
  Path:
    Type: String
    Default: /
    Description: The path of the role, beginning and ending with a slash.
    MaxLength: 512
    AllowedPattern: @PATH@
    ConstraintDescription: Begins and ends with a slash.

Conditions:
  HasExternalId: !Not [!Equals [!Ref ExternalId, ""]]
  NeedsMfa: !Equals [!Ref RequireMfa, "true"]
  HasCondition: !Or [!Condition HasExternalId, !Condition NeedsMfa]

Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Ref RoleName
      Path: !Ref Path
      Description: @ROLE_DESCRIPTION@
      MaxSessionDuration: 3600
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS: !Ref TrustedPrincipal
            Action: sts:AssumeRole
            Condition: !If
              - HasCondition
              - StringEquals: !If
                  - HasExternalId
                  - sts:ExternalId: !Ref ExternalId
                  - !Ref AWS::NoValue
                Bool: !If
                  - NeedsMfa
                  - aws:MultiFactorAuthPresent: "true"
                  - !Ref AWS::NoValue
              - !Ref AWS::NoValue
      Policies:
@POLICIES@
Outputs:
  RoleArn:
    Description: The ARN of the role.
    Value: !GetAtt Role.Arn
  Scan:
    Description: How to read this account.
    Value: !Sub "ftr-tui scan NAME --role ${Role.Arn}"
"""


def template(role: Role) -> str:
    """Return the template with parameters, conditions and outputs; every resource is the one role."""
    policies = "".join(
        (f"        # {name} WRITES: answers and milestones of the Well-Architected Tool.\n" if n else "")
        + "\n".join(_item({"PolicyName": name, "PolicyDocument": document}, 8))
        + "\n"
        for n, (name, document) in enumerate(role.policies.items())
    )
    mfa = f"Whether a session without MFA is refused. {MFA_NOTE}"
    filled = {
        "DESCRIPTION": f"The role {role.name} for ftr-tui scan. {role.description}",
        "ROLE_DESCRIPTION": role.description,
        "NAME": role.name,
        "PRINCIPAL": PRINCIPAL,
        "EXTERNAL_ID": EXTERNAL_ID,
        "PATH": PATH,
        "MFA": mfa,
    }
    text = _TEMPLATE
    for field, value in filled.items():
        text = text.replace(f"@{field}@", json.dumps(value))
    return heading(role, _deploying(role)) + "\n" + text.replace("@POLICIES@", policies)


def _deploying(role: Role) -> list[str]:
    stack = "--capabilities CAPABILITY_NAMED_IAM"
    lines = [
        "In one account (or in the console: CloudFormation, Create stack):",
        "  aws cloudformation deploy --template-file ftr-tui-role.yaml --stack-name ftr-tui-role \\",
        f"    {stack} --parameter-overrides TrustedPrincipal=111122223333",
    ]
    if role.writes:
        return lines
    return [
        *lines,
        "",
        "In every account of an organization, also those that join later: a StackSet, from the management",
        "account or a delegated administrator. One Region is enough, IAM has none. r-EXAMPLE stands for the",
        "organization's root, or name a unit (ou-...).",
        "  aws cloudformation create-stack-set --stack-set-name ftr-tui-role \\",
        f"    --template-body file://ftr-tui-role.yaml {stack} \\",
        "    --permission-model SERVICE_MANAGED \\",
        "    --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\",
        "    --parameters ParameterKey=TrustedPrincipal,ParameterValue=111122223333",
        "  aws cloudformation create-stack-instances --stack-set-name ftr-tui-role \\",
        "    --deployment-targets OrganizationalUnitIds=r-EXAMPLE --regions us-east-1 \\",
        "    --operation-preferences MaxConcurrentPercentage=100,FailureTolerancePercentage=100",
        "A StackSet leaves out the management account itself: to read that one too, make the stack there.",
    ]


def _block(value: Any, indent: int) -> list[str]:
    """Return the lines of a block of YAML in which every word is a JSON string: dicts, lists, strings."""
    pad = " " * indent
    if isinstance(value, Mapping):
        lines = []
        for key, inner in value.items():
            if isinstance(inner, str):
                lines.append(f"{pad}{key}: {json.dumps(inner)}")
            else:
                lines += [f"{pad}{key}:", *_block(inner, indent + 2)]
        return lines
    return [line for inner in value for line in _item(inner, indent)]


def _item(value: Any, indent: int) -> list[str]:
    """Return the lines of one item of a list: its first line begins with a dash."""
    pad = " " * indent
    if isinstance(value, str):
        return [f"{pad}- {json.dumps(value)}"]
    first, *rest = _block(value, indent + 2)
    return [f"{pad}- {first[indent + 2 :]}", *rest]
