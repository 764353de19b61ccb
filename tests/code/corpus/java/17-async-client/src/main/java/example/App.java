package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.s3.S3AsyncClient;

public class App implements RequestHandler<String, String> {
    private final DynamoDbAsyncClient db;
    private final S3AsyncClient s3;
    private final String bucket = System.getenv("EVENTS_BUCKET");

    public App() {
        db = DynamoDbAsyncClient.builder().build();
        s3 = S3AsyncClient.builder().build();
    }

    @Override
    public String handleRequest(String id, Context context) {
        s3.putObject(b -> b.bucket(bucket).key("events/" + id), AsyncRequestBody.fromString(id))
                .thenCompose(response -> remember(id, response.eTag()))
                .join();
        return id;
    }

    private CompletableFuture<PutItemResponse> remember(String id, String tag) {
        Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromS(id), "tag", AttributeValue.fromS(tag));
        return db.putItem(b -> b.tableName("events").item(item));
    }
}
