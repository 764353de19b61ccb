package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

abstract class Base implements RequestHandler<String, String> {
    protected final DynamoDbClient db = DynamoDbClient.create();

    @Override
    public final String handleRequest(String id, Context context) {
        String found = load(id);
        audit(id);
        return found;
    }

    protected abstract String load(String id);

    protected abstract String table();

    private void audit(String id) {
        Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromS(id));
        db.putItem(b -> b.tableName(table() + "-audit").item(item));
    }
}
