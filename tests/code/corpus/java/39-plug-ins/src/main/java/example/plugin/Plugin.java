package example.plugin;

import software.amazon.awssdk.services.s3.S3Client;

public interface Plugin {
    String apply(String text);

    final class Clients {
        static final S3Client S3 = S3Client.create();

        private Clients() {
        }
    }
}
