"""The table of arguments that name a resource, by service and operation.

`ALWAYS`: parameters that name one in every operation of the service that has them.  `OPERATIONS`: paths of single
operations.  `STATEMENTS`: parameters that hold a statement in a query language, which names tables.
"""

from __future__ import annotations

STATEMENTS = frozenset({"Statement", "sql", "Sql", "QueryString", "queryString", "PartiQL", "Sqls"})

CHANGING = frozenset(
    (
        "AWSServiceName AccessRole AddIamRoles AddReplicaRegions AlarmName AlarmNames ApiMappingId Arn "
        "AssociationDispatchAssumeRole AssociationId AuthorizerCredentialsArn AuthorizerId AutoCreate "
        "AutoScalingGroupName AutoScalingRole AutomationAssumeRole BackupPlanId BillingViewArn BounceSender "
        "Bucket BudgetName BulkOperationArn CampaignId CapacityProviderArn CapacityProviderName ChannelARN "
        "ChannelName CloudHsmClusterId ClusterRole CollectionId ConfigurationSetName ConnectionArn ConsumerName "
        "Create CredentialsArn DashboardName DataProviderIdentifier DatasetIdentifier DbGroups DbName DbUser "
        "DelegationRequestId Delete DeliverLogsPermissionArn DeploymentId DocumentClassifierArn DocumentName "
        "DurableExecutionArn Endpoint EntityRecognizerArn EventSourceArn EventSourceName FileSystemConfigs "
        "FlowDefinitionArn FlywheelArn FromEmailAddressIdentityArn GlobalTableSourceArn IamInstanceProfile "
        "IamRole IamRoles Id Identifier IdentityPoolTags ImageUri InstanceId InstanceIds InstanceMarketOptions "
        "InstanceProfileIdentifier IntegrationId IntegrationResponseId JobFlowRole JobId JourneyId KeyARN KeyId "
        "KeyName KmsKeyIdentifier KpiName LaunchTemplate Layers LoggingRole ManageMasterUserPassword MediaFileUri "
        "MigrationProjectIdentifier ModelId Name NotificationARNs ObjectLockEnabledForBucket ObjectOwnership "
        "OpenIDConnectProviderArn PolicyName PortalProductId ProductPageId ProductRestEndpointPageId ProjectArn "
        "ProjectVersion ProvidedContexts QueueARN QueueName Raw RecoveryPointArn RequestParameterKey ResourceArn "
        "ResourceId ResourceIds ResourcePolicy ResourceType Resources RouteId RouteKey RouteResponseId "
        "RoutingRuleId RuleName S3Bucket S3ObjectVersion S3Uri Scope SecurityGroupIds ServerCertificateName "
        "ServiceRole SnsCallerArn SourceArn SourceIdentity Specification StackName StageName TagSpecifications "
        "TargetPrincipal Template TemplateArn TemplateName TemplateURL Tier TwoWayChannelRole UserRole VPC "
        "VersionNumber ViewId VirtualMFADeviceName VocabularyFileUri VocabularyFilterFileUri VocabularyFilterName "
        "VpcLinkId WindowId appId authenticated authorizerCredentials authorizerId awsSecretStoreArn basePath "
        "botName branchName clientCertificateId commandArn credentials dbClusterOrInstanceArn "
        "deliveryDestinationArn deliverySourceName deploymentId destinationName documentationPartId "
        "documentationVersion domainNameAccessAssociationArn executionIdentifier exportType filter "
        "fleetServiceRole foundationModel guardrailId httpMethod iamRoles id identifier jobDefinitionName keyId "
        "keyspaceName logGroupArnList logGroupIdentifiers logGroupNames lookupTableName modelArn modelName name "
        "names nodeRole parentId policy publish requestValidatorId resourceAccessRole "
        "resourceCredentialProviderName resourceId responseType retain returnData returnMetadata runtimeUserId "
        "sdkType serviceRole shadowName sourceKeyspaceName sourceTableName stageName statusCode tableName "
        "targetArn targetKeyspaceName targetTableName unauthenticated unmask v2BotRole vpcLinkId workflowName "
        "workloadName "
    ).split()
)
"""Further arguments by which the permissions that are needed differ, or that name what they are needed on."""

ALWAYS = {
    "acm": "CertificateArn",
    "apigateway": "restApiId apiKey usagePlanId domainName",
    "apigatewayv2": "ApiId DomainName",
    "appconfig": "ApplicationId EnvironmentId ConfigurationProfileId Application Environment Configuration",
    "appconfigdata": "ApplicationIdentifier EnvironmentIdentifier ConfigurationProfileIdentifier",
    "appsync": "apiId",
    "athena": "WorkGroup QueryExecutionId NamedQueryId CatalogName DatabaseName",
    "batch": "jobQueue jobDefinition jobId",
    "bedrock": "modelIdentifier guardrailIdentifier jobIdentifier modelId",
    "bedrock-agent": "agentId knowledgeBaseId dataSourceId flowIdentifier promptIdentifier",
    "bedrock-agent-runtime": "agentId agentAliasId knowledgeBaseId flowIdentifier flowAliasIdentifier",
    "bedrock-agentcore": "agentRuntimeArn memoryId codeInterpreterIdentifier browserIdentifier",
    "bedrock-runtime": "modelId guardrailIdentifier",
    "cloudformation": "StackName ChangeSetName StackSetName",
    "cloudfront": "DistributionId Id",
    "cloudfront-keyvaluestore": "KvsARN",
    "codebuild": "projectName",
    "codecommit": "repositoryName",
    "codepipeline": "pipelineName",
    "cognito-identity": "IdentityPoolId IdentityId",
    "cognito-idp": "UserPoolId ClientId",
    "comprehend": "EndpointArn",
    "connect": "InstanceId",
    "docdb": "DBClusterIdentifier DBInstanceIdentifier",
    "dsql": "identifier",
    "dynamodb": "TableName GlobalTableName ResourceArn BackupArn StreamArn ExportArn TableArn SourceTableName "
    "TargetTableName SourceTableArn",
    "dynamodbstreams": "StreamArn TableName",
    "ec2": "InstanceId InstanceIds VolumeId VolumeIds SnapshotId ImageId GroupId GroupIds SubnetId VpcId "
    "NetworkInterfaceId LaunchTemplateId",
    "ecr": "repositoryName",
    "ecs": "cluster service taskDefinition task tasks",
    "efs": "FileSystemId AccessPointId",
    "eks": "name clusterName",
    "elasticache": "CacheClusterId ReplicationGroupId ServerlessCacheName",
    "elbv2": "LoadBalancerArn TargetGroupArn ListenerArn",
    "emr": "JobFlowId ClusterId",
    "emr-serverless": "applicationId jobRunId",
    "es": "DomainName",
    "events": "EventBusName ArchiveName EndpointId ReplayName Rule",
    "firehose": "DeliveryStreamName",
    "glue": "DatabaseName TableName JobName CatalogId RegistryId SchemaId",
    "iam": "RoleName UserName GroupName PolicyArn InstanceProfileName",
    "iot": "thingName policyName ruleName certificateId",
    "iot-data": "topic thingName",
    "kafka": "ClusterArn",
    "kendra": "IndexId",
    "kinesis": "StreamName StreamARN ConsumerARN ResourceARN",
    "kinesisvideo": "StreamName StreamARN",
    "kms": "KeyId TargetKeyId SourceKeyId DestinationKeyId AliasName",
    "lambda": "FunctionName LayerName EventSourceArn UUID",
    "lexv2-runtime": "botId botAliasId",
    "lex-runtime": "botName botAlias",
    "location": "IndexName MapName TrackerName CalculatorName CollectionName",
    "logs": "logGroupName logGroupNames logGroupIdentifier logGroupIdentifiers logStreamName destinationArn",
    "memorydb": "ClusterName",
    "mq": "BrokerId",
    "neptune-graph": "graphIdentifier",
    "opensearch": "DomainName",
    "personalize-events": "trackingId datasetArn",
    "personalize-runtime": "campaignArn recommenderArn",
    "pinpoint": "ApplicationId",
    "pipes": "Name",
    "qbusiness": "applicationId indexId",
    "quicksight": "DashboardId DataSetId",
    "rds": "DBInstanceIdentifier DBClusterIdentifier DBProxyName DBSnapshotIdentifier DBClusterSnapshotIdentifier",
    "rds-data": "resourceArn secretArn database",
    "redshift": "ClusterIdentifier",
    "redshift-data": "ClusterIdentifier WorkgroupName SecretArn Database",
    "redshift-serverless": "workgroupName namespaceName",
    "rekognition": "CollectionId ProjectVersionArn",
    "route53": "HostedZoneId",
    "s3": "Bucket Key",
    "s3control": "AccountId Name Bucket",
    "s3tables": "tableBucketARN namespace name",
    "s3vectors": "vectorBucketName vectorBucketArn indexName indexArn",
    "sagemaker": "EndpointName ModelName TrainingJobName PipelineName NotebookInstanceName",
    "sagemaker-featurestore-runtime": "FeatureGroupName",
    "sagemaker-runtime": "EndpointName",
    "schemas": "RegistryName SchemaName",
    "sdb": "DomainName",
    "secretsmanager": "SecretId",
    "servicediscovery": "NamespaceName ServiceName ServiceId NamespaceId",
    "ses": "Source",
    "sesv2": "FromEmailAddress",
    "sns": "TopicArn TargetArn PhoneNumber SubscriptionArn PlatformApplicationArn EndpointArn",
    "sqs": "QueueUrl QueueName SourceArn DestinationArn",
    "stepfunctions": "stateMachineArn executionArn activityArn stateMachineAliasArn mapRunArn",
    "storagegateway": "GatewayARN",
    "sts": "RoleArn",
    "synthetics": "Name",
    "textract": "AdapterId",
    "timestream-write": "DatabaseName TableName",
    "transcribe": "TranscriptionJobName VocabularyName",
    "transfer": "ServerId UserName",
    "translate": "TerminologyNames",
    "verifiedpermissions": "policyStoreId",
    "wafv2": "Id WebACLArn ResourceArn",
}

_TRANSACTION = " ".join(f"TransactItems[].{kind}.TableName" for kind in ("Put", "Update", "Delete", "ConditionCheck"))

OPERATIONS = {
    "appconfigdata": {
        "GetLatestConfiguration": "ApplicationIdentifier EnvironmentIdentifier ConfigurationProfileIdentifier"
    },
    "appsync": {"GraphQL": "url"},
    "athena": {
        "StartQueryExecution": "ResultConfiguration.OutputLocation QueryExecutionContext.Database "
        "QueryExecutionContext.Catalog",
        "GetWorkGroup": "WorkGroup",
        "GetDatabase": "CatalogName DatabaseName",
        "GetTableMetadata": "CatalogName DatabaseName TableName",
    },
    "batch": {"SubmitJob": "jobQueue jobDefinition", "DescribeJobs": "jobs[]"},
    "bedrock": {
        "CreateModelInvocationJob": "inputDataConfig.s3InputDataConfig.s3Uri outputDataConfig.s3OutputDataConfig.s3Uri",
    },
    "bedrock-agent-runtime": {
        "RetrieveAndGenerate": "retrieveAndGenerateConfiguration.knowledgeBaseConfiguration.knowledgeBaseId "
        "retrieveAndGenerateConfiguration.knowledgeBaseConfiguration.modelArn",
        "RetrieveAndGenerateStream": "retrieveAndGenerateConfiguration.knowledgeBaseConfiguration.knowledgeBaseId "
        "retrieveAndGenerateConfiguration.knowledgeBaseConfiguration.modelArn",
    },
    "bedrock-runtime": {"StartAsyncInvoke": "outputDataConfig.s3OutputDataConfig.s3Uri"},
    "cloudformation": {
        "CreateStack": "TemplateURL RoleARN",
        "UpdateStack": "TemplateURL RoleARN",
        "ValidateTemplate": "TemplateURL",
    },
    "codepipeline": {"StartPipelineExecution": "name", "GetPipeline": "name", "GetPipelineState": "name"},
    "comprehend": {
        f"Start{kind}DetectionJob": "InputDataConfig.S3Uri OutputDataConfig.S3Uri"
        for kind in ("DominantLanguage", "Entities", "KeyPhrases", "PiiEntities", "Sentiment", "Topics")
    },
    "datasync": {"StartTaskExecution": "TaskArn"},
    "dynamodb": {
        "BatchGetItem": "RequestItems.*",
        "BatchWriteItem": "RequestItems.*",
        "TransactWriteItems": _TRANSACTION,
        "TransactGetItems": "TransactItems[].Get.TableName",
        "BatchExecuteStatement": "Statements[].Statement",
        "ExecuteTransaction": "TransactStatements[].Statement",
        "ExportTableToPointInTime": "S3Bucket",
        "ImportTable": "S3BucketSource.S3Bucket TableCreationParameters.TableName",
    },
    "ecs": {
        "RunTask": "overrides.taskRoleArn overrides.executionRoleArn",
        "CreateCluster": "clusterName",
        "CreateService": "serviceName",
        "RegisterTaskDefinition": "family",
        "DescribeServices": "services[]",
    },
    "es": {f"ESHttp{verb}": "url" for verb in ("Get", "Put", "Post", "Delete", "Head", "Patch")},
    "events": {
        "PutEvents": "Entries[].EventBusName EndpointId",
        "PutRule": "Name",
        "DeleteRule": "Name",
        "DescribeRule": "Name",
        "EnableRule": "Name",
        "DisableRule": "Name",
        "PutTargets": "Targets[].Arn",
        "CreateEventBus": "Name",
        "DeleteEventBus": "Name",
        "DescribeEventBus": "Name",
    },
    "execute-api": {"Invoke": "url", "ManageConnections": "url"},
    "glue": {
        "StartCrawler": "Name",
        "GetCrawler": "Name",
        "StartWorkflowRun": "Name",
        "GetTable": "Name",
        "GetDatabase": "Name",
        "CreateTable": "TableInput.Name",
        "UpdateTable": "TableInput.Name",
        "CreateDatabase": "DatabaseInput.Name",
        "DeleteTable": "Name",
        "DeleteDatabase": "Name",
    },
    "kinesis": {"SubscribeToShard": "ConsumerARN"},
    "lambda": {
        "CreateFunction": "Code.S3Bucket Role Layers[]",
        "UpdateFunctionCode": "S3Bucket",
        "PublishLayerVersion": "Content.S3Bucket",
        "InvokeFunctionUrl": "url",
    },
    "mediaconvert": {
        "CreateJob": "Queue JobTemplate Role Settings.Inputs[].FileInput",
        "GetJob": "Id",
    },
    "neptune-db": {"connect": "url"},
    "opensearchserverless": {"APIAccessAll": "url"},
    "polly": {"StartSpeechSynthesisTask": "OutputS3BucketName SnsTopicArn"},
    "rds": {"GenerateDbAuthToken": "DBHostname DBUsername"},
    "dsql": {"DbConnect": "Hostname", "DbConnectAdmin": "Hostname"},
    "rekognition": {
        **dict.fromkeys(
            "DetectLabels DetectFaces DetectText DetectModerationLabels DetectProtectiveEquipment "
            "DetectCustomLabels RecognizeCelebrities IndexFaces SearchFacesByImage SearchUsersByImage".split(),
            "Image.S3Object.Bucket Image.S3Object.Name",
        ),
        "CompareFaces": "SourceImage.S3Object.Bucket SourceImage.S3Object.Name TargetImage.S3Object.Bucket "
        "TargetImage.S3Object.Name",
        **{
            f"Start{kind}": "Video.S3Object.Bucket Video.S3Object.Name NotificationChannel.SNSTopicArn"
            for kind in (
                "LabelDetection FaceDetection ContentModeration CelebrityRecognition PersonTracking TextDetection "
                "FaceSearch SegmentDetection"
            ).split()
        },
    },
    "s3": {"CopyObject": "CopySource", "UploadPartCopy": "CopySource"},
    "sagemaker-runtime": {"InvokeEndpointAsync": "InputLocation"},
    "scheduler": {
        **{
            f"{verb}Schedule": "Name GroupName Target.Arn Target.RoleArn Target.DeadLetterConfig.Arn"
            for verb in ("Create", "Update")
        },
        "DeleteSchedule": "Name GroupName",
        "GetSchedule": "Name GroupName",
        "ListSchedules": "GroupName",
        "CreateScheduleGroup": "Name",
        "DeleteScheduleGroup": "Name",
    },
    "secretsmanager": {
        "CreateSecret": "Name",
        "BatchGetSecretValue": "SecretIdList[]",
        "RotateSecret": "RotationLambdaARN",
    },
    "ses": {
        "SendEmail": "Destination.ToAddresses[]",
        "SendRawEmail": "Destinations[]",
        "SendTemplatedEmail": "Template Destination.ToAddresses[]",
        "SendBulkTemplatedEmail": "Template",
        "GetTemplate": "TemplateName",
        "VerifyEmailIdentity": "EmailAddress",
    },
    "sesv2": {"SendEmail": "Destination.ToAddresses[] Content.Template.TemplateName", "SendBulkEmail": ""},
    "sns": {"CreateTopic": "Name", "CreatePlatformEndpoint": "PlatformApplicationArn"},
    "ssm": {
        **dict.fromkeys("GetParameter PutParameter DeleteParameter GetParameterHistory".split(), "Name"),
        **dict.fromkeys("GetDocument DescribeDocument CreateDocument UpdateDocument DeleteDocument".split(), "Name"),
        "LabelParameterVersion": "Name",
        "GetParameters": "Names[]",
        "DeleteParameters": "Names[]",
        "GetParametersByPath": "Path",
        "SendCommand": "DocumentName InstanceIds[]",
        "StartAutomationExecution": "DocumentName",
        "StartSession": "Target DocumentName",
    },
    "stepfunctions": {
        "CreateStateMachine": "name",
        "SendTaskSuccess": "taskToken",
        "SendTaskFailure": "taskToken",
        "SendTaskHeartbeat": "taskToken",
    },
    "sqs": {"CreateQueue": "QueueName Attributes.KmsMasterKeyId"},
    "textract": {
        **dict.fromkeys(
            ("DetectDocumentText", "AnalyzeDocument", "AnalyzeExpense"),
            "Document.S3Object.Bucket Document.S3Object.Name",
        ),
        **{
            f"Start{kind}": "DocumentLocation.S3Object.Bucket DocumentLocation.S3Object.Name "
            "NotificationChannel.SNSTopicArn OutputConfig.S3Bucket"
            for kind in ("DocumentTextDetection", "DocumentAnalysis", "ExpenseAnalysis", "LendingAnalysis")
        },
        "AnalyzeID": "DocumentPages[].S3Object.Bucket DocumentPages[].S3Object.Name",
    },
    "timestream-query": {"Query": "QueryString"},
    "transcribe": {
        "StartTranscriptionJob": "Media.MediaFileUri OutputBucketName OutputKey JobExecutionSettings.DataAccessRoleArn",
        "StartCallAnalyticsJob": "Media.MediaFileUri OutputLocation DataAccessRoleArn",
        "StartMedicalTranscriptionJob": "Media.MediaFileUri OutputBucketName OutputKey",
    },
    "vpc-lattice-svcs": {"Invoke": "url"},
    "translate": {"StartTextTranslationJob": "InputDataConfig.S3Uri OutputDataConfig.S3Uri"},
}
