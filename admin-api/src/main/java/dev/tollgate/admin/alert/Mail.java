package dev.tollgate.admin.alert;

import dev.tollgate.ledger.alert.Alert;
import dev.tollgate.ledger.alert.Delivery;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Writes alerts to accounts' e-mail addresses, if there is a mail server ({@code spring.mail.host}). */
@Component
final class Mail implements DisposableBean {

    private static final int AT_ONCE = 4;
    private static final int WAITING = 1000;

    private final ObjectProvider<JavaMailSender> sender;
    private final String from;

    /** Sending blocks. */
    private final Scheduler scheduler = Schedulers.newBoundedElastic(AT_ONCE, WAITING, "alert-mail");

    Mail(ObjectProvider<JavaMailSender> sender, AlertSettings settings) {
        this.sender = sender;
        this.from = settings.mailFrom();
    }

    boolean isPossible() {
        return sender.getIfAvailable() != null;
    }

    Mono<Void> send(Delivery delivery) {
        return Mono.<Void>fromRunnable(() -> sender.getObject().send(message(delivery)))
                .subscribeOn(scheduler);
    }

    private SimpleMailMessage message(Delivery delivery) {
        Alert alert = delivery.alert();
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom(from);
        message.setTo(delivery.email());
        message.setSubject("Your credits run low");
        message.setText("Your account " + delivery.account() + " had " + alert.balance() + " credits at " + alert.at()
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
