package example.halfmoon.account;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Shows a member their account, and turns the newsletter on ("yes") or off ("no"). */
public final class AccountHandler implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

  private final DynamoDbClient dynamodb = DynamoDbClient.create();
  private final String table = System.getenv("USERS_TABLE");

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    String userId = event.getRequestContext().getAuthorizer().getJwt().getClaims().get("sub");
    if ("PUT".equals(event.getRequestContext().getHttp().getMethod())) {
      return subscribe(userId, event.getBody());
    }
    return show(userId);
  }

  private APIGatewayV2HTTPResponse show(String userId) {
    GetItemRequest request = GetItemRequest.builder().tableName(table).key(key(userId)).build();
    Map<String, AttributeValue> user = dynamodb.getItem(request).item();
    if (user.isEmpty()) {
      return reply(404, "no account");
    }
    return reply(200, user.get("email").s() + ", newsletter: " + user.get("newsletter").s());
  }

  private APIGatewayV2HTTPResponse subscribe(String userId, String answer) {
    if (!"yes".equals(answer) && !"no".equals(answer)) {
      return reply(400, "the body is yes or no");
    }
    UpdateItemRequest request =
        UpdateItemRequest.builder()
            .tableName(table)
            .key(key(userId))
            .updateExpression("SET newsletter = :answer")
            .conditionExpression("attribute_exists(userId)")
            .expressionAttributeValues(Map.of(":answer", AttributeValue.fromS(answer)))
            .build();
    dynamodb.updateItem(request);
    return reply(200, "newsletter: " + answer);
  }

  private static Map<String, AttributeValue> key(String userId) {
    return Map.of("userId", AttributeValue.fromS(userId));
  }

  private static APIGatewayV2HTTPResponse reply(int status, String text) {
    return APIGatewayV2HTTPResponse.builder()
        .withStatusCode(status)
        .withHeaders(Map.of("Content-Type", "text/plain; charset=utf-8"))
        .withBody(text)
        .build();
  }
}
