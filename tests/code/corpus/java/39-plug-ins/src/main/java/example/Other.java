package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

public class Other implements RequestHandler<String, String> {
    private static final DynamoDbClient DB = DynamoDbClient.create();

    @Override
    public String handleRequest(String table, Context context) {
        return DB.describeTable(b -> b.tableName("plugins")).table().tableArn();
    }
}
