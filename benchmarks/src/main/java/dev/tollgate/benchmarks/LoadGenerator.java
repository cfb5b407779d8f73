package dev.tollgate.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Sends the same chat request again and again over a number of keep-alive connections, one blocking thread each: little
 * code, and little of the processor that the measured gateway shares. Arguments: port, path, file with keys, connections,
 * seconds. Prints requests a second and the 50th and 99th percentile.
 */
final class LoadGenerator {

    private static final int MOST_SAMPLES = 2_000_000;
    private static final String BODY =
            "{\"model\":\"gpt-4o\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\""
                    + "Every call is paid exactly once. ".repeat(30) + "\"}]}";

    private final int port;
    private final String path;
    private final List<String> keys;
    private final long end;
    private final long[] samples = new long[MOST_SAMPLES];
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    private LoadGenerator(int port, String path, List<String> keys, long end) {
        this.port = port;
        this.path = path;
        this.keys = keys;
        this.end = end;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        long nanos = Long.parseLong(arguments[4]) * 1_000_000_000L;
        long start = System.nanoTime();
        LoadGenerator load = new LoadGenerator(
                Integer.parseInt(arguments[0]), arguments[1], Files.readAllLines(Path.of(arguments[2])), start + nanos);
        List<Thread> threads = IntStream.range(0, Integer.parseInt(arguments[3]))
                .mapToObj(i -> new Thread(load::connection))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        load.report(System.nanoTime() - start);
    }

    private void report(long took) {
        int n = Math.min(answered.get(), MOST_SAMPLES);
        Arrays.sort(samples, 0, n);
        System.out.println(String.format(
                "%8d req/s   p50 %6.2f ms   p99 %7.2f ms   failed %d",
                n * 1_000_000_000L / took,
                samples[n / 2] / 1e6,
                samples[Math.max(0, n - 1 - n / 100)] / 1e6,
                failed.get()));
    }

    private void connection() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            while (System.nanoTime() < end) {
                String key = keys.get(ThreadLocalRandom.current().nextInt(keys.size()));
                byte[] request = ("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + key
                                + "\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n\r\n"
                                + BODY)
                        .getBytes(StandardCharsets.US_ASCII);
                long sent = System.nanoTime();
                socket.getOutputStream().write(request);
                int status = answer(in);
                int n = answered.getAndIncrement();
                if (n < MOST_SAMPLES) {
                    samples[n] = System.nanoTime() - sent;
                }
                if (status != 200) {
                    failed.incrementAndGet();
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Reads one answer with a Content-Length. */
    private static int answer(InputStream in) throws IOException {
        String status = line(in);
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        in.skipNBytes(length);
        return Integer.parseInt(status.split(" ")[1]);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection was closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
