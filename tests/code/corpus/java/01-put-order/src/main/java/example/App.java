package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

public class App implements RequestHandler<Map<String, String>, String> {
    private static final DynamoDbClient CLIENT = DynamoDbClient.create();
    private static final String TABLE = System.getenv("ORDERS_TABLE");

    @Override
    public String handleRequest(Map<String, String> order, Context context) {
        context.getLogger().log("storing " + order.get("id"));
        store(order);
        return "stored";
    }

    private void store(Map<String, String> order) {
        AttributeValue id = AttributeValue.builder().s(order.get("id")).build();
        PutItemRequest request = PutItemRequest.builder()
                .tableName(TABLE)
                .item(Map.of("id", id))
                .build();
        CLIENT.putItem(request);
    }

    private void purge(String id) {
        CLIENT.deleteItem(DeleteItemRequest.builder()
                .tableName(TABLE)
                .key(Map.of("id", AttributeValue.fromS(id)))
                .build());
    }
}
