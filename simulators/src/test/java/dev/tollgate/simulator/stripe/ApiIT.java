package dev.tollgate.simulator.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.ApiException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.Event;
import com.stripe.model.Invoice;
import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeCollection;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerListParams;
import com.stripe.param.EventListParams;
import com.stripe.param.InvoiceCreateParams;
import com.stripe.param.InvoiceItemCreateParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.billingportal.SessionCreateParams;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds for all calls: keys, parameters, idempotency, pages, faults; and the resources that have no test else. */
final class ApiIT {
    private final StripeAccount account = new StripeAccount();

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void refuses_keys_that_are_not_of_the_test_mode() {
        assertThatThrownBy(() -> account.client("sk_live_1").v1().customers().list())
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("test mode only");
    }

    @Test
    void an_object_that_is_not_there_is_a_404_that_names_the_parameter() {
        InvalidRequestException refused = catchThrowableOfType(
                InvalidRequestException.class,
                () -> account.client.v1().paymentIntents().retrieve("pi_none"));
        assertThat(refused.getStatusCode()).isEqualTo(404);
        assertThat(refused.getCode()).isEqualTo("resource_missing");
        assertThat(refused.getParam()).isEqualTo("intent");
    }

    @Test
    void unknown_and_badly_typed_parameters_are_refused() {
        assumeTrue(
                PublishedDescription.find().isPresent(),
                "skipped: there is no shared/data/stripe above the working directory");
        InvalidRequestException unknown = catchThrowableOfType(InvalidRequestException.class, () -> account.client
                .v1()
                .customers()
                .create(CustomerCreateParams.builder()
                        .putExtraParam("emial", "ada@example.com")
                        .build()));
        assertThat(unknown.getStatusCode()).isEqualTo(400);
        assertThat(unknown.getCode()).isEqualTo("parameter_unknown");
        assertThat(unknown.getParam()).isEqualTo("emial");

        InvalidRequestException typed = catchThrowableOfType(InvalidRequestException.class, () -> account.client
                .v1()
                .prices()
                .create(com.stripe.param.PriceCreateParams.builder()
                        .setCurrency("usd")
                        .putExtraParam("unit_amount", "ten")
                        .build()));
        assertThat(typed.getCode()).isEqualTo("parameter_invalid_integer");
    }

    @Test
    void the_same_key_gets_the_same_answer_and_no_other_parameters() throws StripeException {
        var options = StripeAccount.key("tg:customer:1");
        var ada = CustomerCreateParams.builder().setEmail("ada@example.com").build();
        Customer first = account.client.v1().customers().create(ada, options);
        Customer again = account.client.v1().customers().create(ada, options);

        assertThat(again.getId()).isEqualTo(first.getId());
        assertThat(again.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .contains("true");
        assertThat(account.client.v1().customers().list().getData()).hasSize(1);
        var eve = CustomerCreateParams.builder().setEmail("eve@example.com").build();
        assertThatThrownBy(() -> account.client.v1().customers().create(eve, options))
                .isInstanceOf(IdempotencyException.class);
    }

    @Test
    void what_was_done_before_the_connection_broke_is_not_done_again() throws StripeException {
        var options = StripeAccount.key("tg:customer:1");
        var ada = CustomerCreateParams.builder().setEmail("ada@example.com").build();
        account.simulator.fault(StripeFault.cut().on("POST", "/v1/customers").afterTheEffect());
        assertThatThrownBy(() -> account.client.v1().customers().create(ada, options))
                .isInstanceOf(ApiConnectionException.class);

        account.client.v1().customers().create(ada, options);

        assertThat(account.client.v1().customers().list().getData()).hasSize(1);
    }

    @Test
    void a_500_of_the_work_is_kept_under_the_key_and_one_before_it_is_not() throws StripeException {
        var ada = CustomerCreateParams.builder().setEmail("ada@example.com").build();
        account.simulator.fault(StripeFault.status(500).afterTheEffect());
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> account.client.v1().customers().create(ada, StripeAccount.key("one")))
                    .isInstanceOf(ApiException.class);
        }
        account.simulator.fault(StripeFault.status(500));
        assertThatThrownBy(() -> account.client.v1().customers().create(ada, StripeAccount.key("two")))
                .isInstanceOf(ApiException.class);
        account.client.v1().customers().create(ada, StripeAccount.key("two"));
        assertThat(account.client.v1().customers().list().getData()).hasSize(2);

        account.simulator.fault(StripeFault.failed(500));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> account.client.v1().customers().create(ada, StripeAccount.key("three")))
                    .isInstanceOf(ApiException.class);
        }
        assertThat(account.client.v1().customers().list().getData()).hasSize(2);

        account.simulator.fault(StripeFault.status(429));
        assertThatThrownBy(() -> account.client.v1().customers().list()).isInstanceOf(RateLimitException.class);
    }

    @Test
    void lists_are_read_page_by_page_in_both_directions() throws StripeException {
        for (int i = 0; i < 5; i++) {
            account.customer();
        }
        StripeCollection<Customer> newest = account.client
                .v1()
                .customers()
                .list(CustomerListParams.builder().setLimit(2L).build());
        assertThat(newest.getHasMore()).isTrue();
        assertThat(newest.autoPagingIterable()).hasSize(5);

        String oldest = account.client.v1().events().list().getData().get(4).getId();
        StripeCollection<Event> next = account.client
                .v1()
                .events()
                .list(EventListParams.builder()
                        .setEndingBefore(oldest)
                        .setLimit(3L)
                        .addType("customer.created")
                        .build());
        assertThat(next.getData()).hasSize(3);
        assertThat(next.getHasMore()).isTrue();
    }

    @Test
    void a_charge_without_the_customer_fails_as_the_bank_says() throws StripeException {
        Customer customer = account.customer();
        CardException declined = catchThrowableOfType(
                CardException.class, () -> charge(customer, "pm_card_visa_chargeDeclinedInsufficientFunds"));
        assertThat(declined.getDeclineCode()).isEqualTo("insufficient_funds");
        assertThat(declined.getStripeError().getPaymentIntent().getStatus()).isEqualTo("requires_payment_method");
        assertThatThrownBy(() -> charge(customer, "pm_card_authenticationRequired"))
                .hasMessageContaining("requires authentication");
        assertThat(charge(customer, "pm_card_visa").getStatus()).isEqualTo("succeeded");
        assertThat(charge(customer, "pm_sepaDebit").getStatus()).isEqualTo("processing");
    }

    @Test
    void an_invoice_by_hand_has_its_own_lines_and_metadata() throws StripeException {
        Customer customer = account.customer();
        account.client
                .v1()
                .paymentMethods()
                .attach(
                        "pm_card_visa",
                        com.stripe.param.PaymentMethodAttachParams.builder()
                                .setCustomer(customer.getId())
                                .build());
        Invoice draft = account.client
                .v1()
                .invoices()
                .create(InvoiceCreateParams.builder()
                        .setCustomer(customer.getId())
                        .putMetadata("tollgate", "credits")
                        .build());
        account.client
                .v1()
                .invoiceItems()
                .create(InvoiceItemCreateParams.builder()
                        .setCustomer(customer.getId())
                        .setInvoice(draft.getId())
                        .setAmount(700L)
                        .setCurrency("usd")
                        .build());
        account.client.v1().invoices().finalizeInvoice(draft.getId());
        account.client.v1().invoices().pay(draft.getId());

        Invoice paid = (Invoice) account.last("invoice.paid");
        assertThat(paid.getBillingReason()).isEqualTo("manual");
        assertThat(paid.getAmountPaid()).isEqualTo(700);
        assertThat(paid.getMetadata()).containsEntry("tollgate", "credits");
    }

    @Test
    void a_portal_session_has_a_page_of_its_own() throws Exception {
        String customer = account.subscribed(account.monthly(2000)).getCustomer();
        String url = account.client
                .v1()
                .billingPortal()
                .sessions()
                .create(SessionCreateParams.builder()
                        .setCustomer(customer)
                        .setReturnUrl("https://example.com/account")
                        .build())
                .getUrl();
        String page = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(page).contains("sub_", "active", "https://example.com/account");
    }

    @Test
    void another_process_moves_the_clock_and_lets_calls_fail() throws Exception {
        assertThat(control("clock/advance", "{\"by\": \"P31D\"}")).isEqualTo("200 {}");
        assertThat(control("faults", "{\"kind\": \"status\", \"status\": 503}")).isEqualTo("200 {}");
        assertThatThrownBy(() -> account.client.v1().customers().list()).isInstanceOf(ApiException.class);
        String paid = account.paid(1000).getPaymentIntent();
        assertThat(control("refunds", "{\"payment\": \"" + paid + "\", \"amount\": 100}"))
                .startsWith("200 {\"id\":\"re_");
        assertThat(control("refunds", "{}")).isEqualTo("400 The body has to have \"payment\", a text.");
        assertThat(control("nothing", "{}")).startsWith("404 There is no POST nothing");
    }

    private String control(String path, String body) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(account.simulator.url() + "/simulator/" + path))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private PaymentIntent charge(Customer customer, String method) throws StripeException {
        return account.client
                .v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(1500L)
                        .setCurrency("usd")
                        .setCustomer(customer.getId())
                        .setPaymentMethod(method)
                        .setOffSession(true)
                        .setConfirm(true)
                        .build());
    }
}
