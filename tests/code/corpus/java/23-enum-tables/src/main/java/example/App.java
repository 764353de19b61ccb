package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

public class App implements RequestHandler<String, String> {
    record Customer(String id, String name) {
    }

    private final Repository<Customer> customers =
            new Repository<>(Tables.CUSTOMERS, item -> new Customer(item.get("id").s(), item.get("name").s()));

    @Override
    public String handleRequest(String id, Context context) {
        Customer found = customers.find(id);
        return found.name();
    }
}
