package example;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;

class AuditedWriter extends Writer {
    private final SnsClient sns;

    AuditedWriter(S3Client s3, SnsClient sns) {
        super(s3, "greetings");
        this.sns = sns;
    }

    @Override
    void write(String name, String text) {
        super.write(name, text);
        PublishRequest request = PublishRequest.builder()
                .topicArn(System.getenv("AUDIT_TOPIC"))
                .message(name)
                .build();
        sns.publish(request);
    }

    @Override
    protected String key(String name) {
        return "audited/" + super.key(name);
    }
}
