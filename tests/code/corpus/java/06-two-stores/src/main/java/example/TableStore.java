package example;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class TableStore implements Store {
    private final DynamoDbClient db = DynamoDbClient.create();

    @Override
    public void save(String id, String text) {
        Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromS(id), "text", AttributeValue.fromS(text));
        db.putItem(b -> b.tableName("notes").item(item));
    }
}
