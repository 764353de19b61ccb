"""What `escalation-path` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.engine.discover import checks
from ennead.model.finding import Confidence, Finding, Outcome, Severity, Unassessed
from ennead.practices.p3_roles.escalation_path import escalation_path
from tests.blast.making import FUNCTION, ROLE, TABLES, allow, deny, function, graph_of

LAMBDA = "lambda.amazonaws.com"
ADMIN = allow('"*"')
USERS = allow('"dynamodb:GetItem"', "!GetAtt Users.Arn")
LAYER = "!Sub 'arn:aws:lambda:*:${AWS::AccountId}:layer:*'"
NEW = "!Sub 'arn:aws:lambda:*:${AWS::AccountId}:function:job-*'"


def role(name: str, statement: str, service: str = LAMBDA) -> str:
    """A role on its own."""
    return ROLE.format(name=name, service=service, statements=statement)


BOSS = role("Boss", ADMIN)
OTHER = function("Other", USERS)
BOUND = "      PermissionsBoundary: arn:aws:iam::aws:policy/{}\n"
STARTED = """
  Tick:
    Type: AWS::Events::Rule
    Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: one, Arn: !GetAtt Other.Arn}]}
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a template's resources, besides the two tables."""
    return list(assess(graph_of(TABLES + text), [escalation_path]))


def found(*statements: str, more: str = BOSS) -> Finding | None:
    """Its finding about the function `Fn` with these rights."""
    outcomes = said(more + function("Fn", *statements))
    assert all(isinstance(one, Finding) for one in outcomes), outcomes
    return next((one for one in outcomes if isinstance(one, Finding)), None)


def passes(name: str, more: str = "") -> str:
    """The right to hand over one role."""
    return allow('"iam:PassRole"', f"!GetAtt {name}Role.Arn", more)


CREATE = allow('["lambda:CreateFunction", "lambda:InvokeFunction"]', NEW)
REWRITE = allow('"lambda:UpdateFunctionCode"', "!GetAtt Other.Arn")
CALL = allow('"lambda:InvokeFunction"', "!GetAtt Other.Arn")
CONFIGURE = allow('"lambda:UpdateFunctionConfiguration"', "!GetAtt Other.Arn")

# -- a role is passed ---------------------------------------------------------------------------


def test_an_administrator_is_given_to_a_new_function() -> None:
    """The whole path, from the function over the statements to the role, in one critical finding."""
    finding = found(passes("Boss"), CREATE)
    assert finding is not None
    assert finding.severity is Severity.CRITICAL
    assert finding.confidence is Confidence.HIGH
    assert finding.message == (
        "Fn gets the rights of BossRole, which may do everything: it may give BossRole to a new function and call it"
        " (iam:PassRole, lambda:CreateFunction, lambda:InvokeFunction)"
    )
    assert [hop.node for hop in finding.path] == ["function/Fn", "role/FnRole", "role/FnRole", "role/BossRole"]
    assert all(hop.at for hop in finding.path)


@pytest.mark.parametrize(
    "statements",
    [
        (passes("Boss"),),
        (CREATE,),
        (passes("Boss"), allow('"lambda:CreateFunction"', NEW)),
        (passes("Boss"), CREATE, deny('"iam:PassRole"')),
        (passes("Boss"), CREATE, deny('"lambda:InvokeFunction"')),
        (passes("Boss", ', Condition: {StringEquals: {"iam:PassedToService": ec2.amazonaws.com}}'), CREATE),
        (passes("Boss"), allow('"lambda:CreateFunction"', NEW), allow('"lambda:InvokeFunction"', "!GetAtt Fn.Arn")),
    ],
)
def test_a_path_that_is_not_complete_is_none(statements: tuple[str, ...]) -> None:
    """An action that is missing, denied, held on another function or only for another service."""
    assert found(*statements) is None


def test_a_role_that_the_service_may_not_take_on() -> None:
    """The trust policy of the role has to let in what it is passed to."""
    assert found(passes("Boss"), CREATE, more=role("Boss", ADMIN, "codebuild.amazonaws.com")) is None


def test_a_boundary_that_denies_it() -> None:
    """A permissions boundary that does not allow passing roles shuts the way."""
    bound = "  Bound: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: [%s]}}}\n"
    fn = function("Fn", passes("Boss"), CREATE).replace(
        "      Policies:", "      PermissionsBoundary: !Ref Bound\n      Policies:"
    )
    assert said(BOSS + bound % allow('"lambda:*"') + fn) == []
    assert said(BOSS + bound % allow('["lambda:*", "iam:PassRole"]') + fn)


def test_a_role_kept_down_by_its_boundary_is_no_administrator() -> None:
    """A role that may do everything within a boundary may not do everything."""
    kept = BOSS.replace(
        "      Policies:", "      PermissionsBoundary: arn:aws:iam::aws:policy/ReadOnlyAccess\n      Policies:"
    )
    finding = found(passes("Boss"), CREATE, more=kept)
    assert finding is not None
    assert finding.severity is Severity.HIGH


@pytest.mark.parametrize(
    ("service", "actions"),
    [
        (LAMBDA, '["lambda:CreateFunction", "lambda:AddPermission"]'),
        (LAMBDA, '["lambda:CreateFunction", "lambda:CreateEventSourceMapping"]'),
        ("states.amazonaws.com", '["states:CreateStateMachine", "states:StartExecution"]'),
        ("states.amazonaws.com", '"states:TestState"'),
        ("scheduler.amazonaws.com", '"scheduler:CreateSchedule"'),
        ("ssm.amazonaws.com", '["ssm:CreateDocument", "ssm:StartAutomationExecution"]'),
        ("ec2.amazonaws.com", '"ec2:RunInstances"'),
        ("ecs-tasks.amazonaws.com", '["ecs:RegisterTaskDefinition", "ecs:RunTask"]'),
        ("ecs-tasks.amazonaws.com", '["batch:RegisterJobDefinition", "batch:SubmitJob"]'),
        ("cloudformation.amazonaws.com", '"cloudformation:CreateStack"'),
        ("codebuild.amazonaws.com", '["codebuild:CreateProject", "codebuild:StartBuild"]'),
        ("glue.amazonaws.com", '["glue:CreateJob", "glue:StartJobRun"]'),
        ("sagemaker.amazonaws.com", '"sagemaker:CreateTrainingJob"'),
        (
            "bedrock-agentcore.amazonaws.com",
            '["bedrock-agentcore:CreateCodeInterpreter", "bedrock-agentcore:StartCodeInterpreterSession",'
            ' "bedrock-agentcore:InvokeCodeInterpreter"]',
        ),
        (
            "datapipeline.amazonaws.com",
            '["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"]',
        ),
    ],
)
def test_every_service_that_runs_what_it_is_given(service: str, actions: str) -> None:
    """Found with the actions and the trust, not with the trust of another service, nor with one action less."""
    boss = role("Boss", ADMIN, service)
    assert found(passes("Boss"), allow(actions), more=boss)
    assert found(passes("Boss"), allow(actions), more=role("Boss", ADMIN, "config.amazonaws.com")) is None
    if "," in actions:
        assert found(passes("Boss"), allow(actions.split(",", maxsplit=1)[0].strip("[")), more=boss) is None


def test_a_queue_has_to_be_read_by_the_role() -> None:
    """A new function that a queue starts needs a role that reads the queue."""
    mapping = allow('["lambda:CreateFunction", "lambda:CreateEventSourceMapping"]')
    assert found(passes("Data"), mapping, more=role("Data", USERS)) is None
    reads = role("Data", USERS + ", " + allow('"sqs:ReceiveMessage"'))
    assert found(passes("Data"), mapping, more=reads)


def test_other_stores_are_high() -> None:
    """A role that reads a table which the function does not: high, and named; one that reads the same: nothing."""
    finding = found(passes("Data"), CREATE, more=role("Data", USERS))
    assert finding is not None
    assert finding.severity is Severity.HIGH
    assert "DataRole, which reads Users: it may" in finding.message
    assert finding.path[-1].node == "table/Users"
    assert found(passes("Data"), CREATE, USERS, more=role("Data", USERS)) is None


def test_its_own_function_gets_another_role() -> None:
    """Whoever may change the role of the function he is in needs no code of his own."""
    configure = allow('"lambda:UpdateFunctionConfiguration"', "!Sub 'arn:aws:lambda:*:*:function:${Fn}'")
    assert found(passes("Boss"), configure)
    assert found(passes("Boss"), configure.replace("${Fn}", "fn-of-others")) is None


def test_any_role_of_the_account() -> None:
    """A role that nobody named, in a service that the other checks do not know of: the account, less surely."""
    agent = allow('["bedrock-agentcore:CreateAgentRuntime", "bedrock-agentcore:InvokeAgentRuntime"]')
    finding = found(allow('"iam:PassRole"'), agent, more="")
    assert finding is not None
    assert finding.severity is Severity.CRITICAL
    assert finding.confidence is Confidence.MEDIUM
    assert "any role of the account" in finding.message
    assert found(allow('"iam:PassRole"', "!Sub 'arn:aws:iam::${AWS::AccountId}:role/app-*'"), agent, more="") is None


# -- a function or a state machine is rewritten -------------------------------------------------


@pytest.mark.parametrize(
    ("statements", "more"),
    [
        ((REWRITE, CALL), ""),
        ((REWRITE,), STARTED),
        ((REWRITE, allow('"lambda:AddPermission"', "!GetAtt Other.Arn")), ""),
        ((CONFIGURE, allow('["lambda:PublishLayerVersion", "lambda:GetLayerVersion"]', LAYER), CALL), ""),
        ((CONFIGURE, allow('["lambda:GetLayerVersion"]')), STARTED),
    ],
)
def test_a_function_is_rewritten(statements: tuple[str, ...], more: str) -> None:
    """Code and layers, started by oneself or by something else, give the role of that function."""
    finding = found(*statements, more=OTHER + more)
    assert finding is not None
    assert finding.severity is Severity.HIGH
    assert "OtherRole, which reads Users" in finding.message
    assert "function/Other" in [hop.node for hop in finding.path]


@pytest.mark.parametrize(
    ("statements", "more"),
    [
        ((REWRITE,), ""),
        ((CALL,), STARTED),
        ((REWRITE, CALL, deny('"lambda:UpdateFunctionCode"', "!GetAtt Other.Arn")), ""),
        ((CONFIGURE,), STARTED),
        ((CONFIGURE, allow('["lambda:GetLayerVersion"]', LAYER)), STARTED),
        ((allow('"lambda:UpdateFunctionCode"', "!GetAtt Fn.Arn"), CALL), STARTED),
    ],
)
def test_a_function_that_is_not_wholly_rewritten(statements: tuple[str, ...], more: str) -> None:
    """Nothing starts it, nothing rewrites it, or no layer may be had."""
    assert found(*statements, more=OTHER + more) is None


def test_a_function_behind_an_alias_runs_its_old_code() -> None:
    """What the alias points to stays until it is moved."""
    more = (
        OTHER
        + STARTED
        + ("  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Other, FunctionVersion: 1, Name: on}}\n")
    )
    assert found(REWRITE, more=more) is None
    assert found(REWRITE, allow('["lambda:PublishVersion", "lambda:UpdateAlias"]', "!GetAtt Other.Arn"), more=more)


def test_variables_run_code_in_node() -> None:
    """Start-up variables are a way into Node.js, and none into Python."""
    assert found(CONFIGURE, CALL, more=OTHER.replace("python3.13", "nodejs22.x"))
    assert found(CONFIGURE, CALL, more=OTHER) is None


def test_a_function_of_the_same_role_gives_nothing() -> None:
    """Rewriting a function that runs with one's own role is no gain."""
    same = FUNCTION.format(name="Other").replace("OtherRole", "FnRole")
    assert found(REWRITE, CALL, more=same) is None


def test_a_state_machine_is_rewritten() -> None:
    """The role of the machine is gained by whoever rewrites and starts it."""
    machine = role("Machine", ADMIN, "states.amazonaws.com") + (
        "  Machine:\n    Type: AWS::StepFunctions::StateMachine\n"
        "    Properties: {RoleArn: !GetAtt MachineRole.Arn, DefinitionString: '{}'}\n"
    )
    both = allow('["states:UpdateStateMachine", "states:StartExecution"]', "!Ref Machine")
    finding = found(both, more=machine)
    assert finding is not None
    assert finding.severity is Severity.CRITICAL
    assert found(allow('"states:UpdateStateMachine"', "!Ref Machine"), more=machine) is None


# -- policies and principals --------------------------------------------------------------------

SELF = "!Sub 'arn:aws:iam::${AWS::AccountId}:role/fn'"


def named(*statements: str, more: str = "") -> list[Outcome]:
    """What is said about a function whose role is called `fn`."""
    fn = function("Fn", *statements).replace(
        "Properties:\n      Assume", "Properties:\n      RoleName: fn\n      Assume"
    )
    return said(more + fn)


@pytest.mark.parametrize("action", ["iam:PutRolePolicy", "iam:AttachRolePolicy"])
def test_the_holder_writes_its_own_policy(action: str) -> None:
    """Writing into one's own role is everything; into another's, which does not let one in, nothing."""
    (finding,) = named(allow(f'"{action}"', SELF))
    assert isinstance(finding, Finding)
    assert finding.severity is Severity.CRITICAL
    assert finding.message.startswith("Fn gets every right there is: it may ")
    assert named(allow(f'"{action}"', SELF.replace("/fn", "/other"))) == []
    assert named(allow(f'"{action}"', SELF), deny(f'"{action}"', SELF)) == []


def test_only_some_policies_may_be_attached() -> None:
    """A condition that names harmless policies shuts the way."""
    only = ', Condition: {ArnEquals: {"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}'
    assert named(allow('"iam:AttachRolePolicy"', SELF, only)) == []


def test_a_boundary_keeps_its_own_policy_down() -> None:
    """What is written into a role with a boundary gives nothing beyond the boundary."""
    fn = function("Fn", allow('"iam:PutRolePolicy"', SELF)).replace(
        "Properties:\n      Assume",
        "Properties:\n      RoleName: fn\n" + BOUND.format("PowerUserAccess") + "      Assume",
    )
    assert said(fn) == []
    assert said(fn.replace("PowerUserAccess", "AdministratorAccess"))


def test_a_policy_of_its_own_is_rewritten() -> None:
    """CreatePolicyVersion on a policy that the role has; not on one that it has not, nor by an old version."""
    policy = (
        "  Mine: {Type: AWS::IAM::ManagedPolicy, Properties: {Roles: [!Ref FnRole], PolicyDocument: {Statement: ["
        + allow('"s3:ListBucket"', '"arn:aws:s3:::b"') + "]}}}\n"
    )  # fmt: skip
    assert named(allow('"iam:CreatePolicyVersion"', "!Ref Mine"), more=policy)
    assert named(allow('"iam:SetDefaultPolicyVersion"', "!Ref Mine"), more=policy) == []
    assert named(allow('"iam:CreatePolicyVersion"', "!Ref Mine"), more=policy.replace("[!Ref FnRole]", "[]")) == []


@pytest.mark.parametrize(
    "actions",
    [
        '["iam:CreateUser", "iam:AttachUserPolicy", "iam:CreateAccessKey"]',
        '["iam:PutUserPolicy", "iam:CreateAccessKey"]',
    ],
)
def test_a_user_is_made_mighty(actions: str) -> None:
    """A user with any policy and keys is everything; without keys it is nothing."""
    on = "!Sub 'arn:aws:iam::${AWS::AccountId}:user/app-*'"
    assert found(allow(actions, on), more="")
    assert found(allow(actions.replace(', "iam:CreateAccessKey"', ""), on), more="") is None
    assert found(allow(actions.replace("CreateAccessKey", "TagUser"), on), more="") is None


def trusting(who: str, statement: str = ADMIN) -> str:
    """A role that lets in whom its trust policy says."""
    return role("Boss", statement).replace("{Service: lambda.amazonaws.com}", f"{{AWS: {who}}}")


ROOT = "!Sub 'arn:aws:iam::${AWS::AccountId}:root'"


def test_a_role_is_taken_on() -> None:
    """The account with a right of one's own, or the role by name; another role or no right is nothing."""
    assume = allow('"sts:AssumeRole"', "!GetAtt BossRole.Arn")
    assert found(assume, more=trusting(ROOT))
    assert found(more=trusting("!GetAtt FnRole.Arn"))
    assert found(more=trusting(ROOT)) is None
    assert found(assume, more=trusting("!GetAtt ThirdRole.Arn") + role("Third", USERS, "ec2.amazonaws.com")) is None
    assert found(assume, deny('"sts:AssumeRole"'), more=trusting("!GetAtt FnRole.Arn")) is None


def test_a_role_made_to_be_taken_on_is_no_finding() -> None:
    """A role that is named and reads other stores is a right that somebody gave."""
    assert found(allow('"sts:AssumeRole"', "!GetAtt BossRole.Arn"), more=trusting(ROOT, USERS)) is None
    pattern = "!Sub 'arn:aws:iam::${AWS::AccountId}:role/*Role*'"
    named_boss = trusting(ROOT, USERS).replace("Properties:\n", "Properties:\n      RoleName: BossRole\n", 1)
    assert found(allow('"sts:AssumeRole"', pattern), more=named_boss)


def test_a_trust_policy_is_rewritten() -> None:
    """Letting oneself into a role gives its rights; with a policy written into it, everything."""
    data = role("Data", USERS)
    opened = allow('"iam:UpdateAssumeRolePolicy"', "!GetAtt DataRole.Arn")
    finding = found(opened, more=data)
    assert finding is not None
    assert finding.severity is Severity.HIGH
    finding = found(opened, allow('"iam:PutRolePolicy"', "!GetAtt DataRole.Arn"), more=data)
    assert finding is not None
    assert finding.severity is Severity.CRITICAL
    assert "which may then do everything" in finding.message
    assert found(allow('"iam:PutRolePolicy"', "!GetAtt DataRole.Arn"), more=data) is None


def test_a_path_over_another_role() -> None:
    """A function that is rewritten, whose role passes an administrator: two steps, and both are told."""
    middle = function("Other", passes("Boss"), allow('["lambda:CreateFunction", "lambda:AddPermission"]', NEW))
    outcomes = said(BOSS + middle + function("Fn", REWRITE, CALL))
    finding = next(one for one in outcomes if isinstance(one, Finding) and one.function == "Fn")
    assert finding.severity is Severity.CRITICAL
    assert ", and with that role give BossRole" in finding.message
    assert [hop.node for hop in finding.path][-1] == "role/BossRole"


def test_one_finding_for_a_role_with_the_number_of_others() -> None:
    """The worst path is shown, what else there is is counted."""
    finding = found(passes("Boss"), passes("Data"), CREATE, REWRITE, CALL, more=BOSS + role("Data", USERS) + OTHER)
    assert finding is not None
    assert finding.severity is Severity.CRITICAL
    assert finding.message.endswith("; 2 more paths lead on")


def test_every_action_on_other_things_is_no_path() -> None:
    """A star for the action and a bucket for the resource allow nothing on users and roles."""
    assert found(allow('"*"', '["arn:aws:s3:::b", "arn:aws:s3:::b/*", !Ref Name]')) is None


# -- what others say, and what cannot be told ---------------------------------------------------


@pytest.mark.parametrize(
    "statements",
    [
        (allow('"*"'),),
        (allow('"iam:*"'),),
        (allow('"iam:PutRolePolicy"'),),
        (allow('["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]'),),
        (allow('"lambda:*"'),),
        (allow('"iam:CreateAccessKey"'),),
    ],
)
def test_what_wide_policies_give_is_said_once(statements: tuple[str, ...]) -> None:
    """A right over everything is a finding of the checks of wide policies, and none here."""
    text = OTHER + function("Fn", *statements)
    assert said(text) == []
    others = [one for one in checks() if one.id in {"wildcard-action", "wildcard-resource"}]
    assert list(assess(graph_of(TABLES + text), others))


def test_a_wide_policy_with_an_administrator_at_hand() -> None:
    """That the role is there, and may do everything, is said beside it."""
    finding = found(allow('["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]'))
    assert finding is not None
    assert "gets the rights of BossRole, which may do everything" in finding.message


def test_a_service_that_has_the_role() -> None:
    """A state machine makes the requests that were written down: one step less severe, and no usual right counts."""
    machine = (
        "  Machine:\n    Type: AWS::StepFunctions::StateMachine\n"
        "    Properties: {RoleArn: !GetAtt MachineRole.Arn, DefinitionString: '{}'}\n"
    )
    (finding,) = said(BOSS + machine + role("Machine", f"{passes('Boss')}, {CREATE}", "states.amazonaws.com"))
    assert isinstance(finding, Finding)
    assert finding.severity is Severity.HIGH
    run = allow('["iam:PassRole", "ecs:RunTask"]')
    assert said(machine + role("Machine", run, "states.amazonaws.com")) == []


@pytest.mark.parametrize(
    "statements",
    [
        (passes("Boss").replace("!GetAtt BossRole.Arn", "!Ref Name"), CREATE),
        (passes("Boss", ', Condition: {StringEquals: {"aws:PrincipalTag/team": "ops"}}'), CREATE),
        (passes("Boss"), CREATE, deny('"iam:PassRole"', more=', Condition: {Bool: {"aws:ViaAWSService": "false"}}')),
    ],
)
def test_what_could_not_be_told_is_said(statements: tuple[str, ...]) -> None:
    """A name without a value, a condition on what no template says: no path, and the reason."""
    (outcome,) = said(BOSS + function("Fn", *statements))
    assert isinstance(outcome, Unassessed)
    assert "whether FnRole may give BossRole to a new function" in outcome.reason


def test_a_trust_policy_with_a_condition_could_not_be_told() -> None:
    """Whether the service gets in depends on the condition; the account's own number does not count as one."""
    boss = BOSS.replace('Action: "sts:AssumeRole"', 'Action: "sts:AssumeRole", Condition: {StringEquals: {KEY: "1"}}')
    (outcome,) = said(boss.replace("KEY", '"aws:SourceArn"') + function("Fn", passes("Boss"), CREATE))
    assert isinstance(outcome, Unassessed)
    (outcome,) = said(boss.replace("KEY", '"aws:SourceAccount"') + function("Fn", passes("Boss"), CREATE))
    assert isinstance(outcome, Finding)


def test_the_identity_does_not_hang_on_the_way() -> None:
    """One finding for a role, whichever way is the shortest."""
    one, two = (
        found(passes("Boss"), CREATE),
        found(passes("Boss"), allow('["lambda:CreateFunction", "lambda:AddPermission"]')),
    )
    assert one is not None
    assert two is not None
    assert one.identity == two.identity
