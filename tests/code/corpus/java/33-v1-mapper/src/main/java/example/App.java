package example;

import com.amazonaws.services.dynamodbv2.AmazonDynamoDB;
import com.amazonaws.services.dynamodbv2.AmazonDynamoDBClientBuilder;
import com.amazonaws.services.dynamodbv2.datamodeling.DynamoDBMapper;
import com.amazonaws.services.dynamodbv2.document.DynamoDB;
import com.amazonaws.services.dynamodbv2.document.Item;
import com.amazonaws.services.dynamodbv2.document.Table;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.sqs.AmazonSQS;
import com.amazonaws.services.sqs.AmazonSQSClientBuilder;
import com.amazonaws.services.sqs.model.SendMessageRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

public class App implements RequestStreamHandler {
    private final AmazonDynamoDB client = AmazonDynamoDBClientBuilder.defaultClient();
    private final AmazonSQS sqs = AmazonSQSClientBuilder.defaultClient();
    private final DynamoDBMapper mapper = new DynamoDBMapper(client);
    private final Table log = new DynamoDB(client).getTable(System.getenv("LOG_TABLE"));

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            String id = reader.readLine();
            Visitor visitor = mapper.load(Visitor.class, id);
            visitor.setName(reader.readLine());
            mapper.save(visitor);
            log(id);
        }
    }

    private void log(String id) {
        log.putItem(new Item().withPrimaryKey("id", id));
        sqs.sendMessage(new SendMessageRequest(System.getenv("LOG_URL"), id));
    }

    void forget(Visitor visitor) {
        mapper.delete(visitor);
    }
}
