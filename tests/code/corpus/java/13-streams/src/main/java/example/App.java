package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

public class App implements RequestHandler<List<String>, List<String>> {
    private final S3Client s3 = S3Client.create();
    private final String bucket = System.getenv("UPLOADS");

    @Override
    public List<String> handleRequest(List<String> names, Context context) {
        names.stream()
                .filter(name -> name.endsWith(".tmp"))
                .map(name -> "uploads/" + name)
                .forEach(key -> remove(key));
        return s3.listObjectsV2Paginator(b -> b.bucket(bucket))
                .contents()
                .stream()
                .map(object -> object.key())
                .collect(Collectors.toList());
    }

    private void remove(String key) {
        s3.deleteObject(b -> b.bucket(bucket).key(key));
    }

    void removeAll(List<S3Object> objects) {
        objects.forEach(object -> s3.deleteObject(b -> b.bucket("trash").key(object.key())));
    }
}
