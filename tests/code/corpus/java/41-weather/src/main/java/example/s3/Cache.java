package example.s3;

import java.util.HashMap;
import java.util.Map;

public class Cache {
    private final Map<String, String> entries = new HashMap<>();

    public String getObject(String bucket, String key) {
        return entries.get(bucket + "/" + key);
    }

    public void putObject(String bucket, String key, String text) {
        entries.put(bucket + "/" + key, text);
    }

    public String listBuckets() {
        return String.join(",", entries.keySet());
    }

    public void deleteBucket(String bucket) {
        entries.clear();
    }
}
