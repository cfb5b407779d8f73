package dev.tollgate.admin.pricing;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.pricing.yaml.PricingSchema;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /admin/pricing/schema}: by what editors complete and check a pricing file, as this gateway reads it. */
@RestController
class PricingSchemaController {

    private static final MediaType JSON_SCHEMA = MediaType.parseMediaType("application/schema+json");

    private final Access access;

    /** Read at the start, for no event loop may read files. */
    private final String schema = PricingSchema.json();

    PricingSchemaController(Access access) {
        this.access = access;
    }

    @GetMapping("/admin/pricing/schema")
    ResponseEntity<String> schema(ServerHttpRequest request) {
        access.requireAdmin(request);
        PriceQuery.requireKnown(request, List.of());
        return ResponseEntity.ok().contentType(JSON_SCHEMA).body(schema);
    }
}
