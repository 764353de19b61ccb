package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import example.plugin.Plugin;
import java.util.Map;

public class App implements RequestHandler<Map<String, String>, String> {
    @Override
    public String handleRequest(Map<String, String> event, Context context) {
        try {
            Plugin fixed = (Plugin) Class.forName("example.plugin.Writer").getDeclaredConstructor().newInstance();
            String text = fixed.apply(event.get("text"));
            Object job = Class.forName(event.get("job")).getDeclaredConstructor().newInstance();
            String name = event.get("method");
            return String.valueOf(job.getClass().getMethod(name, String.class).invoke(job, text));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no such job", e);
        }
    }
}
