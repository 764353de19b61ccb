package example;

public class Other extends Base {
    @Override
    protected String load(String id) {
        return String.valueOf(db.scan(b -> b.tableName(table())).count());
    }

    @Override
    protected String table() {
        return "invoices";
    }
}
