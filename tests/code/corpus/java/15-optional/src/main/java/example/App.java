package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

public class App implements RequestHandler<String, String> {
    private static final String TABLE = Optional.ofNullable(System.getenv("TABLE_NAME")).orElse("accounts");
    private static final String LOG_TABLE = System.getenv().getOrDefault("LOG_TABLE", "account-log");
    private final DynamoDbClient db = DynamoDbClient.create();

    @Override
    public String handleRequest(String id, Context context) {
        return Optional.ofNullable(id)
                .flatMap(this::find)
                .map(item -> item.get("name").s())
                .orElseGet(() -> create(id));
    }

    private Optional<Map<String, AttributeValue>> find(String id) {
        Map<String, AttributeValue> key = Map.of("id", AttributeValue.fromS(id));
        return Optional.of(db.getItem(b -> b.tableName(TABLE).key(key)).item());
    }

    private String create(String id) {
        Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromS(id));
        db.putItem(b -> b.tableName(LOG_TABLE).item(item));
        return id;
    }
}
