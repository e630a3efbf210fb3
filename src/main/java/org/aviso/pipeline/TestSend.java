package org.aviso.pipeline;

import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Message;
import com.twilio.rest.api.v2010.account.MessageCreator;
import com.twilio.type.PhoneNumber;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;
import org.aviso.config.Setting;
import org.aviso.config.YamlFile;
import org.aviso.delivery.OutgoingMessage;
import org.aviso.delivery.ProviderAnswer;
import org.aviso.delivery.email.BounceAddress;
import org.aviso.delivery.email.ComposedMail;
import org.aviso.delivery.email.KeptOpenSmtp;
import org.aviso.delivery.email.MailAnswers;
import org.aviso.delivery.email.MailComposer;
import org.aviso.delivery.sms.PooledTwilioClient;
import org.aviso.delivery.sms.TwilioAnswers;
import org.aviso.ledger.Event;
import org.aviso.person.ContactKind;
import org.aviso.person.LanguageTag;
import org.aviso.person.Masking;
import org.aviso.person.Owner;
import org.aviso.person.PersonId;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.aviso.template.Rendered;
import org.aviso.template.Renderer;
import org.aviso.template.TemplateSet;
import org.aviso.template.TextKey;

/**
 * One text to one of staff, over the servers configured, marked TEST. It is no attempt: nothing
 * plans, counts or repeats it; an event says that it was sent.
 */
public final class TestSend {
  private static final String MARK = "TEST: ";
  private static final Pattern TEXT =
      Pattern.compile(
          "([a-z0-9][a-z0-9-]*)/([A-Za-z0-9-]+)/(member|relay|attorney)\\.(sms|email)\\.(L[0-3])");
  private static final Pattern BODY = Pattern.compile("(?i)<body\\b[^>]*>");

  /** Why nothing was sent, in one line for people. */
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /**
   * @param text as it left, marked
   * @param answer what the server said
   * @param toMasked the seed's address, masked
   * @param builtIn it went to the sandbox of this command
   */
  public record Sent(Rendered text, ProviderAnswer answer, String toMasked, boolean builtIn) {
    @Override
    public String toString() {
      return "Sent[" + text + "]";
    }
  }

  private final Path root;
  private final Desk desk;
  private final Senders senders;

  public TestSend(Path root, Desk desk) {
    this.root = root;
    this.desk = desk;
    this.senders = new Senders(desk.settings());
  }

  /**
   * @param template {@code class-notice/es/member.sms.L1}
   * @param seed a name in {@code config/seeds.yaml}
   * @throws Refused naming what is wrong, never an address
   * @throws BadSettings when these settings may send nothing
   */
  public Sent send(String template, String seed) {
    List<Finding> wrong = new ArrayList<>(Providers.refused(desk.settings()));
    if (desk.settings().live()) {
      // A test is made before counsel has signed: what only a signature makes wrong stops none.
      wrong.addAll(LiveStart.of(desk.settings(), desk.policy()).configuration());
    }
    if (!wrong.isEmpty()) {
      throw new BadSettings(wrong);
    }
    Matcher named = TEXT.matcher(template);
    if (!named.matches()) {
      throw new Refused(
          "the template is named as notice/language/text, such as class-notice/es/member.sms.L1");
    }
    TextKey key =
        new TextKey(
            Owner.of(named.group(3)), Channel.of(named.group(4)), Level.valueOf(named.group(5)));
    String address = address(seed, key.channel());
    Rendered text = marked(rendered(named.group(1), named.group(2), key));
    boolean sms = key.channel() == Channel.SMS;
    try (Providers providers = Providers.open(desk.settings(), desk.clock())) {
      ProviderAnswer answer = sms ? text(providers, text, address) : mail(providers, text, address);
      record(template, answer);
      return new Sent(
          text,
          answer,
          Masking.contact(sms ? ContactKind.PHONE : ContactKind.EMAIL, address),
          sms ? providers.twilio() != null : providers.mail() != null);
    }
  }

  /** What is wrong with {@code config/seeds.yaml}. */
  public static List<Finding> findings(Path config) {
    try {
      Seeds.read(config);
      return List.of();
    } catch (YamlFile.Malformed e) {
      return List.of(e.finding());
    }
  }

  private String address(String name, Channel channel) {
    Seeds seeds;
    try {
      seeds = Seeds.read(root.resolve("config"));
    } catch (YamlFile.Malformed e) {
      throw new BadSettings(List.of(e.finding()));
    }
    if (!seeds.has(name)) {
      // What was typed may be somebody's number: it is not repeated.
      throw new Refused(
          "--to-seed names nobody in config/seeds.yaml; a test goes to staff's own addresses only");
    }
    String address =
        seeds
            .address(name, channel)
            .orElseThrow(
                () -> new Refused("this seed has no " + channel.code() + " in config/seeds.yaml"));
    ContactKind kind = channel == Channel.SMS ? ContactKind.PHONE : ContactKind.EMAIL;
    if (desk.ledger().knowsContact(kind, address)) {
      throw new Refused(
          "this seed's "
              + channel.code()
              + " is a contact on a list, or said stop: nothing goes there but what counsel's"
              + " routing sends; take it out of config/seeds.yaml");
    }
    return address;
  }

  private Rendered rendered(String notice, String language, TextKey key) {
    Optional<TemplateSet> set;
    try {
      set = desk.policy().templates(notice, new LanguageTag(language));
    } catch (IllegalArgumentException e) {
      set = Optional.empty();
    }
    TemplateSet found =
        set.orElseThrow(
            () -> new Refused("there is no folder templates/" + notice + "/" + language));
    if (!found.usable(key)) {
      throw new Refused(
          "templates/"
              + notice
              + "/"
              + language
              + "/"
              + key
              + " is missing or has a finding; ./aviso check names it");
    }
    try {
      return Renderer.render(
          found, key, senders.fields(key.level(), "", null, "TEST" + PersonId.randomToken(12)));
    } catch (IllegalArgumentException e) {
      throw new Refused(e.getMessage() + "; set it in " + desk.settings().file());
    }
  }

  static Rendered marked(Rendered text) {
    String html = text.html();
    if (html != null) {
      Matcher body = BODY.matcher(html);
      int at = body.find() ? body.end() : 0;
      html =
          html.substring(0, at)
              + "\n<p lang=\"en\" dir=\"ltr\"><strong>TEST</strong></p>"
              + html.substring(at);
    }
    boolean sms = text.key().channel() == Channel.SMS;
    return new Rendered(
        text.key(),
        text.languages(),
        text.rightToLeft(),
        sms ? null : MARK + text.subject(),
        sms ? MARK + text.text() : MARK.strip() + "\n\n" + text.text(),
        html,
        text.templateDigest());
  }

  private ProviderAnswer text(Providers providers, Rendered text, String address) {
    String from = senders.of(text.key().level()).smsFrom();
    try (PooledTwilioClient http =
        new PooledTwilioClient(
            new PooledTwilioClient.Settings(
                providers.baseUrl(), desk.settings().get(Setting.TWILIO_TIMEOUT), 1))) {
      TwilioRestClient client =
          new TwilioRestClient.Builder(providers.accountSid(), providers.authToken())
              .accountSid(providers.accountSid())
              .httpClient(http)
              .build();
      PhoneNumber to = new PhoneNumber(address);
      MessageCreator creator =
          from.startsWith("MG")
              ? Message.creator(to, from, text.text())
              : Message.creator(to, new PhoneNumber(from), text.text());
      return answer(creator, client);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProviderAnswer answer(MessageCreator creator, TwilioRestClient client) {
    try {
      return TwilioAnswers.of(creator.create(client));
    } catch (RuntimeException e) {
      return TwilioAnswers.of(e);
    }
  }

  private ProviderAnswer mail(Providers providers, Rendered text, String address) {
    if (providers.smtp() == null) {
      throw new Refused("no mail server is set; set aviso.smtp.host");
    }
    Senders.Identity sender = senders.of(text.key().level());
    BounceAddress bounces =
        new BounceAddress(
            desk.key().derive("envelope sender"),
            senders.bounceDomain(Level.L3),
            senders.bounceDomain(Level.L0));
    ComposedMail mail =
        new MailComposer(bounces, null, desk.clock())
            .compose(
                new OutgoingMessage(
                    0,
                    "TEST" + PersonId.randomToken(12),
                    text.key().to(),
                    Channel.EMAIL,
                    address,
                    sender.emailFrom(),
                    sender.name(),
                    sender.replyTo(),
                    text,
                    System.nanoTime() + 60_000_000_000L));
    try (KeptOpenSmtp smtp = new KeptOpenSmtp(providers.smtp())) {
      smtp.send(mail);
      return MailAnswers.of(mail);
    } catch (MessagingException e) {
      return MailAnswers.of(e);
    }
  }

  /** Which text, and what came of it; not to whom. */
  private void record(String template, ProviderAnswer answer) {
    String code =
        answer instanceof ProviderAnswer.Accepted
            ? "sent"
            : answer instanceof ProviderAnswer.Unknown ? "unknown" : "refused";
    desk.ledger().record(Event.ofService("test_send", code, "{\"template\":\"" + template + "\"}"));
  }
}
