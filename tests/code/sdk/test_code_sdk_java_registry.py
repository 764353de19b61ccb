"""Glue's schema registry behind Kafka's clients in Java, durable executions, and large messages of Powertools."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.code.following import java, requests

KAFKA = """
import java.util.*; import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.KafkaProducer; import org.apache.kafka.clients.consumer.KafkaConsumer;
import com.amazonaws.services.schemaregistry.serializers.GlueSchemaRegistryKafkaSerializer;
import com.amazonaws.services.schemaregistry.serializers.avro.AWSKafkaAvroSerializer;
import com.amazonaws.services.schemaregistry.deserializers.avro.AWSKafkaAvroDeserializer;
import com.amazonaws.services.schemaregistry.utils.AWSSchemaRegistryConstants;
public class App { public Object handleRequest(Object event) {
  Map<String, Object> settings = new HashMap<>();
  BODY
  return null; } }
"""
REGISTER = ["GetSchemaVersion", "CreateSchema", "RegisterSchemaVersion", "PutSchemaVersionMetadata"]
WORKFLOW = """
import software.amazon.lambda.durable.DurableContext; import software.amazon.lambda.durable.DurableHandler;
import software.amazon.lambda.powertools.largemessages.LargeMessages;
public class App extends DurableHandler<Object, String> {
  public String handleRequest(Object event, DurableContext context) { BODY return null; } }
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, "
         "GlueSchemaRegistryKafkaSerializer.class.getName());"
         "new KafkaProducer<String, String>(settings);", ["GetSchemaByDefinition"]),
        ('settings.put("key.serializer", AWSKafkaAvroSerializer.class);'
         'settings.put(AWSSchemaRegistryConstants.SCHEMA_AUTO_REGISTRATION_SETTING, "true");'
         "new KafkaProducer<String, String>(settings);", ["GetSchemaByDefinition", *REGISTER]),
        ('settings.put("value.serializer", '
         '"com.amazonaws.services.schemaregistry.serializers.GlueSchemaRegistryKafkaSerializer");'
         'settings.put("schemaAutoRegistrationEnabled", false);'
         "new KafkaProducer<String, String>(settings);", ["GetSchemaByDefinition"]),
        ('settings.put("value.deserializer", AWSKafkaAvroDeserializer.class.getName());'
         "new KafkaConsumer<String, String>(settings);", ["GetSchemaVersion"]),
        ("new AWSKafkaAvroDeserializer(settings);", ["GetSchemaVersion"]),
        ('settings.put("value.serializer", "org.apache.kafka.common.serialization.StringSerializer");'
         "new KafkaProducer<String, String>(settings);", []),
    ],
)  # fmt: skip
def test_serializers_ask_the_registry(tmp_path: Path, body: str, expected: list[str]) -> None:
    """A serializer looks schemas up, and registers them where that is on; a deserializer reads them."""
    told = java(tmp_path, KAFKA.replace("BODY", body))
    assert requests(told) == [f"glue:{one}" for one in expected]


def test_properties_name_registry_and_schema(tmp_path: Path) -> None:
    """The registry and the schema of the properties are those that are asked for."""
    body = (
        'settings.put(AWSSchemaRegistryConstants.REGISTRY_NAME, System.getenv("REGISTRY"));'
        'settings.put("schemaName", "orders");'
        'settings.put("value.serializer", AWSKafkaAvroSerializer.class); new KafkaProducer<String, String>(settings);'
    )
    told = java(tmp_path, KAFKA.replace("BODY", body))
    assert requests(told) == ["glue:GetSchemaByDefinition SchemaId=RegistryName:$REGISTRY,SchemaName:orders"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('context.invoke("pay", System.getenv("FUNCTION"), event, String.class);',
         ["lambda:Invoke FunctionName=$FUNCTION"]),
        ('context.runInChildContext("all", String.class, '
         'child -> child.invoke("pay", "payments", event, String.class));',
         ["lambda:Invoke FunctionName=payments"]),
        ("LargeMessages.processLargeMessage(event, m -> m);",
         ["s3:GetObject Bucket=? Key=?", "s3:DeleteObject Bucket=? Key=?"]),
        ("LargeMessages.processLargeMessage(event, m -> m, false);", ["s3:GetObject Bucket=? Key=?"]),
    ],
)  # fmt: skip
def test_workflows_and_large_messages(tmp_path: Path, body: str, expected: list[str]) -> None:
    """A workflow's context invokes functions; a large message is fetched, and deleted unless told otherwise."""
    assert requests(java(tmp_path, WORKFLOW.replace("BODY", body))) == expected
