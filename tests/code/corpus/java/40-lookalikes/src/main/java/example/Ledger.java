package example;

import java.util.HashMap;
import java.util.Map;

class Ledger {
    private final Map<String, String> items = new HashMap<>();

    int putItem(String id) {
        items.put(id, "new");
        return items.size();
    }

    void deleteItem(String id) {
        items.remove(id);
    }

    void publish(String text) {
        System.out.println(text);
    }

    String getObject(String id) {
        return items.get(id);
    }
}
