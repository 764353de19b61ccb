package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;

public class App implements RequestHandler<List<String>, Integer> {
    private static final ExecutorService POOL = Executors.newCachedThreadPool();
    private static final SqsClient SQS = SqsClient.create();
    private static final LambdaAsyncClient LAMBDA = LambdaAsyncClient.create();

    @Override
    public Integer handleRequest(List<String> names, Context context) {
        for (String name : names) {
            POOL.submit(() -> invoke(name));
        }
        POOL.execute(this::count);
        return names.size();
    }

    private void invoke(String name) {
        LAMBDA.invoke(b -> b.functionName("resize-image")
                .payload(SdkBytes.fromUtf8String(name))).join();
    }

    private void count() {
        SQS.getQueueAttributes(b -> b.queueUrl(System.getenv("WORK_URL")));
    }

    private void stop() {
        CloudWatchClient.create().disableAlarmActions(b -> b.alarmNames("work"));
    }
}
