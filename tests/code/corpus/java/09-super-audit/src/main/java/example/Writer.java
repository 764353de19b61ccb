package example;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

class Writer {
    protected final S3Client s3;
    protected final String bucket;

    Writer(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    void write(String name, String text) {
        PutObjectRequest request = PutObjectRequest.builder().bucket(bucket).key(key(name)).build();
        s3.putObject(request, RequestBody.fromString(text));
    }

    protected String key(String name) {
        return "plain/" + name;
    }

    void remove(String name) {
        s3.deleteObject(b -> b.bucket(bucket).key(key(name)));
    }
}
