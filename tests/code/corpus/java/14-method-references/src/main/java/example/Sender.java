package example;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

class Sender {
    private final SqsClient sqs;

    Sender() {
        sqs = SqsClient.create();
    }

    void send(SendMessageRequest request) {
        sqs.sendMessage(request);
    }

    void flush() {
        sqs.purgeQueue(b -> b.queueUrl(System.getenv("LINES_URL")));
    }
}
