package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import software.amazon.lambda.powertools.parameters.ParamManager;

public class App implements RequestHandler<Integer, String> {
    private static final String PREFIX = "/billing/" + "prod";
    private static final String FIND = """
            select name
              from invoices
             where id = ?
            """;

    @Override
    public String handleRequest(Integer id, Context context) {
        try (Connection connection = open(); PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setInt(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        } catch (SQLException | IllegalStateException e) {
            throw new RuntimeException("no invoice " + id, e);
        }
    }

    private static Connection open() throws SQLException {
        Map<String, String> settings = ParamManager.getSsmProvider().getMultiple(PREFIX);
        String password = ParamManager.getSecretsProvider().get("billing/db");
        return DriverManager.getConnection("jdbc:postgresql://db.acme.example:5432/billing", settings.get("user"), password);
    }

    static void migrate() throws SQLException {
        DriverManager.getConnection("jdbc:postgresql://old.acme.example:5432/billing").close();
    }
}
