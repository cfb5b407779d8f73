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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
        HttpResponse<String> answer = answer(http, request);
        String body = answer.body();
        if (answer.statusCode() != 201 && answer.statusCode() != 200) {
            throw new IllegalStateException("no account was made: " + answer.statusCode() + " " + body);
        }
        int from = body.indexOf(KEY) + KEY.length();
        return body.substring(from, body.indexOf('"', from));
    }

    /** The admin API has limits too, and says when to come back. */
    private static HttpResponse<String> answer(HttpClient http, HttpRequest request) {
        while (true) {
            HttpResponse<String> answer = http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .join();
            if (answer.statusCode() != 429) {
                return answer;
            }
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(
                    answer.headers().firstValueAsLong("retry-after").orElse(1)));
        }
    }
}
