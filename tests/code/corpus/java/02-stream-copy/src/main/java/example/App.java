package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

public class App implements RequestStreamHandler {
    private final S3Client s3 = S3Client.create();
    private final String bucket = System.getenv("BUCKET");

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        GetObjectRequest request = GetObjectRequest.builder().bucket(bucket).key("templates/mail.html").build();
        try (ResponseInputStream<GetObjectResponse> template =
                s3.getObject(request)) {
            template.transferTo(output);
        } finally {
            report();
        }
    }

    private void report() {
        s3.putObject(
                PutObjectRequest.builder().bucket(bucket).key("status/last.txt").build(),
                RequestBody.fromString("done"));
    }
}
