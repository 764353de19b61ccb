package example.halfmoon.receipt;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Writes the receipt of one charged order as a text file; called by the state machine. */
public final class ReceiptHandler implements RequestHandler<Map<String, String>, Map<String, String>> {

  private final DynamoDbClient dynamodb = DynamoDbClient.create();
  private final S3Client s3 = S3Client.create();
  private final String table = System.getenv("ORDERS_TABLE");
  private final String bucket = System.getenv("RECEIPTS_BUCKET");

  @Override
  public Map<String, String> handleRequest(Map<String, String> input, Context context) {
    String orderId = input.get("orderId");
    Map<String, AttributeValue> order = read(orderId);
    String name = "receipts/" + orderId + ".txt";
    PutObjectRequest request =
        PutObjectRequest.builder().bucket(bucket).key(name).contentType("text/plain; charset=utf-8").build();
    s3.putObject(request, RequestBody.fromString(text(orderId, order)));
    return Map.of("orderId", orderId, "receipt", name);
  }

  private Map<String, AttributeValue> read(String orderId) {
    GetItemRequest request =
        GetItemRequest.builder()
            .tableName(table)
            .key(Map.of("orderId", AttributeValue.fromS(orderId)))
            .consistentRead(true)
            .build();
    return dynamodb.getItem(request).item();
  }

  private static String text(String orderId, Map<String, AttributeValue> order) {
    StringBuilder out = new StringBuilder("Halfmoon Goods\nOrder " + orderId + "\n\n");
    for (AttributeValue line : order.get("lines").l()) {
      out.append(line.m().get("quantity").n()).append(" x ").append(line.m().get("productId").s()).append('\n');
    }
    return out.append("\nTotal ").append(order.get("cents").n()).append(" cents\n").toString();
  }
}
