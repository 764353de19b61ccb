"""AppSync: a GraphQL API is one route; its data sources are functions and stores."""

from __future__ import annotations

from ennead.model import app
from ennead.model.app import Api, Auth, Mode, Trigger
from ennead.sources.cloudformation.desk import Desk, places
from ennead.sources.cloudformation.readers.registry import reads
from ennead.sources.cloudformation.readers.routes import draft
from ennead.sources.cloudformation.stack import Resource


@reads("AWS::AppSync::GraphQLApi")
def graphql(resource: Resource, desk: Desk) -> None:
    """A GraphQL API: one route for all of it."""
    props = resource.properties
    node_id = desk.add(
        Api(**{**desk.base(resource), "name": props.known("Name") or resource.logical_id}, protocol="APPSYNC")
    )
    kinds = {
        "API_KEY": Auth.API_KEY,
        "AWS_IAM": Auth.IAM,
        "AMAZON_COGNITO_USER_POOLS": Auth.COGNITO,
        "OPENID_CONNECT": Auth.JWT,
        "AWS_LAMBDA": Auth.CUSTOM,
    }
    value = props.known("AuthenticationType")
    auth = kinds.get(value or "", Auth.UNKNOWN)
    fields = {"auth": auth, "integration": "graphql"}
    draft(desk, node_id, "POST", f"/graphql ({resource.logical_id})", fields, props.at("AuthenticationType"), None, [])
    function = props.view("LambdaAuthorizerConfig").raw("AuthorizerUri")
    if function is not None:
        desk.trigger(
            Trigger(
                source=node_id,
                target=desk.function_of(function),
                mode=Mode.SYNC,
                event="authorizer",
                locations=places(resource.at),
            )
        )


@reads("AWS::AppSync::DataSource")
def data_source(resource: Resource, desk: Desk) -> None:
    """A data source: a function or a store behind a GraphQL API."""
    props = resource.properties
    api = desk.target(props.raw("ApiId"), Api, "AWS::AppSync::GraphQLApi")
    function = props.view("LambdaConfig").raw("LambdaFunctionArn")
    if function is not None:
        at = props.at("LambdaConfig")
        desk.trigger(
            Trigger(
                source=api,
                target=desk.function_of(function, at),
                mode=Mode.SYNC,
                event="appsync",
                label=resource.logical_id,
                locations=places(at),
            )
        )
    table = props.view("DynamoDBConfig").raw("TableName")
    if table is not None:
        target = desk.target(table, app.Table, "AWS::DynamoDB::Table")
        desk.link(app.EdgeKind.READS, api, target, props.at("DynamoDBConfig"), label=resource.logical_id)
        desk.link(app.EdgeKind.WRITES, api, target, props.at("DynamoDBConfig"), label=resource.logical_id)
