package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

public class App implements RequestHandler<Map<String, String>, String> {
    private final SfnClient steps = SfnClient.create();
    private final SqsClient sqs = SqsClient.create();

    @Override
    public String handleRequest(Map<String, String> event, Context context) {
        ReceiveMessageRequest.Builder receive = ReceiveMessageRequest.builder();
        receive.queueUrl(System.getenv("INPUT_URL"));
        if (event.containsKey("many")) {
            receive.maxNumberOfMessages(10);
        }
        int found = sqs.receiveMessage(receive.build()).messages().size();
        StartExecutionRequest request = request(orElse(event.get("input"), "{}"));
        return found + steps.startExecution(request).executionArn();
    }

    private static StartExecutionRequest request(String input) {
        StartExecutionRequest.Builder builder = StartExecutionRequest.builder();
        builder.stateMachineArn(System.getenv("MACHINE_ARN"));
        builder.input(input);
        return builder.build();
    }

    private static <T> T orElse(T value, T other) {
        return Optional.ofNullable(value).orElse(other);
    }
}
