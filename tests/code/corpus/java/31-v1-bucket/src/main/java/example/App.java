package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import com.amazonaws.services.sns.AmazonSNS;
import com.amazonaws.services.sns.AmazonSNSClientBuilder;
import com.amazonaws.services.sns.model.PublishRequest;

public class App implements RequestHandler<S3Event, String> {
    private static final AmazonS3 S3 = AmazonS3ClientBuilder.defaultClient();
    private static final AmazonSNS SNS = AmazonSNSClientBuilder.defaultClient();
    private static final String TARGET = System.getenv("TARGET_BUCKET");

    @Override
    public String handleRequest(S3Event event, Context context) {
        String rules = S3.getObjectAsString("acme-config", "rules.txt");
        event.getRecords().forEach(record -> {
            String key = record.getS3().getObject().getKey();
            S3.putObject(TARGET, path(key), rules);
            S3.deleteObject("acme-inbox", key);
        });
        mark(context.getAwsRequestId());
        return "checked";
    }

    private static String path(String key) {
        return String.format("checked/%s.txt", key);
    }

    private void mark(String id) {
        PublishRequest request = new PublishRequest();
        request.setTopicArn(System.getenv("CHECKED_TOPIC"));
        request.setMessage(id);
        SNS.publish(request);
    }

    private void empty() {
        S3.deleteBucket("acme-inbox");
    }
}
