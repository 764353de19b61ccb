package example;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;

class Users {
    private final DynamoDbClient client;
    private final String table;

    Users(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    String find(String id) {
        GetItemRequest request = GetItemRequest.builder()
                .tableName(table)
                .key(Map.of("id", AttributeValue.builder().s(id).build()))
                .build();
        Map<String, AttributeValue> item = client.getItem(request).item();
        return item.isEmpty() ? null : item.get("name").s();
    }
}
