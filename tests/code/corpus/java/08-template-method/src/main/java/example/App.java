package example;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

public class App extends Base {
    @Override
    protected String load(String id) {
        return db.getItem(b -> b.tableName(table()).key(Map.of("id", AttributeValue.fromS(id))))
                .item().get("name").s();
    }

    @Override
    protected String table() {
        return "customers";
    }
}
