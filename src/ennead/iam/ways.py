"""Ways from some permissions to all of them, and the actions that read content: small tables of our own.

The ways are public knowledge; each is what the action does according to its page of the Service
Authorization Reference, and `iam:PassRole` according to
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """`everywhere` must be held on every resource of its type; `anywhere` on one at least.

    `service` is what a role is passed to; `reason` completes "the role ...".
    """

    everywhere: str
    reason: str
    anywhere: str | None = None
    service: str | None = None


_ALONE = {
    "iam:AttachRolePolicy": "may attach any policy to any role",
    "iam:PutRolePolicy": "may write a policy into any role",
    "iam:AttachUserPolicy": "may attach any policy to any user",
    "iam:PutUserPolicy": "may write a policy into any user",
    "iam:AttachGroupPolicy": "may attach any policy to any group",
    "iam:PutGroupPolicy": "may write a policy into any group",
    "iam:AddUserToGroup": "may put a user into any group",
    "iam:CreatePolicyVersion": "may rewrite any policy",
    "iam:SetDefaultPolicyVersion": "may bring back any old version of a policy",
    "iam:UpdateAssumeRolePolicy": "may decide who assumes any role",
    "iam:CreateAccessKey": "may make access keys for any user",
    "iam:CreateLoginProfile": "may set a console password for any user",
    "iam:UpdateLoginProfile": "may change the console password of any user",
    "sts:AssumeRole": "may assume any role that trusts the account",
    "lambda:UpdateFunctionCode": "may change the code of every function and act with its role",
    "lambda:UpdateFunctionConfiguration": "may put a layer of its own into every function and act with its role",
    "states:UpdateStateMachine": "may rewrite every state machine and act with its role",
    "glue:UpdateJob": "may change the script of every Glue job and act with its role",
    "ssm:SendCommand": "may run commands on every instance and act with its role",
}

PASSED = {
    "lambda.amazonaws.com": (
        "a function",
        ("lambda:CreateFunction", "lambda:UpdateFunctionConfiguration", "lambda:UpdateFunctionCode"),
    ),
    "states.amazonaws.com": ("a state machine", ("states:CreateStateMachine", "states:UpdateStateMachine")),
    "scheduler.amazonaws.com": ("a schedule", ("scheduler:CreateSchedule", "scheduler:UpdateSchedule")),
    "ec2.amazonaws.com": ("an instance", ("ec2:RunInstances",)),
    "ecs-tasks.amazonaws.com": ("a container", ("ecs:RegisterTaskDefinition", "batch:RegisterJobDefinition")),
    "cloudformation.amazonaws.com": ("a stack", ("cloudformation:CreateStack", "cloudformation:UpdateStack")),
    "codebuild.amazonaws.com": ("a build", ("codebuild:CreateProject", "codebuild:UpdateProject")),
    "glue.amazonaws.com": ("a Glue job", ("glue:CreateJob", "glue:UpdateJob", "glue:CreateDevEndpoint")),
    "sagemaker.amazonaws.com": (
        "a SageMaker job",
        ("sagemaker:CreateNotebookInstance", "sagemaker:CreateTrainingJob", "sagemaker:CreateProcessingJob"),
    ),
    "ssm.amazonaws.com": ("an automation", ("ssm:StartAutomationExecution",)),
}
"""What a role may be passed to: the service, the thing made, and the actions that make it."""

MIGHT = {
    "role": {action: _ALONE[action] for action in ("iam:AttachRolePolicy", "iam:PutRolePolicy")},
    "policy": {action: _ALONE[action] for action in ("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion")},
    "user": {action: reason for action, reason in _ALONE.items() if reason.endswith(("any user", "any group"))},
}
"""By the type of what they act on: actions that make it as mighty as their holder likes."""


def _ways() -> Iterator[Way]:
    for service, (thing, actions) in PASSED.items():
        for action in actions:
            reason = f"may give any role to {thing} of its own making (iam:PassRole with {action})"
            yield Way("iam:PassRole", reason, action, service)
    for action, reason in _ALONE.items():
        yield Way(action, f"{reason} ({action})")


WAYS = tuple(_ways())

READS = {
    "dynamodb": (
        "dynamodb:GetItem",
        "dynamodb:BatchGetItem",
        "dynamodb:Query",
        "dynamodb:Scan",
        "dynamodb:GetRecords",
        "dynamodb:PartiQLSelect",
        "dynamodb:ExportTableToPointInTime",
    ),
    "kms": ("kms:Decrypt",),
    "logs": ("logs:GetLogEvents", "logs:FilterLogEvents", "logs:StartQuery"),
    "s3": ("s3:GetObject", "s3:GetObjectVersion"),
    "secretsmanager": ("secretsmanager:GetSecretValue",),
    "ssm": ("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "ssm:GetParameterHistory"),
}
"""Actions that hand out content, by service."""
