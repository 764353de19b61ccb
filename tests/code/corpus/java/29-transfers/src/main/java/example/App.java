package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.nio.file.Path;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.transfer.s3.S3TransferManager;
import software.amazon.awssdk.transfer.s3.model.DownloadFileRequest;
import software.amazon.awssdk.transfer.s3.model.UploadFileRequest;

public class App implements RequestHandler<String, String> {
    @Override
    public String handleRequest(String name, Context context) {
        Path file = Path.of("/tmp/model.bin");
        try (S3TransferManager transfers = S3TransferManager.create()) {
            fetch(transfers, file);
            keep(transfers, file, context.getAwsRequestId());
        }
        return name;
    }

    private static void fetch(S3TransferManager transfers, Path file) {
        GetObjectRequest get = GetObjectRequest.builder().bucket(System.getenv("MODELS")).key("model.bin").build();
        DownloadFileRequest request = DownloadFileRequest.builder().getObjectRequest(get).destination(file).build();
        transfers.downloadFile(request).completionFuture().join();
    }

    private static void keep(S3TransferManager transfers, Path file, String id) {
        UploadFileRequest request = UploadFileRequest.builder()
                .putObjectRequest(put -> put.bucket(System.getenv("RUNS")).key("runs/" + id))
                .source(file)
                .build();
        transfers.uploadFile(request).completionFuture().join();
    }
}
