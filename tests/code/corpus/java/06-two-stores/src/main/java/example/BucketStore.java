package example;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class BucketStore implements Store {
    private final S3Client s3 = S3Client.create();

    @Override
    public void save(String id, String text) {
        s3.putObject(b -> b.bucket("notes-archive").key("notes/" + id),
                RequestBody.fromString(text));
    }
}
