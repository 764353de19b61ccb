"""The core of the shop, in CDK."""

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as api
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct


class Core(cdk.Stack):
    """Seven functions behind one API, two tables, a queue, a topic and a bucket."""

    def __init__(self, scope: Construct, name: str, **more) -> None:
        super().__init__(scope, name, **more)
        text = dynamodb.AttributeType.STRING
        pay = dynamodb.BillingMode.PAY_PER_REQUEST
        products = dynamodb.Table(
            self,
            "Products",
            table_name="core-products",
            billing_mode=pay,
            partition_key={"name": "productId", "type": text},
        )
        orders = dynamodb.Table(
            self,
            "OrdersTable",
            table_name="core-orders",
            billing_mode=pay,
            partition_key={"name": "orderId", "type": text},
            stream=dynamodb.StreamViewType.NEW_IMAGE,
        )
        orders.add_global_secondary_index(
            index_name="by-email",
            partition_key={"name": "email", "type": text},
            projection_type=dynamodb.ProjectionType.KEYS_ONLY,
        )
        for table in (products, orders):
            table.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
        jobs = sqs.Queue(self, "Jobs", queue_name="core-jobs", visibility_timeout=cdk.Duration.seconds(60))
        shipped = sns.Topic(self, "Shipped", topic_name="core-shipped")

        catalogue = self._function("Catalogue", {"PRODUCTS_TABLE": products.table_name})
        self._allow(catalogue, ["dynamodb:Scan"], products.table_arn)

        order = self._function("Orders", {"ORDERS_TABLE": orders.table_name, "JOBS_QUEUE": jobs.queue_url})
        self._allow(order, ["dynamodb:PutItem"], orders.table_arn)
        self._allow(order, ["sqs:SendMessage"], jobs.queue_arn)

        admin = self._function("Admin", {"ORDERS_TABLE": orders.table_name})
        self._allow(admin, ["dynamodb:*"], orders.table_arn)

        fulfil = self._function("Fulfil", {"ORDERS_TABLE": orders.table_name, "SHIPPED_TOPIC": shipped.topic_arn})
        self._allow(fulfil, ["dynamodb:UpdateItem"], orders.table_arn)
        self._allow(fulfil, ["sns:Publish"], shipped.topic_arn)
        self._allow(fulfil, ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], jobs.queue_arn)
        lambda_.EventSourceMapping(
            self, "FulfilJobs", target=fulfil, event_source_arn=jobs.queue_arn, batch_size=5, max_concurrency=4
        )

        thumbnail = self._function("Thumbnail", {}, runtime=lambda_.Runtime.NODEJS_22_X, handler="index.handler")
        self._uploads(thumbnail)

        digest = self._function("Digest", {"PRODUCTS_TABLE": products.table_name})
        self._allow(digest, ["dynamodb:Scan"], products.table_arn)
        events.Rule(
            self,
            "Morning",
            schedule=events.Schedule.expression("cron(0 6 * * ? *)"),
            targets=[targets.LambdaFunction(digest)],
        )

        audit = self._function("Audit", {})
        stream = ["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream", "dynamodb:ListStreams"]
        self._allow(audit, stream, orders.table_stream_arn)
        lambda_.EventSourceMapping(
            self,
            "AuditChanges",
            target=audit,
            event_source_arn=orders.table_stream_arn,
            batch_size=50,
            starting_position=lambda_.StartingPosition.LATEST,
            retry_attempts=3,
        )
        audit.add_event_source(sources.SnsEventSource(shipped))
        self._api(catalogue, order, admin)

    def _function(self, name, variables, runtime=lambda_.Runtime.PYTHON_3_13, handler="app.handler"):
        group = logs.LogGroup(
            self,
            f"{name}Log",
            log_group_name=f"/aws/lambda/core-{name.lower()}",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        role = iam.Role(self, f"{name}Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        role.add_managed_policy(
            iam.ManagedPolicy.from_aws_managed_policy_name("service-role/AWSLambdaBasicExecutionRole")
        )
        done = lambda_.Function(
            self,
            name,
            function_name=f"core-{name.lower()}",
            runtime=runtime,
            handler=handler,
            code=lambda_.Code.from_asset(f"../functions/{name.lower()}"),
            timeout=cdk.Duration.seconds(10),
            memory_size=256,
            environment=variables,
            role=role,
        )
        done.node.add_dependency(group)
        return done

    def _allow(self, function, actions, resource) -> None:
        function.add_to_role_policy(iam.PolicyStatement(actions=actions, resources=[resource]))

    def _uploads(self, thumbnail) -> None:
        name = f"core-uploads-{self.account}"
        arn = f"arn:aws:s3:::{name}"
        started = s3.CfnBucket.LambdaConfigurationProperty(event="s3:ObjectCreated:*", function=thumbnail.function_arn)
        bucket = s3.CfnBucket(
            self,
            "Uploads",
            bucket_name=name,
            public_access_block_configuration=s3.CfnBucket.PublicAccessBlockConfigurationProperty(
                block_public_acls=True,
                block_public_policy=False,
                ignore_public_acls=True,
                restrict_public_buckets=False,
            ),
            notification_configuration=s3.CfnBucket.NotificationConfigurationProperty(lambda_configurations=[started]),
        )
        thumbnail.add_permission(
            "FromUploads",
            principal=iam.ServicePrincipal("s3.amazonaws.com"),
            source_arn=arn,
            source_account=self.account,
        )
        self._allow(thumbnail, ["s3:GetObject", "s3:PutObject"], f"{arn}/*")
        anyone = iam.PolicyStatement(actions=["s3:PutObject"], principals=[iam.StarPrincipal()], resources=[f"{arn}/*"])
        s3.CfnBucketPolicy(
            self, "UploadsPolicy", bucket=bucket.ref, policy_document=iam.PolicyDocument(statements=[anyone])
        )

    def _api(self, catalogue, order, admin) -> None:
        http = api.HttpApi(self, "Api", api_name="core-api", create_default_stage=False)
        api.HttpStage(
            self, "Stage", http_api=http, auto_deploy=True, throttle=api.ThrottleSettings(rate_limit=20, burst_limit=40)
        )
        members = authorizers.HttpJwtAuthorizer(
            "members",
            "https://login.halfmoon.example/",
            jwt_audience=["shop"],
            authorizer_name="members",
        )
        for name, path, method, function, asks in (
            ("List", "/products", api.HttpMethod.GET, catalogue, None),
            ("Order", "/orders", api.HttpMethod.POST, order, members),
            ("Admin", "/admin", api.HttpMethod.POST, admin, None),
        ):
            http.add_routes(
                path=path,
                methods=[method],
                authorizer=asks,
                integration=integrations.HttpLambdaIntegration(name, function),
            )


app = cdk.App(analytics_reporting=False, stack_traces=False)
Core(app, "core", synthesizer=cdk.DefaultStackSynthesizer(generate_bootstrap_version_rule=False))
app.synth()
