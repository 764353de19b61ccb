package example.notify;

public interface Notifier {
    void tell(String text);
}
