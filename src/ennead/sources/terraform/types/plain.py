"""Types that are shown as a plain node, and those that are known to hold no part of the map.

Everything else of the `aws` provider is our debt: a gap that names the type.
"""

from __future__ import annotations

from ennead.sources.terraform.types.registry import makes

_PLAIN = """
    aws_ecs_cluster AWS::ECS::Cluster cluster_name=name
    aws_ecs_service AWS::ECS::Service
    aws_ecs_task_definition AWS::ECS::TaskDefinition
    aws_eks_cluster AWS::EKS::Cluster
    aws_apprunner_service AWS::AppRunner::Service
    aws_batch_compute_environment AWS::Batch::ComputeEnvironment
    aws_batch_job_definition AWS::Batch::JobDefinition
    aws_batch_job_queue AWS::Batch::JobQueue
    aws_ecr_repository AWS::ECR::Repository RepositoryName=name
    aws_ecrpublic_repository AWS::ECR::PublicRepository
    aws_lb AWS::ElasticLoadBalancingV2::LoadBalancer Name=name
    aws_alb AWS::ElasticLoadBalancingV2::LoadBalancer Name=name
    aws_elb AWS::ElasticLoadBalancingV2::LoadBalancer Name=name
    aws_codebuild_project AWS::CodeBuild::Project Name=name
    aws_codecommit_repository AWS::CodeCommit::Repository
    aws_codeartifact_repository AWS::CodeArtifact::Repository
    aws_efs_file_system AWS::EFS::FileSystem
    aws_efs_access_point AWS::EFS::AccessPoint
    aws_fsx_lustre_file_system AWS::FSx::FileSystem
    aws_fsx_ontap_file_system AWS::FSx::FileSystem
    aws_fsx_openzfs_file_system AWS::FSx::FileSystem
    aws_fsx_windows_file_system AWS::FSx::FileSystem
    aws_db_proxy AWS::RDS::DBProxy DBProxyName=name
    aws_dax_cluster AWS::DAX::Cluster
    aws_elasticache_cluster AWS::ElastiCache::CacheCluster
    aws_elasticache_serverless_cache AWS::ElastiCache::ServerlessCache
    aws_memorydb_cluster AWS::MemoryDB::Cluster
    aws_cloudwatch_event_api_destination AWS::Events::ApiDestination
    aws_cloudwatch_event_endpoint AWS::Events::Endpoint
    aws_athena_workgroup AWS::Athena::WorkGroup Name=name
    aws_athena_named_query AWS::Athena::NamedQuery
    aws_athena_database AWS::Glue::Database
    aws_glue_catalog_database AWS::Glue::Database
    aws_glue_catalog_table AWS::Glue::Table
    aws_glue_crawler AWS::Glue::Crawler
    aws_glue_job AWS::Glue::Job
    aws_glue_schema AWS::Glue::Schema
    aws_glue_registry AWS::Glue::Registry
    aws_glue_trigger AWS::Glue::Trigger
    aws_glue_workflow AWS::Glue::Workflow
    aws_glue_connection AWS::Glue::Connection
    aws_kinesis_analytics_application AWS::KinesisAnalytics::Application
    aws_kinesisanalyticsv2_application AWS::KinesisAnalyticsV2::Application
    aws_kinesis_video_stream AWS::KinesisVideo::Stream
    aws_timestreamwrite_database AWS::Timestream::Database
    aws_keyspaces_table AWS::Cassandra::Table
    aws_keyspaces_keyspace AWS::Cassandra::Keyspace
    aws_qldb_ledger AWS::QLDB::Ledger
    aws_opensearchserverless_collection AWS::OpenSearchServerless::Collection
    aws_location_place_index AWS::Location::PlaceIndex
    aws_location_tracker AWS::Location::Tracker
    aws_location_map AWS::Location::Map
    aws_location_geofence_collection AWS::Location::GeofenceCollection
    aws_location_route_calculator AWS::Location::RouteCalculator
    aws_bedrockagent_knowledge_base AWS::Bedrock::KnowledgeBase
    aws_bedrockagent_data_source AWS::Bedrock::DataSource
    aws_bedrock_guardrail AWS::Bedrock::Guardrail
    aws_bedrockagent_agent_alias AWS::Bedrock::AgentAlias
    aws_bedrockagent_prompt AWS::Bedrock::Prompt
    aws_bedrockagent_flow AWS::Bedrock::Flow
    aws_bedrockagentcore_agent_runtime AWS::BedrockAgentCore::Runtime
    aws_bedrockagentcore_gateway AWS::BedrockAgentCore::Gateway
    aws_bedrockagentcore_gateway_target AWS::BedrockAgentCore::GatewayTarget
    aws_bedrockagentcore_memory AWS::BedrockAgentCore::Memory
    aws_sagemaker_endpoint AWS::SageMaker::Endpoint
    aws_sagemaker_endpoint_configuration AWS::SageMaker::EndpointConfig
    aws_sagemaker_model AWS::SageMaker::Model
    aws_sagemaker_notebook_instance AWS::SageMaker::NotebookInstance
    aws_lex_bot AWS::Lex::Bot
    aws_lexv2models_bot AWS::Lex::Bot
    aws_lex_bot_alias AWS::Lex::BotAlias
    aws_connect_instance AWS::Connect::Instance
    aws_cloudtrail AWS::CloudTrail::Trail
    aws_transfer_server AWS::Transfer::Server
    aws_transfer_user AWS::Transfer::User
    aws_transfer_connector AWS::Transfer::Connector
    aws_vpclattice_service AWS::VpcLattice::Service
    aws_vpclattice_service_network AWS::VpcLattice::ServiceNetwork
    aws_vpclattice_target_group AWS::VpcLattice::TargetGroup
    aws_globalaccelerator_accelerator AWS::GlobalAccelerator::Accelerator
    aws_amplify_app AWS::Amplify::App
    aws_amplify_branch AWS::Amplify::Branch
    aws_s3control_storage_lens_configuration AWS::S3::StorageLens
    aws_s3tables_table_bucket AWS::S3Tables::TableBucket
    aws_dsql_cluster AWS::DSQL::Cluster
    aws_dms_replication_task AWS::DMS::ReplicationTask
    aws_appflow_flow AWS::AppFlow::Flow
    aws_pinpoint_app AWS::Pinpoint::App
    aws_verifiedpermissions_policy_store AWS::VerifiedPermissions::PolicyStore
    aws_verifiedpermissions_policy AWS::VerifiedPermissions::Policy
    aws_verifiedpermissions_identity_source AWS::VerifiedPermissions::IdentitySource
    aws_media_convert_queue AWS::MediaConvert::Queue
    aws_backup_plan AWS::Backup::BackupPlan
    aws_backup_vault AWS::Backup::BackupVault
    aws_backup_selection AWS::Backup::BackupSelection
    aws_cloud9_environment_ec2 AWS::Cloud9::EnvironmentEC2 Name=name
    aws_evidently_project AWS::Evidently::Project
    aws_neptunegraph_graph AWS::NeptuneGraph::Graph
    aws_neptune_cluster_instance AWS::Neptune::DBInstance
    aws_redshiftserverless_namespace AWS::RedshiftServerless::Namespace
    aws_redshiftserverless_workgroup AWS::RedshiftServerless::Workgroup
    aws_rekognition_collection AWS::Rekognition::Collection
    aws_kendra_index AWS::Kendra::Index
    aws_kendra_data_source AWS::Kendra::DataSource
    aws_qbusiness_application AWS::QBusiness::Application
    aws_appsync_event_api AWS::AppSync::Api
    aws_emr_cluster AWS::Glue::Job
    aws_emrserverless_application AWS::Glue::Job
    aws_emrcontainers_virtual_cluster AWS::ECS::Cluster
    aws_mwaa_environment AWS::Glue::Workflow
    aws_datasync_task AWS::AppFlow::Flow
    aws_finspace_kx_environment AWS::Glue::Database
"""


def _declare() -> None:
    for line in _PLAIN.strip().splitlines():
        kind, made, *names = line.split()
        arguments = {argument: name for name, _, argument in (pair.partition("=") for pair in names)}
        makes(kind, kind=made, arguments=arguments, attributes={"name": "${@}", "repository_url": "${@.RepositoryUrl}"})


_declare()

PASSIVE = frozenset(
    """
    aws_account_alternate_contact aws_account_region aws_alb_listener aws_alb_listener_certificate
    aws_alb_listener_rule aws_ami aws_ami_copy aws_api_gateway_account aws_api_gateway_api_key
    aws_api_gateway_base_path_mapping aws_api_gateway_client_certificate aws_api_gateway_documentation_part
    aws_api_gateway_documentation_version aws_api_gateway_domain_name aws_api_gateway_domain_name_access_association
    aws_api_gateway_gateway_response aws_api_gateway_integration_response aws_api_gateway_method_response
    aws_api_gateway_model aws_api_gateway_request_validator aws_api_gateway_rest_api_put
    aws_api_gateway_usage_plan_key aws_api_gateway_vpc_link aws_apigatewayv2_api_mapping aws_apigatewayv2_deployment
    aws_apigatewayv2_domain_name aws_apigatewayv2_integration_response aws_apigatewayv2_model
    aws_apigatewayv2_route_response aws_apigatewayv2_vpc_link aws_appsync_api_cache aws_appsync_api_key
    aws_appsync_channel_namespace aws_appsync_domain_name aws_appsync_domain_name_api_association aws_appsync_function
    aws_appsync_resolver aws_appsync_source_api_association aws_appsync_type
    aws_bedrock_model_invocation_logging_configuration aws_bedrockagent_agent_collaborator
    aws_bedrockagent_agent_knowledge_base_association aws_bedrockagentcore_agent_runtime_endpoint aws_budgets_budget
    aws_budgets_budget_action aws_ce_anomaly_monitor aws_ce_anomaly_subscription aws_cloudformation_stack
    aws_cloudformation_type aws_cloudfront_cache_policy aws_cloudfront_function aws_cloudfront_key_group
    aws_cloudfront_key_value_store aws_cloudfront_monitoring_subscription aws_cloudfront_origin_access_control
    aws_cloudfront_origin_access_identity aws_cloudfront_origin_request_policy aws_cloudfront_public_key
    aws_cloudfront_realtime_log_config aws_cloudfront_response_headers_policy aws_cloudfront_vpc_origin
    aws_cloudfrontkeyvaluestore_key aws_cloudfrontkeyvaluestore_keys_exclusive aws_cloudwatch_composite_alarm
    aws_cloudwatch_contributor_insight_rule aws_cloudwatch_dashboard aws_cloudwatch_event_archive
    aws_cloudwatch_event_connection aws_cloudwatch_log_account_policy aws_cloudwatch_log_anomaly_detector
    aws_cloudwatch_log_data_protection_policy aws_cloudwatch_log_delivery aws_cloudwatch_log_delivery_destination
    aws_cloudwatch_log_delivery_source aws_cloudwatch_log_destination aws_cloudwatch_log_destination_policy
    aws_cloudwatch_log_index_policy aws_cloudwatch_log_metric_filter aws_cloudwatch_log_resource_policy
    aws_cloudwatch_log_stream aws_cloudwatch_metric_alarm aws_cloudwatch_metric_stream aws_cloudwatch_query_definition
    aws_codeartifact_domain aws_codeartifact_domain_permissions_policy aws_codebuild_report_group
    aws_codebuild_source_credential aws_codebuild_webhook aws_codecommit_trigger aws_codeconnections_connection
    aws_codedeploy_app aws_codedeploy_deployment_config aws_codedeploy_deployment_group aws_codepipeline_webhook
    aws_codestarconnections_connection aws_codestarnotifications_notification_rule
    aws_cognito_identity_pool_provider_principal_tag aws_cognito_identity_pool_roles_attachment
    aws_cognito_identity_provider aws_cognito_log_delivery_configuration aws_cognito_managed_login_branding
    aws_cognito_managed_user_pool_client aws_cognito_resource_server aws_cognito_risk_configuration aws_cognito_user
    aws_cognito_user_group aws_cognito_user_in_group aws_cognito_user_pool_domain
    aws_cognito_user_pool_ui_customization aws_config_configuration_recorder aws_config_configuration_recorder_status
    aws_config_delivery_channel aws_cur_report_definition aws_customer_gateway aws_dax_parameter_group
    aws_dax_subnet_group aws_db_cluster_snapshot aws_db_event_subscription aws_db_instance_role_association
    aws_db_option_group aws_db_parameter_group aws_db_proxy_default_target_group aws_db_proxy_endpoint
    aws_db_proxy_target aws_db_snapshot aws_db_subnet_group aws_devopsguru_resource_collection aws_dms_endpoint
    aws_dms_replication_instance aws_dms_replication_subnet_group aws_docdb_cluster_instance
    aws_docdb_cluster_parameter_group aws_docdb_event_subscription aws_docdb_subnet_group
    aws_dynamodb_contributor_insights aws_dynamodb_kinesis_streaming_destination aws_dynamodb_resource_policy
    aws_dynamodb_table_export aws_dynamodb_table_item aws_dynamodb_table_replica aws_dynamodb_tag
    aws_ecr_account_setting aws_ecr_lifecycle_policy aws_ecr_pull_through_cache_rule aws_ecr_registry_policy
    aws_ecr_registry_scanning_configuration aws_ecr_replication_configuration aws_ecr_repository_creation_template
    aws_ecr_repository_policy aws_ecrpublic_repository_policy aws_ecs_account_setting_default
    aws_ecs_capacity_provider aws_ecs_cluster_capacity_providers aws_ecs_tag aws_ecs_task_set aws_efs_backup_policy
    aws_efs_file_system_policy aws_efs_mount_target aws_efs_replication_configuration aws_egress_only_internet_gateway
    aws_eip aws_eip_association aws_eks_access_entry aws_eks_access_policy_association aws_eks_addon
    aws_eks_fargate_profile aws_eks_identity_provider_config aws_eks_node_group aws_eks_pod_identity_association
    aws_elasticache_parameter_group aws_elasticache_subnet_group aws_elasticache_user aws_elasticache_user_group
    aws_elasticache_user_group_association aws_elasticsearch_domain_policy aws_elb_attachment
    aws_emr_security_configuration aws_emr_studio aws_emr_studio_session_mapping aws_fis_experiment_template
    aws_flow_log aws_glue_classifier aws_glue_data_catalog_encryption_settings aws_glue_data_quality_ruleset
    aws_glue_partition aws_glue_partition_index aws_glue_resource_policy aws_glue_security_configuration
    aws_iam_access_key aws_iam_account_alias aws_iam_account_password_policy aws_iam_group_membership
    aws_iam_group_policies_exclusive aws_iam_group_policy_attachment aws_iam_group_policy_attachments_exclusive
    aws_iam_instance_profile aws_iam_openid_connect_provider aws_iam_role_policies_exclusive aws_iam_saml_provider
    aws_iam_server_certificate aws_iam_service_linked_role aws_iam_service_specific_credential
    aws_iam_signing_certificate aws_iam_user_group_membership aws_iam_user_login_profile
    aws_iam_user_policies_exclusive aws_iam_user_policy_attachment aws_iam_user_policy_attachments_exclusive
    aws_iam_user_ssh_key aws_iam_virtual_mfa_device aws_instance aws_internet_gateway aws_internet_gateway_attachment
    aws_internetmonitor_monitor aws_iot_ca_certificate aws_iot_certificate aws_iot_domain_configuration
    aws_iot_indexing_configuration aws_iot_logging_options aws_iot_policy aws_iot_policy_attachment
    aws_iot_provisioning_template aws_iot_role_alias aws_iot_thing aws_iot_thing_group
    aws_iot_thing_principal_attachment aws_iot_thing_type aws_iot_topic_rule_destination aws_key_pair
    aws_kms_ciphertext aws_kms_custom_key_store aws_kms_grant aws_lambda_capacity_provider
    aws_lambda_code_signing_config aws_lambda_invocation aws_lambda_layer_version_permission
    aws_lambda_runtime_management_config aws_launch_configuration aws_launch_template aws_lb_cookie_stickiness_policy
    aws_lb_listener aws_lb_listener_certificate aws_lb_listener_rule aws_lb_trust_store
    aws_main_route_table_association aws_memorydb_acl aws_memorydb_parameter_group aws_memorydb_subnet_group
    aws_memorydb_user aws_mq_configuration aws_msk_cluster_policy aws_msk_configuration aws_msk_replicator
    aws_msk_scram_secret_association aws_msk_single_scram_secret_association aws_msk_vpc_connection
    aws_mskconnect_connector aws_mskconnect_custom_plugin aws_mskconnect_worker_configuration aws_nat_gateway
    aws_neptune_cluster_parameter_group aws_neptune_parameter_group aws_neptune_subnet_group aws_oam_link aws_oam_sink
    aws_oam_sink_policy aws_opensearch_domain_policy aws_opensearch_domain_saml_options aws_opensearch_vpc_endpoint
    aws_opensearchserverless_access_policy aws_opensearchserverless_lifecycle_policy
    aws_opensearchserverless_security_config aws_opensearchserverless_security_policy
    aws_opensearchserverless_vpc_endpoint aws_pinpoint_sms_channel aws_placement_group aws_prefix_list aws_rbin_rule
    aws_rds_cluster_activity_stream aws_rds_cluster_endpoint aws_rds_cluster_instance aws_rds_cluster_parameter_group
    aws_rds_cluster_role_association aws_rds_global_cluster aws_redshift_cluster_iam_roles
    aws_redshift_parameter_group aws_redshift_subnet_group aws_resourceexplorer2_index aws_resourcegroups_group
    aws_resourcegroups_resource aws_route aws_route_table aws_route_table_association aws_rum_app_monitor
    aws_s3_access_point aws_s3_account_public_access_block aws_s3_bucket_accelerate_configuration
    aws_s3_bucket_analytics_configuration aws_s3_bucket_intelligent_tiering_configuration aws_s3_bucket_inventory
    aws_s3_bucket_lifecycle_configuration aws_s3_bucket_logging aws_s3_bucket_metadata_configuration
    aws_s3_bucket_metric aws_s3_bucket_object aws_s3_bucket_object_lock_configuration
    aws_s3_bucket_replication_configuration aws_s3_bucket_request_payment_configuration aws_s3_object
    aws_s3_object_copy aws_s3control_access_point_policy aws_s3control_bucket_policy
    aws_s3control_multi_region_access_point aws_s3control_object_lambda_access_point_policy
    aws_scheduler_schedule_group aws_schemas_discoverer aws_schemas_registry aws_schemas_registry_policy
    aws_schemas_schema aws_secretsmanager_tag aws_serverlessapplicationrepository_cloudformation_stack
    aws_servicecatalogappregistry_application aws_ses_active_receipt_rule_set aws_ses_configuration_set
    aws_ses_domain_dkim aws_ses_domain_identity aws_ses_domain_identity_verification aws_ses_domain_mail_from
    aws_ses_email_identity aws_ses_event_destination aws_ses_identity_notification_topic aws_ses_identity_policy
    aws_ses_receipt_filter aws_ses_receipt_rule_set aws_ses_template aws_sfn_activity aws_sfn_alias
    aws_signer_signing_job aws_signer_signing_profile aws_signer_signing_profile_permission
    aws_sns_platform_application aws_sns_sms_preferences aws_sns_topic_data_protection_policy
    aws_spot_instance_request aws_ssm_activation aws_ssm_association aws_ssm_default_patch_baseline aws_ssm_document
    aws_ssm_maintenance_window aws_ssm_maintenance_window_target aws_ssm_maintenance_window_task
    aws_ssm_patch_baseline aws_ssm_patch_group aws_ssm_resource_data_sync aws_ssm_service_setting aws_subnet
    aws_synthetics_canary aws_transfer_access aws_transfer_certificate aws_transfer_ssh_key aws_transfer_tag
    aws_transfer_workflow aws_volume_attachment aws_xray_encryption_config aws_xray_group aws_xray_resource_policy
    aws_xray_sampling_rule
    """.split()
)
"""What is plumbing, or whose meaning another type's reader takes up."""

PASSIVE_PREFIXES = (
    "aws_vpc", "aws_ec2_", "aws_network_", "aws_security_group", "aws_default_", "aws_ebs_", "aws_dx_", "aws_vpn_",
    "aws_vpclattice_", "aws_route53", "aws_acm", "aws_appautoscaling_", "aws_autoscaling", "aws_inspector",
    "aws_guardduty_", "aws_securityhub_", "aws_macie", "aws_detective_", "aws_accessanalyzer_", "aws_auditmanager_",
    "aws_ivs", "aws_ram_", "aws_organizations_", "aws_controltower_", "aws_servicequotas_", "aws_service_discovery_",
    "aws_servicecatalog_", "aws_waf", "aws_shield_", "aws_globalaccelerator_", "aws_networkfirewall_",
    "aws_networkmanager_", "aws_networkmonitor_", "aws_lakeformation_", "aws_ssoadmin_", "aws_identitystore_",
    "aws_appconfig_", "aws_chatbot_", "aws_grafana_", "aws_prometheus_", "aws_imagebuilder_", "aws_sesv2_",
    "aws_ssmcontacts_", "aws_ssmincidents_", "aws_licensemanager_", "aws_workspaces_", "aws_appstream_",
    "aws_appmesh_", "aws_elastic_beanstalk_", "aws_lightsail_", "aws_opsworks_", "aws_gamelift_",
    "aws_rolesanywhere_", "aws_resiliencehub_", "aws_quicksight_", "aws_sagemaker_", "aws_connect_", "aws_lex",
    "aws_apprunner_", "aws_amplify_", "aws_location_", "aws_verifiedpermissions_", "aws_glacier_",
    "aws_storagegateway_", "aws_datasync_", "aws_drs_", "aws_comprehend_", "aws_transcribe_", "aws_customerprofiles_",
    "random_", "null_", "time_", "local_", "tls_", "archive_", "terraform_", "template_", "external", "http",
    "cloudinit_", "docker_", "shell_", "awscc_iam_oidc", "aws_batch_", "aws_backup_", "aws_medialive_", "aws_media_",
)  # fmt: skip
"""Families of plumbing, and the providers that make values and files."""


def is_passive(kind: str) -> bool:
    """Whether a type is understood to hold no part of the map."""
    return kind in PASSIVE or kind.startswith(PASSIVE_PREFIXES)
