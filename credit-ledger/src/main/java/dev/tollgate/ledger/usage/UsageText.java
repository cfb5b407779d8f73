package dev.tollgate.ledger.usage;

import tools.jackson.databind.json.JsonMapper;

/** Usage records and subjects as the text that is kept in the database. */
public final class UsageText {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private UsageText() {}

    public static String subject(Subject subject) {
        return JSON.writeValueAsString(subject);
    }

    public static String detail(UsageRecord record) {
        return JSON.writeValueAsString(record);
    }

    static Subject subject(String text) {
        return JSON.readValue(text, Subject.class);
    }

    static UsageRecord detail(String text) {
        return JSON.readValue(text, UsageRecord.class);
    }
}
