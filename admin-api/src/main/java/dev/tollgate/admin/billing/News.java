package dev.tollgate.admin.billing;

import java.util.List;

/**
 * Events that tell of the same object, which is fetched once for all of them.
 *
 * @param object its id at Stripe
 * @param events their ids
 */
record News(String object, List<String> events) {}
