package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

public class App implements RequestHandler<Map<String, String>, String> {
    private final DynamoDbClient db = DynamoDbClient.create();

    @Override
    public String handleRequest(Map<String, String> event, Context context) {
        Map<String, AttributeValue> key = Map.of("id", AttributeValue.fromS(event.get("id")));
        switch (event.get("action")) {
            case "touch":
            case "update":
                UpdateItemRequest.Builder update = UpdateItemRequest.builder();
                update.tableName(table(event.get("kind")));
                update.key(key);
                db.updateItem(update.build());
                break;
            case "delete":
                DeleteItemRequest.Builder delete = DeleteItemRequest.builder().key(key);
                delete.tableName("parcels");
                db.deleteItem(delete.build());
                return "deleted";
            default:
                return "ignored";
        }
        return "done";
    }

    private static String table(String kind) {
        String name;
        switch (kind) {
            case "parcel":
                name = "parcels";
                break;
            default:
                name = "pallets";
        }
        return name;
    }

    private void other() {
        db.describeTable(b -> b.tableName("parcels"));
    }
}
