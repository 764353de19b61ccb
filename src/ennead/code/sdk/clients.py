"""Names of client packages and classes in the SDKs for JavaScript and Java, and the services behind them.

Most are the service's id in another dress; those that are not stand here.  `known` maps the letters of a service's
id to botocore's name of the service.
"""

from __future__ import annotations

from collections.abc import Mapping

_JS3 = {
    "cloudwatch-events": "events",
    "lex-runtime-service": "lex-runtime",
    "lex-model-building-service": "lex-models",
}
_JS2 = {
    "cloudwatchevents": "events",
    "cognitoidentityserviceprovider": "cognito-idp",
    "cur": "cur",
    "discovery": "discovery",
    "dms": "dms",
    "elb": "elb",
    "elbv2": "elbv2",
    "es": "es",
    "iotdata": "iot-data",
    "iotjobsdataplane": "iot-jobs-data",
    "kinesisvideosignalingchannels": "kinesis-video-signaling",
    "lexmodelbuildingservice": "lex-models",
    "lexmodelsv2": "lexv2-models",
    "lexruntime": "lex-runtime",
    "lexruntimev2": "lexv2-runtime",
    "marketplaceentitlementservice": "marketplace-entitlement",
    "marketplacemetering": "meteringmarketplace",
    "rdsdataservice": "rds-data",
    "simpledb": "sdb",
    "stepfunctions": "stepfunctions",
    "transcribeservice": "transcribe",
}
_JAVA2 = {
    "applicationdiscovery": "discovery",
    "cloudwatchevents": "events",
    "costandusagereport": "cur",
    "databasemigration": "dms",
    "directory": "ds",
    "elasticsearch": "es",
    "iotdataplane": "iot-data",
    "iotjobsdataplane": "iot-jobs-data",
    "lexmodelbuilding": "lex-models",
    "lexruntime": "lex-runtime",
    "marketplaceentitlement": "marketplace-entitlement",
}
_JAVA1 = {
    "apigateway.AmazonApiGateway": "apigateway",
    "apigatewaymanagementapi.AmazonApiGatewayManagementApi": "apigatewaymanagementapi",
    "apigatewayv2.AmazonApiGatewayV2": "apigatewayv2",
    "appconfig.AmazonAppConfig": "appconfig",
    "appconfigdata.AWSAppConfigData": "appconfigdata",
    "applicationautoscaling.AWSApplicationAutoScaling": "application-autoscaling",
    "appsync.AWSAppSync": "appsync",
    "athena.AmazonAthena": "athena",
    "autoscaling.AmazonAutoScaling": "autoscaling",
    "batch.AWSBatch": "batch",
    "bedrock.AmazonBedrock": "bedrock",
    "bedrockruntime.AmazonBedrockRuntime": "bedrock-runtime",
    "certificatemanager.AWSCertificateManager": "acm",
    "cloudformation.AmazonCloudFormation": "cloudformation",
    "cloudfront.AmazonCloudFront": "cloudfront",
    "cloudtrail.AWSCloudTrail": "cloudtrail",
    "cloudwatch.AmazonCloudWatch": "cloudwatch",
    "cloudwatchevents.AmazonCloudWatchEvents": "events",
    "codebuild.AWSCodeBuild": "codebuild",
    "codecommit.AWSCodeCommit": "codecommit",
    "codepipeline.AWSCodePipeline": "codepipeline",
    "cognitoidentity.AmazonCognitoIdentity": "cognito-identity",
    "cognitoidp.AWSCognitoIdentityProvider": "cognito-idp",
    "comprehend.AmazonComprehend": "comprehend",
    "config.AmazonConfig": "config",
    "connect.AmazonConnect": "connect",
    "costexplorer.AWSCostExplorer": "ce",
    "dynamodbv2.AmazonDynamoDB": "dynamodb",
    "dynamodbv2.AmazonDynamoDBStreams": "dynamodbstreams",
    "ec2.AmazonEC2": "ec2",
    "ecr.AmazonECR": "ecr",
    "ecs.AmazonECS": "ecs",
    "eks.AmazonEKS": "eks",
    "elasticache.AmazonElastiCache": "elasticache",
    "elasticfilesystem.AmazonElasticFileSystem": "efs",
    "elasticloadbalancing.AmazonElasticLoadBalancing": "elb",
    "elasticloadbalancingv2.AmazonElasticLoadBalancing": "elbv2",
    "elasticmapreduce.AmazonElasticMapReduce": "emr",
    "elasticsearch.AWSElasticsearch": "es",
    "eventbridge.AmazonEventBridge": "events",
    "glue.AWSGlue": "glue",
    "identitymanagement.AmazonIdentityManagement": "iam",
    "iot.AWSIot": "iot",
    "iotdata.AWSIotData": "iot-data",
    "kafka.AWSKafka": "kafka",
    "kendra.AWSkendra": "kendra",
    "kinesis.AmazonKinesis": "kinesis",
    "kinesisfirehose.AmazonKinesisFirehose": "firehose",
    "kms.AWSKMS": "kms",
    "lambda.AWSLambda": "lambda",
    "lexruntime.AmazonLexRuntime": "lex-runtime",
    "lexruntimev2.AmazonLexRuntimeV2": "lexv2-runtime",
    "logs.AWSLogs": "logs",
    "mediaconvert.AWSMediaConvert": "mediaconvert",
    "opensearch.AmazonOpenSearch": "opensearch",
    "organizations.AWSOrganizations": "organizations",
    "pinpoint.AmazonPinpoint": "pinpoint",
    "polly.AmazonPolly": "polly",
    "rds.AmazonRDS": "rds",
    "rdsdata.AWSRDSData": "rds-data",
    "redshift.AmazonRedshift": "redshift",
    "redshiftdataapi.AWSRedshiftDataAPI": "redshift-data",
    "rekognition.AmazonRekognition": "rekognition",
    "route53.AmazonRoute53": "route53",
    "s3.AmazonS3": "s3",
    "s3control.AWSS3Control": "s3control",
    "sagemaker.AmazonSageMaker": "sagemaker",
    "sagemakerruntime.AmazonSageMakerRuntime": "sagemaker-runtime",
    "scheduler.AmazonScheduler": "scheduler",
    "secretsmanager.AWSSecretsManager": "secretsmanager",
    "securitytoken.AWSSecurityTokenService": "sts",
    "servicediscovery.AWSServiceDiscovery": "servicediscovery",
    "simpledb.AmazonSimpleDB": "sdb",
    "simpleemail.AmazonSimpleEmailService": "ses",
    "simpleemailv2.AmazonSimpleEmailServiceV2": "sesv2",
    "simplesystemsmanagement.AWSSimpleSystemsManagement": "ssm",
    "simpleworkflow.AmazonSimpleWorkflow": "swf",
    "sns.AmazonSNS": "sns",
    "sqs.AmazonSQS": "sqs",
    "stepfunctions.AWSStepFunctions": "stepfunctions",
    "textract.AmazonTextract": "textract",
    "timestreamquery.AmazonTimestreamQuery": "timestream-query",
    "timestreamwrite.AmazonTimestreamWrite": "timestream-write",
    "transcribe.AmazonTranscribe": "transcribe",
    "translate.AmazonTranslate": "translate",
    "wafv2.AWSWAFV2": "wafv2",
    "xray.AWSXRay": "xray",
}
"""Classes under `com.amazonaws.services`, without `Client`, `Async` or `Builder`."""

_JAVA1_PREFIX = "com.amazonaws.services."
_JAVA2_PREFIX = "software.amazon.awssdk.services."
_JAVA2_INNER = {
    "dynamodb.streams": "dynamodbstreams",
    "waf.regional": "waf-regional",
}
_JAVA1_ENDS = ("Builder", "Client", "Async")


def js3(package: str, known: Mapping[str, str]) -> str | None:
    """`@aws-sdk/client-sfn`."""
    name = package.removeprefix("@aws-sdk/client-")
    if name == package:
        return None
    return _JS3.get(name) or known.get(name.replace("-", ""))


def js2(class_name: str, known: Mapping[str, str]) -> str | None:
    """`AWS.S3`, `DynamoDB.DocumentClient`, `stepfunctions`."""
    name = class_name.removeprefix("AWS.").partition(".")[0].lower()
    return _JS2.get(name) or known.get(name)


def java2(class_full_name: str, known: Mapping[str, str]) -> str | None:
    """`software.amazon.awssdk.services.sfn.SfnClient`."""
    package, _, name = class_full_name.removeprefix(_JAVA2_PREFIX).rpartition(".")
    if not class_full_name.startswith(_JAVA2_PREFIX) or not name.removesuffix("Builder").endswith("Client"):
        return None
    return _JAVA2_INNER.get(package) or _JAVA2.get(package) or known.get(package)


def java1(class_full_name: str) -> str | None:
    """`com.amazonaws.services.dynamodbv2.AmazonDynamoDB`."""
    if not class_full_name.startswith(_JAVA1_PREFIX):
        return None
    name = class_full_name.removeprefix(_JAVA1_PREFIX)
    for end in _JAVA1_ENDS:
        name = name.removesuffix(end)
    return _JAVA1.get(name)
