package example;

public interface Store {
    void save(String id, String text);
}
