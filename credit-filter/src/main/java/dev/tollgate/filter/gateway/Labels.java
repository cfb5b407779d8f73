package dev.tollgate.filter.gateway;

import dev.tollgate.filter.denial.Decision;
import dev.tollgate.ledger.key.Run;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** What a caller says of its call beside the request itself: labels for the usage log, and the run that it belongs to. */
record Labels(Map<String, String> tags, Optional<Run> run) {

    static Decision<Labels> from(HttpHeaders headers) {
        return CallerTags.from(headers)
                .then(tags -> RunHeaders.read(headers).then(run -> Decision.pass(new Labels(tags, run))));
    }
}
