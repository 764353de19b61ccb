package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.lambda.powertools.parameters.ParamManager;
import software.amazon.lambda.powertools.parameters.SSMProvider;
import software.amazon.lambda.powertools.parameters.SecretsProvider;

public class App implements RequestHandler<String, String> {
    record Settings(String level, String token) {
        static Settings read(SSMProvider ssm, SecretsProvider secrets) {
            return new Settings(
                    ssm.get("/shop/level"),
                    secrets.get(System.getenv("TOKEN_SECRET")));
        }

        static Settings reload(SSMProvider ssm) {
            return new Settings(ssm.get("/shop/other"), "");
        }
    }

    private static final DynamoDbEnhancedClient ENHANCED = DynamoDbEnhancedClient.builder()
            .dynamoDbClient(DynamoDbClient.builder().build())
            .build();

    private final SSMProvider ssm = ParamManager.getSsmProvider();
    private final SecretsProvider secrets = ParamManager.getSecretsProvider();

    @Override
    public String handleRequest(String id, Context context) {
        Settings settings = Settings.read(ssm, secrets);
        DynamoDbTable<Item> items = table("shop-items", Item.class);
        Item found = items.getItem(Key.builder().partitionValue(id).build());
        items.updateItem(found);
        items.deleteItem(k -> k.key(Key.builder().partitionValue(settings.level()).build()));
        return settings.token();
    }

    private static <T> DynamoDbTable<T> table(String name, Class<T> type) {
        return ENHANCED.table(name, TableSchema.fromBean(type));
    }
}
