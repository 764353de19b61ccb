package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

public class App implements RequestHandler<List<String>, String> {
    private final Sender sender = new Sender();

    @Override
    public String handleRequest(List<String> lines, Context context) {
        lines.stream()
                .filter(Objects::nonNull)
                .map(App::clean)
                .map(this::request)
                .forEach(sender::send);
        return "sent";
    }

    static String clean(String line) {
        return line.trim();
    }

    private SendMessageRequest request(String line) {
        return SendMessageRequest.builder().queueUrl(System.getenv("LINES_URL")).messageBody(line).build();
    }
}
