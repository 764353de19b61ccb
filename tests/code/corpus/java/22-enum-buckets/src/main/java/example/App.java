package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

public class App implements RequestHandler<String, String> {
    enum Area {
        PUBLIC("acme-public"),
        INTERNAL("acme-internal");

        private final String bucket;

        Area(String bucket) {
            this.bucket = bucket;
        }

        String bucket() {
            return bucket;
        }

        static Area other() {
            S3Client.create().deleteBucket(b -> b.bucket(INTERNAL.bucket));
            return INTERNAL;
        }
    }

    private static final S3Client S3 = S3Client.create();
    private static final SnsClient SNS = SnsClient.create();

    @Override
    public String handleRequest(String key, Context context) {
        Kind kind = Kind.NEWS;
        SNS.publish(b -> b.topicArn(kind.topic()).message(key));
        return S3.getObjectAsBytes(b -> b.bucket(Area.PUBLIC.bucket()).key("start.html")).asUtf8String();
    }
}
