package dev.tollgate.pricing.importer;

import dev.tollgate.pricing.Rates;
import dev.tollgate.pricing.TokenKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What an entry of the table says about money and our file does not, as words for a comment. */
final class Remarks {

    private static final Pattern MONEY = Pattern.compile(".*(cost|pricing|multiplier|specific_entry).*");

    private static final Pattern ABOVE = Pattern.compile("(.+)_above_(\\d{1,9})(k?)_tokens");

    /** Prices of other ways to be served; the gateway asks for the standard one. */
    private static final Pattern SERVICE = Pattern.compile(".*_(batches|flex|priority)");

    private final TableEntry entry;
    private final TokenTiers tokens;
    private final Set<String> used;

    /** @param used fields that are in the file in other ways than as prices of tokens */
    Remarks(TableEntry entry, TokenTiers tokens, Set<String> used) {
        this.entry = entry;
        this.tokens = tokens;
        this.used = used;
    }

    /** In the order of the fields' names, so that a table in another order gives the same file. */
    List<String> notMapped() {
        Set<String> remarks = new TreeSet<>();
        Set<String> services = new TreeSet<>();
        entry.properties()
                .filter(field -> MONEY.matcher(field.getKey()).matches())
                .filter(field -> !used.contains(field.getKey()) && !isSaid(field.getKey()))
                .forEach(field -> {
                    Matcher service = SERVICE.matcher(field.getKey());
                    if (service.matches()) {
                        services.add(service.group(1));
                    } else {
                        value(field.getValue()).ifPresent(value -> remarks.add(field.getKey() + " " + value));
                    }
                });
        List<String> all = new ArrayList<>(remarks);
        if (!services.isEmpty()) {
            all.add("prices for " + String.join(", ", services));
        }
        return all;
    }

    /** Whether our file says the same price; a tier that it cannot take says another. */
    private boolean isSaid(String field) {
        if (!tokens.base().containsKey(TokenKind.INPUT)) {
            return false;
        }
        if (field.equals(TokenTiers.LIST)) {
            return true;
        }
        Matcher above = ABOVE.matcher(field);
        if (!above.matches()) {
            return isSaid(field, field, tokens.above(0));
        }
        long threshold = Long.parseLong(above.group(2)) * (above.group(3).isEmpty() ? 1 : 1000);
        return isSaid(above.group(1), field, tokens.above(threshold));
    }

    private boolean isSaid(String base, String field, Rates rates) {
        Optional<BigDecimal> price = entry.price(field);
        return List.of(TokenField.values()).stream()
                .filter(token -> token.fields().contains(base))
                .anyMatch(token -> price.isPresent()
                        && rates.of(token.kind()).compareTo(price.get().movePointRight(6)) == 0);
    }

    /** Empty for what costs nothing. */
    private static Optional<String> value(JsonNode value) {
        if (value.isObject()) {
            String members = value.propertyStream()
                    .sorted(Map.Entry.comparingByKey())
                    .flatMap(member -> value(member.getValue()).map(said -> member.getKey() + " " + said).stream())
                    .collect(Collectors.joining(", "));
            return Optional.of(members).filter(said -> !said.isEmpty());
        }
        return TableEntry.number(value).filter(number -> number.signum() != 0).map(number -> number.stripTrailingZeros()
                .toPlainString());
    }
}
