package example;

import com.amazonaws.services.dynamodbv2.AmazonDynamoDB;
import com.amazonaws.services.dynamodbv2.AmazonDynamoDBClientBuilder;
import com.amazonaws.services.dynamodbv2.datamodeling.DynamoDBHashKey;
import com.amazonaws.services.dynamodbv2.datamodeling.DynamoDBMapper;
import com.amazonaws.services.dynamodbv2.datamodeling.DynamoDBScanExpression;
import com.amazonaws.services.dynamodbv2.datamodeling.DynamoDBTable;
import com.amazonaws.services.dynamodbv2.document.DynamoDB;
import com.amazonaws.services.dynamodbv2.document.Item;
import com.amazonaws.services.dynamodbv2.document.Table;
import com.amazonaws.services.lambda.AWSLambda;
import com.amazonaws.services.lambda.AWSLambdaClientBuilder;
import com.amazonaws.services.lambda.model.InvokeRequest;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.List;

public class App implements RequestHandler<String, Integer> {
    private static final AmazonDynamoDB CLIENT = AmazonDynamoDBClientBuilder.standard().build();
    private static final AWSLambda LAMBDA = AWSLambdaClientBuilder.standard().build();

    enum Names {
        letters
    }

    @DynamoDBTable(tableName = "drafts")
    public static class Draft {
        @DynamoDBHashKey
        public String id;
    }

    @Override
    public Integer handleRequest(String id, Context context) {
        DynamoDBMapper mapper = new DynamoDBMapper(CLIENT);
        List<Draft> drafts = mapper.scan(Draft.class, new DynamoDBScanExpression());
        new Archive(new DynamoDB(CLIENT)).keep(id);
        LAMBDA.invoke(new InvokeRequest()
                .withFunctionName("letters-render")
                .withPayload("{}"));
        return drafts.size();
    }

    static class Archive {
        private final Table letters;

        Archive(DynamoDB documents) {
            letters = documents.getTable(Names.letters.name());
        }

        void keep(String id) {
            Item found = letters.getItem("id", id);
            if (found == null) {
                letters.putItem(new Item().withPrimaryKey("id", id));
            }
        }

        void clear() {
            letters.delete();
        }
    }
}
