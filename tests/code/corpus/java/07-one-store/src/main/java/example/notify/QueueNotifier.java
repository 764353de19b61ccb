package example.notify;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

public class QueueNotifier implements Notifier {
    private final SqsClient sqs;
    private final String url;

    public QueueNotifier(String url) {
        this.sqs = SqsClient.builder().build();
        this.url = url;
    }

    @Override
    public void tell(String text) {
        SendMessageRequest request = SendMessageRequest.builder().queueUrl(url).messageBody(text).build();
        sqs.sendMessage(request);
    }
}
