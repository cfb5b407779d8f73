package dev.tollgate.admin.alert;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How alerts are told.
 *
 * @param allowLocal whether webhooks may go over plain HTTP, and to private addresses: for tests only, it opens the inner
 *     network to whoever has an account
 * @param mailFrom the sender of e-mails
 * @param look how often balances that have moved are looked at, {@code tell} how often what is due is told, and {@code sweep}
 *     how often all accounts are looked at for what was missed
 */
@ConfigurationProperties("tollgate.alerts")
record AlertSettings(
        @DefaultValue("false") boolean allowLocal,
        @DefaultValue("tollgate@localhost") String mailFrom,
        @DefaultValue("250ms") Duration look,
        @DefaultValue("1s") Duration tell,
        @DefaultValue("1m") Duration sweep) {}
