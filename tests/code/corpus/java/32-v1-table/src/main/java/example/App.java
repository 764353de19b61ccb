package example;

import com.amazonaws.regions.Regions;
import com.amazonaws.services.dynamodbv2.AmazonDynamoDB;
import com.amazonaws.services.dynamodbv2.AmazonDynamoDBClientBuilder;
import com.amazonaws.services.dynamodbv2.model.AttributeValue;
import com.amazonaws.services.dynamodbv2.model.GetItemRequest;
import com.amazonaws.services.dynamodbv2.model.PutItemRequest;
import com.amazonaws.services.dynamodbv2.model.UpdateItemRequest;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.sqs.AmazonSQS;
import com.amazonaws.services.sqs.AmazonSQSClientBuilder;
import java.util.Collections;
import java.util.Map;

public class App implements RequestHandler<String, String> {
    private final AmazonDynamoDB db;
    private final AmazonSQS sqs;
    private final String table;

    public App() {
        this(AmazonDynamoDBClientBuilder.standard().withRegion(Regions.EU_WEST_1).build(), System.getenv("VISITS"));
    }

    App(AmazonDynamoDB db, String table) {
        this.db = db;
        this.table = table;
        this.sqs = AmazonSQSClientBuilder.standard().build();
    }

    @Override
    public String handleRequest(String page, Context context) {
        Map<String, AttributeValue> key = Collections.singletonMap("page", new AttributeValue(page));
        Map<String, AttributeValue> found = db.getItem(new GetItemRequest(table, key)).getItem();
        if (found == null) {
            db.putItem(new PutItemRequest().withTableName(table).withItem(key));
        }
        count(key);
        announce(page);
        return page;
    }

    private void count(Map<String, AttributeValue> key) {
        UpdateItemRequest request = new UpdateItemRequest();
        request.setTableName("visit-counts");
        request.setKey(key);
        request.withUpdateExpression("ADD visits :one")
                .addExpressionAttributeValuesEntry(":one", new AttributeValue().withN("1"));
        db.updateItem(request);
    }

    private void announce(String page) {
        sqs.sendMessage(System.getenv("VISITS_URL"), page);
    }

    void create() {
        db.deleteTable(table);
    }
}
