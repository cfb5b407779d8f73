package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Wishes;
import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.identity.SentKeys;
import dev.tollgate.ledger.key.Run;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/**
 * What a caller says of its call beside the request itself: labels for the usage log, the run that it belongs to, and
 * provider keys of its own, and what it wants of the gate.
 */
record Labels(Map<String, String> tags, Optional<Run> run, SentKeys keys, Wishes wishes) {

    static Decision<Labels> from(HttpHeaders headers) {
        return CallerTags.from(headers).then(tags -> RunHeaders.read(headers)
                .then(run -> SentKeys.from(headers.headerNames(), headers::getFirst)
                        .then(keys -> WishHeaders.read(headers)
                                .then(wishes -> Decision.pass(new Labels(tags, run, keys, wishes))))));
    }
}
