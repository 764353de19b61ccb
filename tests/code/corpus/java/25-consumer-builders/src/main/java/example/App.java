package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.core.SdkBytes;

public class App implements RequestHandler<Map<String, String>, String> {
    private static final EventBridgeClient EVENTS = EventBridgeClient.builder().build();
    private static final CognitoIdentityProviderClient USERS = CognitoIdentityProviderClient.builder().build();
    private static final KmsClient KMS = KmsClient.builder().build();
    private static final String BUS = Optional.ofNullable(System.getenv("BUS_NAME")).orElseGet(() -> "default");
    private static final String DETAIL = """
            {
              "kind": "seen"
            }
            """;

    @Override
    public String handleRequest(Map<String, String> event, Context context) {
        String name = event.get("name");
        USERS.adminGetUser(u -> u.userPoolId(System.getenv("POOL_ID")).username(name));
        EVENTS.putEvents(e -> e.entries(
                entry -> entry.eventBusName(BUS).source("users").detailType("seen").detail(DETAIL)));
        return KMS.encrypt(k -> k
                .keyId("alias/users")
                .plaintext(SdkBytes.fromUtf8String(name))).keyId();
    }

    private String describe() {
        return KMS.describeKey(k -> k.keyId("alias/users")).keyMetadata().arn();
    }
}
