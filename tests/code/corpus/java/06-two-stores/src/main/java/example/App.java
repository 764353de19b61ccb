package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;

public class App implements RequestHandler<Map<String, String>, String> {
    private final Store store;

    public App() {
        this(chosen());
    }

    public App(Store store) {
        this.store = store;
    }

    private static Store chosen() {
        return "s3".equals(System.getenv("STORE_KIND")) ? new BucketStore() : new TableStore();
    }

    @Override
    public String handleRequest(Map<String, String> event, Context context) {
        store.save(event.get("id"), event.get("text"));
        return event.get("id");
    }
}
