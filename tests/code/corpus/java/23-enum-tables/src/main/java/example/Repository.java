package example;

import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;

class Repository<T> {
    private final DynamoDbClient db = DynamoDbClient.create();
    private final Tables table;
    private final Function<Map<String, AttributeValue>, T> reader;

    Repository(Tables table, Function<Map<String, AttributeValue>, T> reader) {
        this.table = table;
        this.reader = reader;
    }

    T find(String id) {
        GetItemRequest request = GetItemRequest.builder()
                .tableName(table())
                .key(Map.of("id", AttributeValue.fromS(id)))
                .build();
        return reader.apply(db.getItem(request).item());
    }

    void delete(String id) {
        db.deleteItem(DeleteItemRequest.builder().tableName(table()).build());
    }

    private String table() {
        return table.full();
    }
}
