"""Events that other services push: buckets, topics, schedules, buses, logs, user pools and the rest."""

from __future__ import annotations

from typing import Any

from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList, mark_of
from ennead.sources.serverless.draft import (
    Declared,
    Draft,
    Outside,
    alphanumeric,
    get_att,
    made,
    mapping,
    moved,
    named,
    put,
    ref,
    sequence,
)


def s3(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """A bucket: one the framework makes, one of the service, or one that exists."""
    body = mapping(event) if _described(event) else made(mark, bucket=event)
    name, kind = body.get("bucket"), str(body.get("event", "s3:ObjectCreated:*"))
    settings = mapping(mapping(draft.provider.get("s3")).get(name)) if isinstance(name, str) else MarkedDict()
    key = name if isinstance(name, str) else named(name)
    name = settings.get("name", name)
    listed = [pair for one in sequence(body.get("rules")) for pair in mapping(one).items()]
    rules = [{"Name": rule, "Value": value} for rule, value in listed]
    own = _own("AWS::S3::Bucket", "BucketName", name, draft)
    if body.get("existing") is True and own is None:
        text = ", ".join(sorted(f"{rule['Name']} {rule['Value']}" for rule in rules)) or None
        draft.outside.append(Outside("bucket", name, declared.key, kind, text, mark))
        return
    one = made(mark, Event=kind, Function=declared.arn)
    if rules:
        one["Filter"] = {"S3Key": {"Rules": rules}}
    if own is not None:
        holder = _writable(own)
    else:
        bucket_id = f"S3Bucket{alphanumeric(key)}"
        names = {_capital(old): old for old in settings if old != "name"}
        properties = moved(settings, {old: new for new, old in names.items()}, mark)
        put(properties, "BucketName", name, mark_of(body, "bucket") or mark)
        draft.put(bucket_id, "AWS::S3::Bucket", properties, mark)
        holder = draft.properties(bucket_id)
    _notify(holder, one, mark)
    arn = f"arn:aws:s3:::{name}" if isinstance(name, str) else None
    draft.permission(f"{declared.prefix}LambdaPermission{alphanumeric(key)}S3", declared.logical_id, "s3.amazonaws.com",
                     mark, SourceArn=arn, SourceAccount=ref("AWS::AccountId"))  # fmt: skip


def _described(event: Any) -> bool:
    """Whether an event is a mapping of settings, and no reference."""
    return isinstance(event, dict) and not any(key == "Ref" or key.startswith("Fn::") for key in event)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _notify(holder: MarkedDict, one: MarkedDict, mark: Mark) -> None:
    configuration = holder.get("NotificationConfiguration")
    configuration = configuration.copy() if isinstance(configuration, MarkedDict) else made(mark)
    known = configuration.get("LambdaConfigurations")
    known = known.copy() if isinstance(known, MarkedList) else MarkedList(mark=mark)
    known.append(one)
    known.items_at.append(mark)
    put(configuration, "LambdaConfigurations", known, mark_of(configuration, "LambdaConfigurations") or mark)
    put(holder, "NotificationConfiguration", configuration, mark_of(holder, "NotificationConfiguration") or mark)


def _own(kind: str, key: str, name: Any, draft: Draft) -> MarkedDict | None:
    """The service's own resource of a type that is named by reference or by its name."""
    for logical_id, resource in draft.own.items():
        if not isinstance(resource, MarkedDict) or resource.get("Type") != kind:
            continue
        said = mapping(resource.get("Properties")).get(key)
        if name in ({"Ref": logical_id}, {"Fn::GetAtt": [logical_id, "Arn"]}) or (said is not None and said == name):
            return resource
    return None


def _writable(resource: MarkedDict) -> MarkedDict:
    """The properties of a resource of the service, as its own copy: several may share what a variable gave."""
    resource["Properties"] = mapping(resource.get("Properties")).copy()
    return mapping(resource["Properties"])


def sns(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """A topic, made for the service or declared elsewhere."""
    body = mapping(event) if _described(event) else made(mark, arn=event)
    arn, name = body.get("arn"), body.get("topicName")
    if isinstance(arn, str) and not arn.startswith("arn:") and "${" not in arn:
        arn, name = None, arn
    topic: Any = arn
    if arn is None:
        topic_id = f"SNSTopic{alphanumeric(name)}"
        properties = made(mark, TopicName=name)
        if body.get("displayName") is not None:
            put(properties, "DisplayName", body["displayName"], mark)
        topic = ref(draft.put(topic_id, "AWS::SNS::Topic", properties, mark))
    properties = made(mark, TopicArn=topic, Protocol="lambda", Endpoint=declared.arn)
    if body.get("filterPolicy") is not None:
        put(properties, "FilterPolicy", body["filterPolicy"], mark_of(body, "filterPolicy") or mark)
    redrive = mapping(body.get("redrivePolicy"))
    target = redrive.get("deadLetterTargetArn")
    if redrive.get("deadLetterTargetRef") is not None:
        target = get_att(str(redrive["deadLetterTargetRef"]))
    if target is not None:
        at = mark_of(body, "redrivePolicy") or mark
        put(properties, "RedrivePolicy", made(at, deadLetterTargetArn=target), at)
    label = alphanumeric(name if isinstance(name, str) else named(arn).rpartition(":")[2])
    draft.put(f"{declared.prefix}SnsSubscription{label}", "AWS::SNS::Subscription", properties, mark)
    draft.permission(f"{declared.prefix}LambdaPermission{label}SNS", declared.logical_id, "sns.amazonaws.com", mark,
                     SourceArn=topic)  # fmt: skip


def schedule(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """A rate or cron expression, by a rule or by EventBridge Scheduler."""
    body = mapping(event) if isinstance(event, dict) else made(mark, rate=event)
    for rate in sequence(body.get("rate")):
        number = _number(f"{declared.prefix}EventsRuleSchedule", draft)
        at = mark_of(body, "rate") or mark
        state = "DISABLED" if body.get("enabled") is False else "ENABLED"
        properties = made(at, ScheduleExpression=rate, State=state)
        rule_id = f"{declared.prefix}EventsRuleSchedule{number}"
        if body.get("name") is not None:
            put(properties, "Name", body["name"], mark_of(body, "name") or mark)
        if body.get("method") == "scheduler":
            put(properties, "Target", made(mark, Arn=declared.arn), mark)
            draft.put(rule_id, "AWS::Scheduler::Schedule", properties, mark)
            continue
        put(properties, "Targets", MarkedList([made(mark, Arn=declared.arn, Id="schedule")]), mark)
        draft.put(rule_id, "AWS::Events::Rule", properties, mark)
        _by_rule(rule_id, number, declared, mark, draft, "EventsRuleSchedule")


def _number(prefix: str, draft: Draft) -> int:
    number = 1
    while f"{prefix}{number}" in draft.made:
        number += 1
    return number


def _by_rule(rule_id: str, number: int, declared: Declared, mark: Mark, draft: Draft, kind: str) -> None:
    draft.permission(f"{declared.prefix}LambdaPermission{kind}{number}", declared.logical_id, "events.amazonaws.com",
                     mark, SourceArn=get_att(rule_id))  # fmt: skip


def event_bridge(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """A pattern or schedule on a bus."""
    body = mapping(event)
    number = _number(f"{declared.prefix}EventBridgeRule", draft)
    rule_id = f"{declared.prefix}EventBridgeRule{number}"
    properties = moved(body, {"pattern": "EventPattern", "schedule": "ScheduleExpression", "name": "Name"}, mark)
    put(properties, "State", "DISABLED" if body.get("enabled") is False else "ENABLED", mark)
    if body.get("eventBus") is not None:
        at = mark_of(body, "eventBus") or mark
        put(properties, "EventBusName", _bus(body["eventBus"], at, draft), at)
    target = made(mark, Arn=declared.arn, Id=rule_id)
    retries = mapping(body.get("retryPolicy"))
    if retries:
        names = {"maximumRetryAttempts": "MaximumRetryAttempts", "maximumEventAge": "MaximumEventAgeInSeconds"}
        target["RetryPolicy"] = moved(retries, names, mark)
    if body.get("deadLetterQueueArn") is not None:
        target["DeadLetterConfig"] = {"Arn": body["deadLetterQueueArn"]}
    put(properties, "Targets", MarkedList([target]), mark)
    draft.put(rule_id, "AWS::Events::Rule", properties, mark)
    _by_rule(rule_id, number, declared, mark, draft, "EventBridge")


def _bus(bus: Any, mark: Mark, draft: Draft) -> Any:
    """A bus by ARN or reference; by a plain name it is the service's own, else one the framework makes."""
    if not isinstance(bus, str) or bus.startswith("arn:") or bus == "default" or "${" in bus:
        return bus
    if _own("AWS::Events::EventBus", "Name", bus, draft) is not None:
        return bus
    return ref(draft.put(f"EventBridge{alphanumeric(bus)}", "AWS::Events::EventBus", made(mark, Name=bus), mark))


def cloudwatch_event(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """A pattern on the default bus."""
    body = mapping(event)
    number = _number(f"{declared.prefix}EventsRuleCloudWatchEvent", draft)
    rule_id = f"{declared.prefix}EventsRuleCloudWatchEvent{number}"
    properties = moved(body, {"event": "EventPattern", "name": "Name"}, mark)
    put(properties, "State", "DISABLED" if body.get("enabled") is False else "ENABLED", mark)
    put(properties, "Targets", MarkedList([made(mark, Arn=declared.arn, Id="event")]), mark)
    draft.put(rule_id, "AWS::Events::Rule", properties, mark)
    _by_rule(rule_id, number, declared, mark, draft, "EventsRuleCloudWatchEvent")


def cloudwatch_log(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """Lines of a log group."""
    body = mapping(event) if _described(event) else made(mark, logGroup=event)
    number = _number(f"{declared.prefix}LogsSubscriptionFilterCloudWatchLog", draft)
    properties = moved(body, {"logGroup": "LogGroupName", "filter": "FilterPattern"}, mark)
    put(properties, "DestinationArn", declared.arn, mark)
    draft.put(f"{declared.prefix}LogsSubscriptionFilterCloudWatchLog{number}", "AWS::Logs::SubscriptionFilter",
              properties, mark)  # fmt: skip
    group = body.get("logGroup")
    arn = MarkedDict({"Fn::Join": ["", ["arn:aws:logs:", ref("AWS::Region"), ":", ref("AWS::AccountId"), ":log-group:",
                                        group, ":*"]]})  # fmt: skip
    draft.permission(f"{declared.prefix}LambdaPermissionLogsSubscriptionFilterCloudWatchLog{number}",
                     declared.logical_id, "logs.amazonaws.com", mark, SourceArn=arn)  # fmt: skip


def user_pool(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """A user pool that asks a function."""
    body = mapping(event)
    pool, asks = body.get("pool"), str(body.get("trigger", "PreSignUp"))
    own = _own("AWS::Cognito::UserPool", "UserPoolName", pool, draft)
    if body.get("existing") is True and own is None:
        draft.outside.append(Outside("user_pool", pool, declared.key, asks, None, mark))
        return
    pool_id = f"CognitoUserPool{alphanumeric(pool)}"
    if own is not None:
        holder = _writable(own)
    else:
        draft.put(pool_id, "AWS::Cognito::UserPool", made(mark, UserPoolName=pool), mark)
        holder = draft.properties(pool_id)
    config = holder.get("LambdaConfig")
    config = config.copy() if isinstance(config, MarkedDict) else made(mark)
    put(config, asks, declared.arn, mark)
    put(holder, "LambdaConfig", config, mark_of(holder, "LambdaConfig") or mark)
    arn = get_att(pool_id) if own is None else None
    draft.permission(f"{declared.prefix}LambdaPermissionCognitoUserPool{alphanumeric(pool)}TriggerSource{asks}",
                     declared.logical_id, "cognito-idp.amazonaws.com", mark,
                     SourceArn=arn or "arn:aws:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/own")  # fmt: skip


def iot(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """An IoT rule."""
    body = mapping(event)
    number = _number(f"{declared.prefix}IotTopicRule", draft)
    rule_id = f"{declared.prefix}IotTopicRule{number}"
    payload = moved(body, {"sql": "Sql", "sqlVersion": "AwsIotSqlVersion"}, mark)
    put(payload, "RuleDisabled", body.get("enabled") is False, mark)
    put(payload, "Actions", MarkedList([{"Lambda": made(mark, FunctionArn=declared.arn)}]), mark)
    properties = made(mark, TopicRulePayload=payload)
    if body.get("name") is not None:
        put(properties, "RuleName", body["name"], mark)
    draft.put(rule_id, "AWS::IoT::TopicRule", properties, mark)
    draft.permission(f"{declared.prefix}LambdaPermissionIotTopicRule{number}", declared.logical_id, "iot.amazonaws.com",
                     mark, SourceArn=get_att(rule_id))  # fmt: skip


def iot_provisioning(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """A fleet provisioning template that asks a function."""
    del event
    draft.permission(f"{declared.prefix}LambdaPermissionIotFleetProvisioning", declared.logical_id, "iot.amazonaws.com",
                     mark, SourceAccount=ref("AWS::AccountId"))  # fmt: skip


def load_balancer(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """A rule of a load balancer's listener."""
    body = mapping(event)
    number = _number(f"{declared.prefix}AlbTargetGroup", draft)
    group_id = f"{declared.prefix}AlbTargetGroup{number}"
    targets = MarkedList([made(mark, Id=declared.arn)])
    properties = made(mark, TargetType="lambda", Targets=targets)
    draft.put(group_id, "AWS::ElasticLoadBalancingV2::TargetGroup", properties, mark)
    rule = moved(body, {"listenerArn": "ListenerArn", "priority": "Priority"}, mark)
    put(rule, "Actions", [{"Type": "forward", "TargetGroupArn": ref(group_id)}], mark)
    draft.put(f"{declared.prefix}AlbListenerRule{number}", "AWS::ElasticLoadBalancingV2::ListenerRule", rule, mark)
    draft.permission(f"{declared.prefix}LambdaPermissionRegisterTarget{number}", declared.logical_id,
                     "elasticloadbalancing.amazonaws.com", mark, SourceArn=ref(group_id))  # fmt: skip


def alexa(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """An Alexa skill: any, or the one of an id."""
    skill = mapping(event).get("appId") if isinstance(event, dict) else event
    _alexa("AlexaSkill", "alexa-appkit.amazon.com", skill, mark, declared, draft)


def alexa_home(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """An Alexa Smart Home skill."""
    skill = mapping(event).get("appId") if isinstance(event, dict) else event
    _alexa("AlexaSmartHome", "alexa-connectedhome.amazon.com", skill, mark, declared, draft)


def _alexa(kind: str, principal: str, skill: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    number = _number(f"{declared.prefix}LambdaPermission{kind}", draft)
    token = skill if isinstance(skill, str | dict) and skill else None
    draft.permission(f"{declared.prefix}LambdaPermission{kind}{number}", declared.logical_id, principal, mark,
                     EventSourceToken=token)  # fmt: skip


def cloud_front(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """A function at the edge."""
    body = mapping(event)
    if "CloudFrontDistribution" not in draft.made:
        empty = MarkedList(mark=mark)
        config = made(mark, Origins=MarkedList(), DefaultCacheBehavior=made(mark), CacheBehaviors=empty)
        properties = made(mark, DistributionConfig=config)
        draft.put("CloudFrontDistribution", "AWS::CloudFront::Distribution", properties, mark)
    config = draft.properties("CloudFrontDistribution")["DistributionConfig"]
    origin = body.get("origin")
    if isinstance(origin, str):
        config["Origins"].append({"DomainName": origin.partition("://")[2] or origin})
    elif isinstance(origin, dict):
        config["Origins"].append(origin)
    one = made(mark, EventType=body.get("eventType", "cloudfront"), LambdaFunctionARN=declared.arn)
    behaviour = made(mark, LambdaFunctionAssociations=MarkedList([one]))
    policy = mapping(body.get("behavior")).get("ViewerProtocolPolicy")
    put(behaviour, "ViewerProtocolPolicy", policy if policy is not None else "allow-all", mark)
    config["CacheBehaviors"].append(behaviour)
    config["CacheBehaviors"].items_at.append(mark)
