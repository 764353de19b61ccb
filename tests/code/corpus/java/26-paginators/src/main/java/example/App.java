package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

public class App implements RequestHandler<String, List<String>> {
    private final DynamoDbClient db = DynamoDbClient.create();
    private final S3Client s3 = S3Client.create();

    @Override
    public List<String> handleRequest(String customer, Context context) {
        List<String> found = new ArrayList<>(orders(customer));
        found.addAll(names());
        return found;
    }

    private List<String> orders(String customer) {
        List<String> ids = new ArrayList<>();
        QueryRequest request = QueryRequest.builder()
                .tableName("orders")
                .keyConditionExpression("customer = :c")
                .expressionAttributeValues(Map.of(":c", AttributeValue.fromS(customer)))
                .build();
        for (QueryResponse page : db.queryPaginator(request)) {
            page.items().forEach(item -> ids.add(item.get("id").s()));
        }
        return ids;
    }

    private List<String> names() {
        ListObjectsV2Request request = ListObjectsV2Request.builder().bucket(System.getenv("INVOICES")).build();
        return s3.listObjectsV2Paginator(request)
                .contents().stream().map(object -> object.key()).toList();
    }
}
