package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;

public class App implements RequestHandler<String, List<String>> {
    private final DynamoDbEnhancedClient client = DynamoDbEnhancedClient.create();
    private final DynamoDbTable<Order> orders =
            client.table(System.getenv("ORDERS"), TableSchema.fromBean(Order.class));

    @Override
    public List<String> handleRequest(String id, Context context) {
        Order order = new Order();
        order.setId(id);
        order.setTotal(12);
        orders.putItem(order);
        return orders.scan().items().stream()
                .map(Order::getId)
                .collect(Collectors.toList());
    }

    void drop() {
        orders.deleteTable();
    }
}
