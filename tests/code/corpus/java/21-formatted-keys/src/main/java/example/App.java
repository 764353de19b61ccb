package example;

import static example.Names.BUCKET;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.time.LocalDate;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

public class App implements RequestHandler<String, String> {
    private final S3Client s3 = S3Client.create();

    @Override
    public String handleRequest(String report, Context context) {
        PutObjectRequest request = PutObjectRequest.builder().bucket(BUCKET).key(key(LocalDate.now())).build();
        s3.putObject(request, RequestBody.fromString(report));
        String found = s3.getObjectAsBytes(index(context.getFunctionName())).asUtf8String();
        return found + Names.SUFFIX;
    }

    private static String key(LocalDate day) {
        return String.format("daily/%s/report.txt", day);
    }

    private static GetObjectRequest index(String function) {
        String name = "index/" + "v" + Names.VERSION + "-" + function;
        return GetObjectRequest.builder().bucket(Names.BUCKET).key(name + ".json").build();
    }
}
