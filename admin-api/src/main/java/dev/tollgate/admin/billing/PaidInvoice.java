package dev.tollgate.admin.billing;

import com.stripe.exception.StripeException;
import com.stripe.model.Invoice;
import com.stripe.model.InvoiceLineItem;
import com.stripe.model.InvoicePayment;
import com.stripe.param.InvoiceLineItemListParams;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.InvoiceRetrieveParams;
import com.stripe.service.V1Services;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An invoice that is paid.
 *
 * @param cents what was paid; nothing if a trial, a coupon or money from an exchange covered it
 * @param total what was to be paid, by whatever: its lines less discounts
 * @param intents by which it was paid; none, if nothing was to be paid or it was paid elsewhere
 * @param lines what it was paid for, and what was given back for a price that was exchanged
 */
record PaidInvoice(String id, long cents, long total, List<String> intents, List<Line> lines) {

    private static final long A_PAGE = 100;

    /**
     * @param price its name at Stripe; empty: none
     * @param cents after discounts; negative for what is given back
     * @param full before discounts; of a part of a period it is not known, and the same as {@code cents}
     * @param part whether it is about a part of a period, because of a change in the middle of it
     */
    record Line(
            String id, String price, long cents, long full, long quantity, boolean part, Instant from, Instant until) {

        /** Whether it is a period that costs nothing, though its price is none of nothing. */
        boolean isTrial(PlanPrice of) {
            return full == 0 && !part && quantity > 0 && of.cents() > 0;
        }

        /** Whether it was paid for, by money or by a coupon. A part for which nothing was paid takes nothing back either. */
        boolean isBought() {
            return part ? cents > 0 : full > 0;
        }
    }

    /** What was paid for. */
    List<Line> bought() {
        return lines.stream().filter(Line::isBought).toList();
    }

    /** What was given back. */
    List<Line> exchanged() {
        return lines.stream().filter(line -> line.cents() < 0).toList();
    }

    /** The first payment intent by which it was paid; empty: none. */
    String intent() {
        return intents.isEmpty() ? "" : intents.get(0);
    }

    /** What was bought is worth in money: the total, and what was given back for it. */
    long worth() {
        return Math.subtractExact(
                total, exchanged().stream().mapToLong(Line::cents).sum());
    }

    /** How much of what was paid is for each of {@link #bought}, in their order: together all of it. */
    List<Long> shares() {
        long all = bought().stream().mapToLong(Line::cents).sum();
        List<Long> shares = new ArrayList<>();
        long line = 0;
        long given = 0;
        for (Line each : bought()) {
            line += each.cents();
            long upTo = all == 0 ? 0 : Math.multiplyExact(cents, line) / all;
            shares.add(upTo - given);
            given = upTo;
        }
        return shares;
    }

    /** All of a subscription, the oldest first; blocks. */
    static List<PaidInvoice> fetch(V1Services calls, String subscription) throws StripeException {
        InvoiceListParams page = InvoiceListParams.builder()
                .setSubscription(subscription)
                .setStatus(InvoiceListParams.Status.PAID)
                .addExpand("data.payments")
                .setLimit(A_PAGE)
                .build();
        List<PaidInvoice> found = new ArrayList<>();
        for (Invoice invoice : calls.invoices().list(page).autoPagingIterable()) {
            found.add(withLines(calls, invoice));
        }
        Collections.reverse(found);
        return found;
    }

    /** By its name; blocks. */
    static PaidInvoice fetchOne(V1Services calls, String id) throws StripeException {
        Invoice invoice = calls.invoices()
                .retrieve(
                        id,
                        InvoiceRetrieveParams.builder().addExpand("payments").build());
        return isOfSubscription(invoice) ? withLines(calls, invoice) : withoutLines(invoice);
    }

    private static boolean isOfSubscription(Invoice invoice) {
        return invoice.getParent() != null && invoice.getParent().getSubscriptionDetails() != null;
    }

    /** Whether one that is paid is for something: of a subscription also if a coupon or an exchange took off all of its total. */
    static boolean buys(Invoice invoice) {
        return Objects.requireNonNullElse(invoice.getTotal(), 0L) > 0
                || isOfSubscription(invoice)
                        && invoice.getLines().getData().stream()
                                .map(PaidInvoice::line)
                                .anyMatch(Line::isBought);
    }

    private static PaidInvoice withLines(V1Services calls, Invoice invoice) throws StripeException {
        List<Line> lines = new ArrayList<>();
        for (InvoiceLineItem item : items(calls, invoice)) {
            lines.add(line(item));
        }
        return of(invoice, lines);
    }

    /** One of no subscription, whose lines say nothing. */
    static PaidInvoice withoutLines(Invoice invoice) {
        return of(invoice, List.of());
    }

    private static PaidInvoice of(Invoice invoice, List<Line> lines) {
        return new PaidInvoice(invoice.getId(), invoice.getAmountPaid(), invoice.getTotal(), intents(invoice), lines);
    }

    /** An invoice itself has only its first ten lines. */
    private static Iterable<InvoiceLineItem> items(V1Services calls, Invoice invoice) throws StripeException {
        return Boolean.TRUE.equals(invoice.getLines().getHasMore())
                ? calls.invoices()
                        .lineItems()
                        .list(
                                invoice.getId(),
                                InvoiceLineItemListParams.builder()
                                        .setLimit(A_PAGE)
                                        .build())
                        .autoPagingIterable()
                : invoice.getLines().getData();
    }

    private static Line line(InvoiceLineItem item) {
        long off =
                Objects.requireNonNullElse(item.getDiscountAmounts(), List.<InvoiceLineItem.DiscountAmount>of())
                        .stream()
                        .mapToLong(InvoiceLineItem.DiscountAmount::getAmount)
                        .sum();
        return new Line(
                item.getId(),
                Optional.ofNullable(item.getPricing())
                        .map(InvoiceLineItem.Pricing::getPriceDetails)
                        .map(InvoiceLineItem.Pricing.PriceDetails::getPrice)
                        .orElse(""),
                item.getAmount() - off,
                item.getAmount(),
                Objects.requireNonNullElse(item.getQuantity(), 1L),
                isPart(item.getParent()),
                Instant.ofEpochSecond(item.getPeriod().getStart()),
                Instant.ofEpochSecond(item.getPeriod().getEnd()));
    }

    private static boolean isPart(InvoiceLineItem.Parent parent) {
        if (parent == null) {
            return false;
        }
        boolean ofItem = parent.getSubscriptionItemDetails() != null
                && Boolean.TRUE.equals(parent.getSubscriptionItemDetails().getProration());
        return ofItem
                || parent.getInvoiceItemDetails() != null
                        && Boolean.TRUE.equals(parent.getInvoiceItemDetails().getProration());
    }

    private static List<String> intents(Invoice invoice) {
        return invoice.getPayments() == null
                ? List.of()
                : invoice.getPayments().getData().stream()
                        .filter(payment -> "paid".equals(payment.getStatus()))
                        .map(InvoicePayment::getPayment)
                        .map(InvoicePayment.Payment::getPaymentIntent)
                        .filter(Objects::nonNull)
                        .toList();
    }
}
