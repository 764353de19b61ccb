package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

public class App implements RequestHandler<String, String> {
    interface Channel {
        void deliver(String text);
    }

    private final SnsClient sns = SnsClient.builder().build();
    private final SqsClient sqs = SqsClient.builder().build();

    @Override
    public String handleRequest(String text, Context context) {
        class Mailer implements Channel {
            private final String topic = System.getenv("MAIL_TOPIC");

            @Override
            public void deliver(String mail) {
                sns.publish(PublishRequest.builder().topicArn(topic).message(mail).build());
            }
        }

        new Mailer().deliver(text);
        first().deliver(text);
        return text;
    }

    private Channel first() {
        return new Channel() {
            @Override
            public void deliver(String line) {
                SendMessageRequest request = SendMessageRequest.builder()
                        .queueUrl(System.getenv("MAIL_QUEUE_URL"))
                        .messageBody(line)
                        .build();
                sqs.sendMessage(request);
            }
        };
    }
}
