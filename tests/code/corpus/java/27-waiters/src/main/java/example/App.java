package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbWaiter;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PutObjectPresignRequest;

public class App implements RequestHandler<String, String> {
    private final DynamoDbClient db = DynamoDbClient.create();

    @Override
    public String handleRequest(String name, Context context) {
        try (DynamoDbWaiter waiter = DynamoDbWaiter.builder().client(db).build()) {
            waiter.waitUntilTableExists(b -> b.tableName("imports"));
        }
        return link(name);
    }

    private String link(String name) {
        PutObjectRequest put = PutObjectRequest.builder()
                .bucket(System.getenv("IMPORT_BUCKET"))
                .key("incoming/" + name)
                .build();
        PutObjectPresignRequest request = PutObjectPresignRequest.builder()
                .signatureDuration(Duration.ofMinutes(5))
                .putObjectRequest(put)
                .build();
        try (S3Presigner presigner = S3Presigner.create()) {
            return presigner.presignPutObject(request).url().toString();
        }
    }
}
