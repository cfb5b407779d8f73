package dev.tollgate.pricing.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.compare.PriceDiff;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whoever reads a difference before applying it relies on it to be whole: another value of any key is told. */
final class DiffOfEveryKeyTest {

    private static final Pattern NOTATION_OF_JAVA = Pattern.compile("Optional|\\w\\[\\w+=|\\{\\w+=|PT\\d");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** Closed sets of words, each with another of its words. */
    private static final List<List<String>> WORDS = List.of(
            List.of("drain", "stop"),
            List.of("charge", "free"),
            List.of("stop", "fall_back"),
            List.of("banded", "flat"),
            List.of("estimate", "free"),
            List.of("POST", "PUT"),
            List.of("1 minute", "1 second"),
            List.of("month", "day"),
            List.of("month", "year"),
            List.of("keep", "expire"),
            List.of("lower", "refuse"),
            List.of("added", "inside"),
            List.of("max_completion_tokens", "max_tokens"),
            List.of("first_call", "first_purchase"),
            List.of("count", "$.count"),
            List.of("gpt", "painter"),
            List.of("free", "pro"),
            List.of("openai", "anthropic"),
            List.of("telco", "openai"));

    /** What has no other value, or none without a change of another key. */
    private static final Set<String> ALONE = Set.of(
            "version",
            "currency",
            "include.0",
            "include.1",
            "credit.shown_as",
            "providers.openai.dialect",
            "providers.gemini.dialect",
            "providers.cohere.dialect",
            "providers.openai.auth",
            "providers.anthropic.auth",
            "providers.telco.auth",
            "models.*.deny",
            "models.given-away.free",
            "plans.pro.grant.1.every",
            "rewards.referral.after");

    /** What says what would hold anyway. */
    private static final Set<String> USUAL = Set.of(
            "version removed",
            "currency removed",
            "providers.openai.dialect removed",
            "providers.openai.auth removed",
            "providers.openai.force_usage removed",
            "providers.openai.on_crash removed",
            "providers.openai.on_disconnect removed",
            "providers.openai.output_bound removed",
            "providers.anthropic.auth removed",
            "models.claude-*.tokens.output_reasoning removed",
            "models.gpt.default_output_tokens removed",
            "packages.plus.credits removed",
            "plans.free.grant.unused removed",
            "plans.pro.grant[1].every removed",
            "plans.pro.price.every removed",
            "promo_codes.welcome.per_user removed",
            "services.voice.method removed",
            "services.voice.callback.silence removed");

    /** Says to the reader that a price is meant. */
    private static final String REMARK = ".confirmed";

    private static final String BELOW = "\u0000";

    /** Another value, and whether it is told; {@code read} is false where it makes the file unusable. */
    private record Change(String name, Object value, boolean read, boolean told) {}

    @Test
    void another_value_of_any_key_is_told() {
        List<Change> changes =
                FullFile.ALL.stream().flatMap(DiffOfEveryKeyTest::changes).toList();
        Set<String> untried = new TreeSet<>();
        changes.forEach(change -> untried.add(change.name()));
        changes.stream().filter(Change::read).forEach(change -> untried.remove(change.name()));
        System.out.println(changes.size() + " changes; without another value: " + untried);
        assertThat(changes)
                .as("changes that nobody is told of")
                .noneMatch(change ->
                        change.read() && !change.told() && !change.name().endsWith(REMARK));
        assertThat(untried).as("values for which no other one was found").isEqualTo(ALONE);
    }

    private static Stream<Change> changes(FullFile file) {
        Object root = file.values().root();
        PriceBook before = file.read().book();
        Map<String, Object> leaves = new TreeMap<>();
        leaves("", root, leaves);
        return leaves.entrySet().parallelStream()
                .flatMap(leaf -> others(leaf.getValue()).stream().map(other -> {
                    String name = leaf.getKey().replace(BELOW, ".");
                    PriceBook after =
                            readable(file, with(root, List.of(leaf.getKey().split(BELOW)), other));
                    if (after == null) {
                        return new Change(name, other, false, false);
                    }
                    assertThat(words(before, after))
                            .as("told in the words of the file, not of the program: " + name)
                            .noneMatch(NOTATION_OF_JAVA.asPredicate());
                    return new Change(
                            name, other, true, !PriceDiff.of(before, after).isEmpty());
                }));
    }

    private static List<String> words(PriceBook before, PriceBook after) {
        return PriceDiff.of(before, after).changes().stream()
                .flatMap(change -> change.terms().stream())
                .flatMap(term -> Stream.of(term.before(), term.after()))
                .toList();
    }

    @Test
    void an_entry_that_goes_is_told() {
        List<Change> removals = FullFile.ALL.stream()
                .flatMap(DiffOfEveryKeyTest::removals)
                .filter(Change::read)
                .toList();
        Set<String> silent = new TreeSet<>();
        removals.stream().filter(removal -> !removal.told()).forEach(removal -> silent.add(removal.name()));
        System.out.println(removals.size() + " removals; without effect: " + silent);
        assertThat(silent)
                .as("what has no effect because it says what would hold anyway")
                .isEqualTo(USUAL);
        assertThat(removals).hasSizeGreaterThan(100);
    }

    private static Stream<Change> removals(FullFile file) {
        PriceBook before = file.read().book();
        return file.values().mutations().entrySet().parallelStream()
                .filter(mutation -> mutation.getKey().endsWith(" removed"))
                .filter(mutation -> !mutation.getKey().contains(REMARK))
                .map(mutation -> {
                    PriceBook after = readable(file, mutation.getValue().root());
                    boolean told = after != null && !PriceDiff.of(before, after).isEmpty();
                    return new Change(mutation.getKey(), "", after != null, told);
                });
    }

    private static void leaves(String path, @Nullable Object value, Map<String, Object> leaves) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> leaves(path.isEmpty() ? key.toString() : path + BELOW + key, each, leaves));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                leaves(path + BELOW + i, list.get(i), leaves);
            }
        } else {
            leaves.put(path, Objects.requireNonNull(value));
        }
    }

    private static List<Object> others(Object value) {
        List<Object> others = new ArrayList<>();
        if (value instanceof Boolean flag) {
            others.add(!flag);
        } else if (value instanceof Number number) {
            BigDecimal amount = new BigDecimal(number.toString());
            others.add(amount.multiply(BigDecimal.valueOf(2)));
            others.add(amount.add(BigDecimal.ONE));
            others.add(amount.divide(BigDecimal.valueOf(2)));
            others.add(402);
        } else {
            String text = value.toString();
            Matcher number = NUMBER.matcher(text);
            if (number.find()) {
                others.add(number.replaceFirst(String.valueOf(Long.parseLong(number.group()) + 1)));
            }
            for (List<String> pair : WORDS) {
                if (pair.contains(text)) {
                    others.add(pair.get(1 - pair.indexOf(text)));
                }
            }
            others.add(text + "x");
        }
        return others;
    }

    private static @Nullable PriceBook readable(FullFile file, Object root) {
        try {
            return file.read(root).book();
        } catch (PricingProblems refused) {
            return null;
        }
    }

    private static Object with(@Nullable Object value, List<String> path, Object other) {
        if (path.isEmpty()) {
            return other;
        }
        List<String> rest = path.subList(1, path.size());
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>(map);
            copy.put(path.get(0), with(map.get(path.get(0)), rest, other));
            return copy;
        }
        List<Object> copy = new ArrayList<>((List<?>) Objects.requireNonNull(value));
        int at = Integer.parseInt(path.get(0));
        copy.set(at, with(copy.get(at), rest, other));
        return copy;
    }
}
