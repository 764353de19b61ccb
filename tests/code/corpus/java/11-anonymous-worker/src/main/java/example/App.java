package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

public class App implements RequestHandler<String, String> {
    private static final S3Client S3 = S3Client.create();
    private static final SqsClient SQS = SqsClient.create();
    private final ExecutorService executor = Executors.newFixedThreadPool(2);

    @Override
    public String handleRequest(final String text, Context context) {
        Future<String> saved = executor.submit(new Callable<String>() {
            @Override
            public String call() {
                return archive(text);
            }
        });
        executor.submit(new Receipt("arrived"));
        try {
            return saved.get();
        } catch (Exception e) {
            throw new IllegalStateException("not saved", e);
        }
    }

    private String archive(String text) {
        S3.putObject(b -> b.bucket("letters").key("inbox/latest.txt"), RequestBody.fromString(text));
        return text;
    }

    private String restore() {
        return S3.getObjectAsBytes(b -> b.bucket("letters").key("inbox/latest.txt")).asUtf8String();
    }

    static class Receipt implements Runnable {
        private final String word;

        Receipt(String word) {
            this.word = word;
        }

        @Override
        public void run() {
            send();
        }

        private void send() {
            SQS.sendMessage(b -> b.queueUrl(System.getenv("RECEIPTS_URL")).messageBody(word));
        }
    }
}
