package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import example.config.Settings;
import java.util.List;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

public class App implements RequestHandler<List<String>, Integer> {
    private static final SqsClient SQS = SqsClient.builder().region(Region.EU_WEST_1).build();

    @Override
    public Integer handleRequest(List<String> lines, Context context) {
        for (String line : lines) {
            SQS.sendMessage(SendMessageRequest.builder()
                    .queueUrl(Settings.QUEUE_URL)
                    .messageBody(line)
                    .build());
        }
        return lines.size();
    }

    static void warmUp() {
        SQS.listQueues();
    }
}
