package org.aviso.delivery.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.aviso.delivery.OutgoingMessage;
import org.aviso.template.Rendered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailComposerTest {
  private static final String TO = "a999-000-001@example.org";

  private static MimeMessage written(ComposedMail mail) throws Exception {
    var bytes = new ByteArrayOutputStream();
    mail.writeTo(bytes);
    return new MimeMessage(null, new ByteArrayInputStream(bytes.toByteArray()));
  }

  private static MimeMessage written(Rendered content) throws Exception {
    return written(Samples.COMPOSER.compose(Samples.to(TO, content)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          es      | Aviso: llámenos, por favor      | Llámenos al +1 202 555 0100
          am      | ማስታወቂያ                          | እባክዎ ይደውሉልን
          zh-Hans | 通知                             | 请给我们打电话
          ar      | إشعار                            | يرجى الاتصال بنا
          pa-Arab | نوٹس                             | سانوں فون کرو
          """)
  void text_comes_before_html_and_every_script_arrives(String tag, String subject, String text)
      throws Exception {
    MimeMessage mail = written(Samples.text(tag, subject, text, "<p>" + text + "</p>"));
    assertThat(mail.getSubject()).isEqualTo(subject);
    assertThat(mail.getContentType()).startsWith("multipart/alternative");
    assertThat(mail.getHeader("Content-Language")).containsExactly(tag);
    var parts = (MimeMultipart) mail.getContent();
    assertThat(parts.getCount()).isEqualTo(2);
    assertThat(parts.getBodyPart(0).getContentType())
        .isEqualToIgnoringCase("text/plain; charset=UTF-8");
    assertThat(parts.getBodyPart(0).getContent()).isEqualTo(text);
    assertThat(parts.getBodyPart(1).getContentType())
        .isEqualToIgnoringCase("text/html; charset=UTF-8");
    assertThat((String) parts.getBodyPart(1).getContent())
        .contains("<p>" + text + "</p>")
        .contains("lang=\"" + tag + "\"")
        .contains(tag.startsWith("ar") || tag.contains("Arab") ? "dir=\"rtl\"" : "dir=\"ltr\"");
  }

  @Test
  void every_line_is_within_the_limit_and_seven_bit() throws Exception {
    String long1 = "Línea larga. ".repeat(200);
    var bytes = new ByteArrayOutputStream();
    Samples.COMPOSER
        .compose(Samples.to(TO, Samples.text("es", "Aviso", long1, "<p>" + long1 + "</p>")))
        .writeTo(bytes);
    String raw = bytes.toString(StandardCharsets.ISO_8859_1);
    assertThat(raw.chars().allMatch(c -> c < 128)).isTrue();
    assertThat(raw.split("\r\n")).allMatch(line -> line.length() <= 998);
  }

  @Test
  void the_headers_are_those_of_a_machine_and_tell_no_more() throws Exception {
    MimeMessage mail = written(Samples.text("es", "Aviso", "Hola", "<p>Hola</p>"));
    assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(mail.getHeader("Message-ID")).containsExactly("<REF1@bounces.example.org>");
    assertThat(mail.getFrom()[0].toString()).isEqualTo("Oficina de Avisos <office@example.org>");
    assertThat(mail.getReplyTo()[0].toString()).isEqualTo("reply@example.org");
    assertThat(mail.getAllRecipients()).hasSize(1);
    assertThat(mail.getSentDate()).isEqualTo(Samples.NOON.instant());
    assertThat(java.util.Collections.list(mail.getAllHeaders()))
        .extracting(jakarta.mail.Header::getName)
        .containsExactlyInAnyOrder(
            "Date",
            "From",
            "Reply-To",
            "To",
            "Message-ID",
            "Subject",
            "MIME-Version",
            "Content-Type",
            "Auto-Submitted",
            "Content-Language");
  }

  @Test
  void the_message_id_is_the_same_every_time() throws Exception {
    ComposedMail mail = Samples.mail();
    mail.saveChanges();
    assertThat(mail.getMessageID()).isEqualTo(Samples.mail().getMessageID());
  }

  @Test
  void the_envelope_sender_is_opaque_and_genuine() {
    ComposedMail mail = Samples.mail();
    assertThat(Samples.BOUNCES.verify(mail.getEnvelopeFrom())).contains("REF1");
    assertThat(mail.getEnvelopeFrom()).doesNotContain("a999");
  }

  @Test
  void one_click_unsubscribe_is_a_switch() throws Exception {
    var composer =
        new MailComposer(Samples.BOUNCES, URI.create("https://notices.example.org/"), Samples.NOON);
    MimeMessage mail =
        written(
            composer.compose(Samples.to(TO, Samples.text("es", "Aviso", "Hola", "<p>Hola</p>"))));
    assertThat(mail.getHeader("List-Unsubscribe"))
        .containsExactly("<https://notices.example.org/unsubscribe/REF1>");
    assertThat(mail.getHeader("List-Unsubscribe-Post"))
        .containsExactly("List-Unsubscribe=One-Click");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@example.org, b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "A <a@example.org>",
        "a@example.org\u0000",
        "group: a@example.org;",
        "nobody",
        ""
      })
  void anything_but_one_bare_address_is_refused(String address) {
    Rendered content = Samples.text("es", "Aviso", "Hola", "<p>Hola</p>");
    assertThatThrownBy(() -> Samples.COMPOSER.compose(Samples.to(address, content)))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("example.org");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Aviso\r\nBcc: b@example.org", "Aviso\nX: y", "Aviso\u0007"})
  void a_header_cannot_write_headers(String evil) {
    assertThatThrownBy(
            () ->
                Samples.COMPOSER.compose(
                    Samples.to(TO, Samples.text("es", evil, "Hola", "<p></p>"))))
        .isInstanceOf(IllegalArgumentException.class);
    OutgoingMessage good = Samples.to(TO, Samples.text("es", "Aviso", "Hola", "<p></p>"));
    var named =
        new OutgoingMessage(
            1,
            "REF1",
            good.to(),
            good.channel(),
            TO,
            good.sender(),
            evil,
            good.replyTo(),
            good.content(),
            0);
    assertThatThrownBy(() -> Samples.COMPOSER.compose(named))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
