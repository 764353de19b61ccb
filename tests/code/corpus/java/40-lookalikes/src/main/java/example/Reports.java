package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import software.amazon.awssdk.services.ses.SesClient;

public class Reports implements RequestHandler<String, String> {
    @Override
    public String handleRequest(String address, Context context) {
        SesClient.create().sendEmail(b -> b.source("reports@acme.example"));
        return address;
    }
}
