package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;

public class App implements RequestHandler<String, String> {
    private final DynamoDbClient db = DynamoDbClient.create();
    private final SnsClient sns = SnsClient.create();

    @Override
    public String handleRequest(String article, Context context) {
        CompletableFuture<String> price = CompletableFuture.supplyAsync(() -> price(article));
        CompletableFuture<String> stock = CompletableFuture.supplyAsync(() -> stock(article));
        return price.thenCombine(stock, (left, right) -> left + "/" + right)
                .thenApply(this::publish)
                .join();
    }

    private String price(String article) {
        return db.getItem(of("prices", article)).item().get("value").n();
    }

    private String stock(String article) {
        return db.getItem(of("stock", article)).item().get("count").n();
    }

    private static GetItemRequest of(String table, String article) {
        return GetItemRequest.builder()
                .tableName(table)
                .key(Map.of("article", AttributeValue.builder().s(article).build()))
                .build();
    }

    private String publish(String text) {
        sns.publish(PublishRequest.builder().topicArn(System.getenv("OFFERS_TOPIC")).message(text).build());
        return text;
    }

    private void retry(String article) {
        CompletableFuture.runAsync(() -> db.deleteItem(b -> b.tableName("retries")));
    }
}
