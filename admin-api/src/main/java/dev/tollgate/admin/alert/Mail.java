package dev.tollgate.admin.alert;

import dev.tollgate.ledger.alert.Alert;
import dev.tollgate.ledger.alert.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Writes alerts to accounts' e-mail addresses, if there is a mail server ({@code spring.mail.host}). */
@Component
final class Mail implements DisposableBean {

    private static final int AT_ONCE = 4;
    private static final int WAITING = 1000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ObjectProvider<JavaMailSender> sender;
    private final String from;

    /** Sending blocks. */
    private final Scheduler scheduler = Schedulers.newBoundedElastic(AT_ONCE, WAITING, "alert-mail");

    Mail(ObjectProvider<JavaMailSender> sender, AlertSettings settings) {
        this.sender = sender;
        this.from = settings.mailFrom();
        sender.ifAvailable(Mail::neverWaitForEver);
    }

    boolean isPossible() {
        return sender.getIfAvailable() != null;
    }

    /** @param own what the operator says, before what has happened */
    Mono<Void> send(Delivery delivery, Optional<String> own) {
        return Mono.<Void>fromRunnable(() -> sender.getObject().send(message(delivery, own)))
                .subscribeOn(scheduler)
                .timeout(PATIENCE);
    }

    /** As mail is sent without limits of time otherwise, a server that is silent would end all alerts. */
    private static void neverWaitForEver(JavaMailSender sender) {
        if (sender instanceof JavaMailSenderImpl ours) {
            for (String limit : List.of("connectiontimeout", "timeout", "writetimeout")) {
                ours.getJavaMailProperties().putIfAbsent("mail.smtp." + limit, "10000");
            }
        }
    }

    private SimpleMailMessage message(Delivery delivery, Optional<String> own) {
        Alert alert = delivery.alert();
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom(from);
        message.setTo(delivery.email());
        message.setSubject("Your credits run low");
        message.setText(own.map(words -> words + "\n\n").orElse("") + "Your account " + delivery.account() + " had "
                + alert.balance() + " credits at " + alert.at()
                + ", which is less than the " + alert.threshold() + " at which you are told.\n\n"
                + "Calls are refused when there are none left. You are told once, until there are more again.\n\n"
                + "Event " + alert.id() + "\n");
        return message;
    }

    @Override
    public void destroy() {
        scheduler.dispose();
    }
}
