package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

public class App implements RequestHandler<String, String> {
    private final Writer writer;

    public App() {
        writer = new AuditedWriter(S3Client.create(), SnsClient.create());
    }

    @Override
    public String handleRequest(String name, Context context) {
        writer.write(name, "hello " + name);
        return name;
    }
}
