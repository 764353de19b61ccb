package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import example.notify.Notifier;
import example.notify.QueueNotifier;

public class App implements RequestHandler<String, Void> {
    private final Notifier notifier = new QueueNotifier(System.getenv("QUEUE_URL"));

    @Override
    public Void handleRequest(String text, Context context) {
        notifier.tell(text);
        return null;
    }
}
