package dev.tollgate.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Makes accounts through the admin API. Arguments: address, admin key, how many, file for their keys. */
final class Accounts {

    private static final String KEY = "\"key\":\"";

    private Accounts() {}

    public static void main(String[] arguments) throws IOException {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<String> keys = IntStream.range(0, Integer.parseInt(arguments[2]))
                .parallel()
                .mapToObj(i -> create(http, arguments[0], arguments[1]))
                .toList();
        Files.write(Path.of(arguments[3]), keys);
    }

    private static String create(HttpClient http, String url, String adminKey) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/accounts"))
                .header("x-admin-key", adminKey)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"email\":\"" + UUID.randomUUID() + "@example.com\"}"))
                .build();
        String body = http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .join()
                .body();
        int from = body.indexOf(KEY) + KEY.length();
        return body.substring(from, body.indexOf('"', from));
    }
}
