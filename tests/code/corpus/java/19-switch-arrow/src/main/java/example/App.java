package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

public class App implements RequestHandler<Map<String, String>, String> {
    private static final SnsClient SNS = SnsClient.create();
    private static final SqsClient SQS = SqsClient.create();
    private static final String MODE = System.getenv("MODE");

    @Override
    public String handleRequest(Map<String, String> event, Context context) {
        String topic = topic(event.get("level"));
        SNS.publish(b -> b.topicArn(topic).message(event.get("text")));
        switch (event.getOrDefault("copy", "none")) {
            case "all", "some" -> SQS.sendMessage(
                    b -> b.queueUrl(url()).messageBody(event.get("text")));
            case "none" -> context.getLogger().log("no copy");
            default -> throw new IllegalArgumentException("copy");
        }
        return topic;
    }

    private static String url() {
        String given = System.getenv("COPY_URL");
        return given != null ? given : "https://sqs.eu-west-1.amazonaws.com/123456789012/copies";
    }

    private static String topic(String level) {
        return switch (level) {
            case "error", "fatal" -> "arn:aws:sns:eu-west-1:123456789012:pager";
            case "warning" -> {
                String warnings = System.getenv("WARNINGS");
                yield warnings;
            }
            default -> "arn:aws:sns:eu-west-1:123456789012:info";
        };
    }
}
