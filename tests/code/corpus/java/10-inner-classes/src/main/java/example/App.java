package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

public class App implements RequestHandler<String, String> {
    private final DynamoDbClient db = DynamoDbClient.create();
    private final String table = System.getenv("PROFILE_TABLE");

    @Override
    public String handleRequest(String id, Context context) {
        if (!Limits.allows(id)) {
            return "";
        }
        String name = new Reader().read(id);
        Cache cache = this.new Cache("profile-cache");
        cache.put(id, name);
        return name;
    }

    private class Reader {
        String read(String id) {
            Map<String, AttributeValue> key = Map.of("id", AttributeValue.fromS(id));
            return db.getItem(b -> b.tableName(table).key(key)).item().get("name").s();
        }
    }

    private class Cache {
        private final String table;

        Cache(String table) {
            this.table = table;
        }

        void put(String id, String name) {
            Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromS(id), "name", AttributeValue.fromS(name));
            App.this.db.putItem(b -> b.tableName(table).item(item));
        }

        void drop(String id) {
            db.deleteItem(b -> b.tableName(App.this.table).key(Map.of("id", AttributeValue.fromS(id))));
        }
    }

    static final class Limits {
        static boolean allows(String id) {
            return id != null && id.length() < 64;
        }
    }
}
