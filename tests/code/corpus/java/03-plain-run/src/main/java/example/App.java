package example;

import java.util.Map;
import software.amazon.awssdk.services.sns.SnsClient;

public class App {
    private static final SnsClient SNS = SnsClient.create();

    public String run(Map<String, Object> event) {
        SNS.publish(b -> b.topicArn(System.getenv("TOPIC_ARN"))
                .subject("Deployment")
                .message(message(event)));
        return "ok";
    }

    private static String message(Map<String, Object> event) {
        return "deployed " + event.get("version");
    }

    public String handleRequest(Map<String, Object> event) {
        SNS.publish(b -> b.topicArn("arn:aws:sns:eu-central-1:123456789012:other").message("x"));
        return "never";
    }
}
