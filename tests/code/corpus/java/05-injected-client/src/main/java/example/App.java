package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

public class App implements RequestHandler<String, String> {
    private final Users users;

    public App() {
        this(DynamoDbClient.create(), System.getenv("USERS_TABLE"));
    }

    App(DynamoDbClient client, String table) {
        this.users = new Users(client, table);
    }

    @Override
    public String handleRequest(String id, Context context) {
        return users.find(id);
    }
}
