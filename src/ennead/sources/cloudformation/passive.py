"""Resource types that are understood to hold no part of the map, and those that are shown as a plain node.

`PASSIVE`: wiring whose meaning another reader takes up, or plumbing without data, triggers or authority.
`PLAIN`: a node of the given kind without edges of its own beyond what its properties name.
Anything in neither table is our debt: an `unsupported` gap.
"""

from __future__ import annotations

PASSIVE = frozenset(
    """
    AWS::ApiGateway::Account AWS::ApiGateway::ApiKey AWS::ApiGateway::BasePathMapping AWS::ApiGateway::BasePathMappingV2
    AWS::ApiGateway::ClientCertificate AWS::ApiGateway::Deployment AWS::ApiGateway::DocumentationPart
    AWS::ApiGateway::DomainName AWS::ApiGateway::DomainNameV2 AWS::ApiGateway::DomainNameAccessAssociation
    AWS::ApiGateway::GatewayResponse AWS::ApiGateway::Model
    AWS::ApiGateway::RequestValidator AWS::ApiGateway::Resource AWS::ApiGateway::UsagePlan AWS::ApiGateway::UsagePlanKey
    AWS::ApiGateway::VpcLink AWS::ApiGatewayV2::ApiMapping AWS::ApiGatewayV2::ApiGatewayManagedOverrides
    AWS::ApiGatewayV2::Deployment AWS::ApiGatewayV2::DomainName AWS::ApiGatewayV2::Integration
    AWS::ApiGatewayV2::IntegrationResponse AWS::ApiGatewayV2::Model AWS::ApiGatewayV2::RouteResponse
    AWS::ApiGatewayV2::VpcLink AWS::AppSync::ApiCache AWS::AppSync::ApiKey AWS::AppSync::DomainName
    AWS::AppSync::DomainNameApiAssociation AWS::AppSync::FunctionConfiguration AWS::AppSync::GraphQLSchema
    AWS::AppSync::Resolver AWS::CloudFormation::Macro AWS::CloudFormation::Stack AWS::CloudFormation::WaitCondition
    AWS::CloudFormation::WaitConditionHandle AWS::CloudFront::CachePolicy AWS::CloudFront::CloudFrontOriginAccessIdentity
    AWS::CloudFront::Function AWS::CloudFront::KeyGroup AWS::CloudFront::OriginAccessControl
    AWS::CloudFront::OriginRequestPolicy AWS::CloudFront::PublicKey AWS::CloudFront::ResponseHeadersPolicy
    AWS::CloudFront::KeyValueStore AWS::CloudWatch::Alarm AWS::CloudWatch::AnomalyDetector AWS::CloudWatch::CompositeAlarm
    AWS::CloudWatch::Dashboard AWS::CodeDeploy::Application AWS::CodeDeploy::DeploymentConfig
    AWS::CodeDeploy::DeploymentGroup AWS::CodeStarConnections::Connection AWS::CodeConnections::Connection
    AWS::Cognito::IdentityPoolRoleAttachment AWS::Cognito::UserPoolDomain AWS::Cognito::UserPoolGroup
    AWS::Cognito::UserPoolIdentityProvider AWS::Cognito::UserPoolResourceServer AWS::Cognito::UserPoolUICustomizationAttachment
    AWS::Cognito::UserPoolUser AWS::Cognito::UserPoolUserToGroupAttachment AWS::Cognito::ManagedLoginBranding
    AWS::CertificateManager::Certificate AWS::DAX::ParameterGroup AWS::DAX::SubnetGroup AWS::DocDB::DBInstance
    AWS::MemoryDB::SubnetGroup AWS::OpenSearchServerless::CollectionGroup AWS::OpenSearchServerless::Index
    AWS::Pinpoint::SMSChannel AWS::S3Files::MountTarget AWS::S3Files::AccessPoint
    AWS::DocDB::DBSubnetGroup AWS::DocDB::DBClusterParameterGroup AWS::EFS::MountTarget AWS::EKS::Addon AWS::EKS::Nodegroup
    AWS::ElastiCache::SubnetGroup AWS::ElastiCache::ParameterGroup AWS::ElasticLoadBalancingV2::ListenerRule
    AWS::ElasticLoadBalancingV2::ListenerCertificate AWS::Events::Archive AWS::Events::Connection AWS::EventSchemas::Discoverer
    AWS::EventSchemas::Registry AWS::EventSchemas::Schema AWS::IAM::AccessKey AWS::IAM::Group AWS::IAM::InstanceProfile
    AWS::IAM::OIDCProvider AWS::IAM::ServiceLinkedRole AWS::IAM::User AWS::IAM::UserToGroupAddition AWS::IAM::GroupPolicy
    AWS::IAM::UserPolicy AWS::KMS::Alias AWS::Lambda::CodeSigningConfig AWS::Lambda::LayerVersionPermission
    AWS::Lambda::EventInvokeConfig AWS::LakeFormation::DataLakeSettings AWS::LakeFormation::Permissions
    AWS::LakeFormation::Resource AWS::LakeFormation::PrincipalPermissions AWS::Logs::MetricFilter AWS::Logs::ResourcePolicy
    AWS::Logs::QueryDefinition AWS::Logs::LogStream AWS::MSK::Configuration AWS::MSK::ClusterPolicy AWS::MSK::BatchScramSecret
    AWS::AmazonMQ::Configuration AWS::AmazonMQ::ConfigurationAssociation AWS::RDS::DBClusterParameterGroup
    AWS::RDS::DBParameterGroup AWS::RDS::DBProxyTargetGroup AWS::RDS::DBProxyEndpoint AWS::RDS::DBSubnetGroup
    AWS::RDS::EventSubscription AWS::RDS::OptionGroup AWS::Redshift::ClusterSubnetGroup AWS::ResourceGroups::Group
    AWS::Route53::HealthCheck AWS::Route53::HostedZone AWS::Route53::RecordSet AWS::Route53::RecordSetGroup
    AWS::S3::AccessPoint AWS::SSM::Association AWS::SSM::Document AWS::Scheduler::ScheduleGroup
    AWS::SecretsManager::SecretTargetAttachment AWS::ServiceCatalog::PortfolioPrincipalAssociation
    AWS::ServiceDiscovery::PrivateDnsNamespace AWS::ServiceDiscovery::Service AWS::SES::ReceiptRuleSet
    AWS::SES::ConfigurationSet AWS::SES::EmailIdentity AWS::SES::Template AWS::StepFunctions::Activity
    AWS::StepFunctions::StateMachineAlias AWS::StepFunctions::StateMachineVersion AWS::WAFv2::IPSet
    AWS::WAFv2::LoggingConfiguration AWS::WAFv2::RegexPatternSet AWS::WAFv2::RuleGroup AWS::WAFv2::WebACL
    AWS::WAFv2::WebACLAssociation AWS::XRay::Group AWS::XRay::SamplingRule AWS::Budgets::Budget AWS::Chatbot::SlackChannelConfiguration
    AWS::ApplicationAutoScaling::ScalableTarget AWS::ApplicationAutoScaling::ScalingPolicy AWS::Synthetics::Canary
    AWS::RUM::AppMonitor AWS::Oam::Link AWS::Config::ConfigurationRecorder AWS::Config::DeliveryChannel
    AWS::AppConfig::Application AWS::AppConfig::ConfigurationProfile AWS::AppConfig::Deployment AWS::AppConfig::Environment
    AWS::AppConfig::DeploymentStrategy AWS::AppConfig::HostedConfigurationVersion AWS::AppConfig::Extension
    AWS::AppConfig::ExtensionAssociation AWS::FIS::ExperimentTemplate AWS::BedrockAgentCore::RuntimeEndpoint
    AWS::OpenSearchServerless::AccessPolicy AWS::OpenSearchServerless::SecurityPolicy AWS::OpenSearchServerless::VpcEndpoint
    AWS::GlobalAccelerator::EndpointGroup AWS::GlobalAccelerator::Listener AWS::VpcLattice::Listener AWS::VpcLattice::Rule
    AWS::VpcLattice::ServiceNetworkServiceAssociation AWS::VpcLattice::ServiceNetworkVpcAssociation AWS::VpcLattice::AuthPolicy
    AWS::ElasticLoadBalancingV2::Listener AWS::Glue::SecurityConfiguration AWS::Glue::SchemaVersion AWS::Location::TrackerConsumer
    AWS::IoT::Policy AWS::IoT::PolicyPrincipalAttachment AWS::IoT::Thing AWS::IoT::ThingPrincipalAttachment AWS::IoT::ThingType
    AWS::IoT::ThingGroup AWS::IoT::Certificate AWS::CDK::Metadata AWS::Serverless::Connector AWS::Serverless::CapacityProvider
    AWS::Lambda::CapacityProvider AWS::ApiGateway::RestApiPolicy AWS::CloudTrail::EventDataStore AWS::SSO::Assignment
    """.split()
)

PASSIVE_PREFIXES = (
    "AWS::EC2::",
    "AWS::AutoScaling::",
    "AWS::Inspector",
    "AWS::GuardDuty::",
    "AWS::SecurityHub::",
    "AWS::IVS",
    "AWS::ACMPCA::",
    "AWS::ApplicationInsights::",
    "AWS::RAM::",
    "AWS::Organizations::",
)

PLAIN: dict[str, str] = {
    "AWS::ECS::Cluster": "container", "AWS::ECS::Service": "container", "AWS::ECS::TaskDefinition": "container",
    "AWS::EKS::Cluster": "container", "AWS::ECR::Repository": "registry", "AWS::ECR::PublicRepository": "registry",
    "AWS::AppRunner::Service": "container", "AWS::Batch::ComputeEnvironment": "container", "AWS::Batch::JobDefinition": "container",
    "AWS::Batch::JobQueue": "container", "AWS::ElasticLoadBalancingV2::LoadBalancer": "load_balancer",
    "AWS::CodeBuild::Project": "build", "AWS::CodeCommit::Repository": "repository", "AWS::CodeArtifact::Repository": "repository",
    "AWS::EFS::FileSystem": "file_system", "AWS::EFS::AccessPoint": "file_system", "AWS::FSx::FileSystem": "file_system",
    "AWS::RDS::DBProxy": "proxy", "AWS::DAX::Cluster": "cache", "AWS::ElastiCache::CacheCluster": "cache",
    "AWS::ElastiCache::ServerlessCache": "cache", "AWS::MemoryDB::Cluster": "cache", "AWS::Events::ApiDestination": "external",
    "AWS::Events::Endpoint": "bus", "AWS::Athena::WorkGroup": "analytics", "AWS::Athena::NamedQuery": "analytics",
    "AWS::Glue::Database": "analytics", "AWS::Glue::Table": "analytics", "AWS::Glue::Crawler": "analytics",
    "AWS::Glue::Job": "analytics", "AWS::Glue::Schema": "analytics", "AWS::Glue::Registry": "analytics",
    "AWS::Glue::Trigger": "analytics", "AWS::Glue::Workflow": "analytics", "AWS::Glue::Connection": "analytics",
    "AWS::KinesisAnalyticsV2::Application": "analytics", "AWS::KinesisAnalytics::Application": "analytics",
    "AWS::KinesisVideo::Stream": "stream", "AWS::Timestream::Database": "analytics", "AWS::Cassandra::Table": "analytics",
    "AWS::Cassandra::Keyspace": "analytics", "AWS::QLDB::Ledger": "analytics", "AWS::OpenSearchServerless::Collection": "analytics",
    "AWS::Location::PlaceIndex": "location", "AWS::Location::Tracker": "location", "AWS::Location::RouteCalculator": "location",
    "AWS::Location::Map": "location", "AWS::Location::GeofenceCollection": "location", "AWS::Bedrock::KnowledgeBase": "model",
    "AWS::Bedrock::DataSource": "model", "AWS::Bedrock::Guardrail": "model", "AWS::Bedrock::AgentAlias": "model",
    "AWS::Bedrock::Prompt": "model", "AWS::Bedrock::Flow": "model", "AWS::SageMaker::Endpoint": "model",
    "AWS::SageMaker::EndpointConfig": "model", "AWS::SageMaker::Model": "model", "AWS::SageMaker::NotebookInstance": "model",
    "AWS::Lex::Bot": "bot", "AWS::Lex::BotAlias": "bot", "AWS::Lex::BotVersion": "bot", "AWS::Connect::Instance": "bot",
    "AWS::CloudTrail::Trail": "trail", "AWS::Transfer::Server": "server", "AWS::Transfer::User": "server",
    "AWS::VpcLattice::Service": "network", "AWS::VpcLattice::ServiceNetwork": "network", "AWS::VpcLattice::TargetGroup": "network",
    "AWS::GlobalAccelerator::Accelerator": "network", "AWS::Amplify::App": "website", "AWS::Amplify::Branch": "website",
    "AWS::S3::StorageLens": "analytics", "AWS::S3ObjectLambda::AccessPoint": "access_point", "AWS::S3Vectors::VectorBucket": "analytics",
    "AWS::S3Vectors::Index": "analytics", "AWS::S3Tables::TableBucket": "analytics", "AWS::DSQL::Cluster": "database",
    "AWS::DMS::ReplicationTask": "analytics", "AWS::AppFlow::Flow": "analytics", "AWS::Pinpoint::App": "messaging",
    "AWS::Verified::PolicyStore": "policy_store", "AWS::VerifiedPermissions::PolicyStore": "policy_store",
    "AWS::VerifiedPermissions::Policy": "policy_store", "AWS::VerifiedPermissions::IdentitySource": "policy_store",
    "AWS::MediaConvert::JobTemplate": "media", "AWS::MediaConvert::Queue": "media", "AWS::Backup::BackupPlan": "backup",
    "AWS::Backup::BackupVault": "backup", "AWS::Backup::BackupSelection": "backup", "AWS::Cloud9::EnvironmentEC2": "workstation",
    "AWS::Evidently::Project": "feature", "AWS::NeptuneGraph::Graph": "database", "AWS::Neptune::DBInstance": "database",
    "AWS::RedshiftServerless::Namespace": "database", "AWS::RedshiftServerless::Workgroup": "database",
    "AWS::BedrockAgentCore::Runtime": "agent", "AWS::BedrockAgentCore::Gateway": "agent", "AWS::BedrockAgentCore::GatewayTarget": "agent",
    "AWS::BedrockAgentCore::Memory": "agent", "AWS::CleanRooms::Collaboration": "analytics", "AWS::Rekognition::Collection": "model",
    "AWS::Kendra::Index": "search", "AWS::Kendra::DataSource": "search", "AWS::S3Files::FileSystem": "file_system",
    "AWS::B2BI::Profile": "partner", "AWS::B2BI::Transformer": "partner", "AWS::B2BI::Capability": "partner",
    "AWS::B2BI::Partnership": "partner", "AWS::QBusiness::Application": "model", "AWS::QBusiness::WebExperience": "website",
    "AWS::QBusiness::Index": "search", "AWS::QBusiness::Retriever": "search", "AWS::QBusiness::DataSource": "search",
    "AWS::Transfer::Connector": "server", "AWS::QLDB::Stream": "analytics",
    "AWS::AppSync::Api": "api", "AWS::AppSync::ChannelNamespace": "channel",
    "Terraform::Unread": "resource",
}  # fmt: skip


def is_passive(kind: str) -> bool:
    """Whether a type is understood to hold no part of the map."""
    return kind in PASSIVE or kind.startswith(PASSIVE_PREFIXES)
